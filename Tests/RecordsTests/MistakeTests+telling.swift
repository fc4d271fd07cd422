extension MistakeTests {
  static let telling = [
    Example(
      "a chat's address in the file is not printed",
      "receivers:\n  - {id: c, kind: slack, url: 'https://hooks.slack.com/services/T0/B0/zyx'}\n",
      """
      x.yaml:2:26: error[TOC003]: the address of a slack webhook is a secret
          2 |                          url: (not shown)
            |                          ^^^
        hint: write it to a file of mode 0600 and name that: url_file: /etc/tocsin/secrets/c

      """),
    Example(
      "no other mistake shows the line of a secret",
      "receivers:\n  - {id: c, kind: mail, passphrase: hunter2, rate: 5, relay: smtp://r, from: t@x, to: t@x}\n",
      """
      x.yaml:2:25: error[TOC003]: a secret does not belong in this file
          2 |                         passphrase: (not shown)
            |                         ^^^^^^^^^^
        hint: write it to a file of mode 0600 and name that: password_file: /etc/tocsin/secrets/c
      x.yaml:2:52: error[TOC003]: "5" is no rate
        hint: messages per s, m, h or d: 30/m

      """),
    Example(
      "a chat without its secret place", "receivers:\n  - {id: c, kind: teams}\n",
      """
      x.yaml:2:5: error[TOC003]: receiver "c" is a receiver without a secret
          2 |   - {id: c, kind: teams}
            |     ^
        hint: url_file: /etc/tocsin/secrets/c, a file of mode 0600 that holds the webhook's URL

      """),
    Example(
      "a password in the file, and no place for it",
      "receivers:\n  - id: m\n    kind: mail\n    relay: 'smtps://r.example.org'\n    user: t\n    password: hunter2\n"
        + "    from: t@example.org\n    to: ['Ada <a@example.org>', ops@example.org]\n",
      """
      x.yaml:6:5: error[TOC003]: a secret does not belong in this file
          6 |     password: (not shown)
            |     ^^^^^^^^
        hint: write it to a file of mode 0600 and name that: password_file: /etc/tocsin/secrets/m
      x.yaml:8:10: error[TOC003]: "Ada <a@example.org>" is no mail address
          8 |     to: ['Ada <a@example.org>', ops@example.org]
            |          ^^^^^^^^^^^^^^^^^^^^^
        hint: the bare address, without a name: ops@example.org

      """),
    Example(
      "a user without a password, and TLS that does not go with the relay",
      "receivers:\n  - id: m\n    kind: mail\n    relay: 'smtps://r.example.org'\n    tls: required\n    user: t\n"
        + "    from: t@example.org\n    to: ops@example.org\n",
      """
      x.yaml:2:5: error[TOC003]: receiver without a secret
          2 |   - id: m
            |     ^^
        hint: password_file: /etc/tocsin/secrets/m
      x.yaml:5:5: error[TOC003]: "tls: required" does not go with smtps://
          5 |     tls: required
            |     ^^^
        hint: smtps:// is 'implicit'; smtp:// is 'required' or 'none'

      """),
    Example(
      "a password in the clear",
      "receivers:\n  - {id: m, kind: mail, relay: 'smtp://r', tls: none, user: t, credential: p, from: t@x, to: [a@x]}\n",
      """
      x.yaml:2:44: error[TOC003]: the password would travel in the clear
          2 |   - {id: m, kind: mail, relay: 'smtp://r', tls: none, user: t, credential: p, from: t@x, to: [a@x]}
            |                                            ^^^
        hint: tls: required

      """),
    Example(
      "a webhook's address",
      "receivers:\n  - {id: w, kind: webhook, url: 'http://hook.example.org/'}\n"
        + "  - {id: v, kind: webhook, url: 'http://127.0.0.1:9/', internal: true}\n  - {id: u, kind: webhook}\n"
        + "  - {id: t, kind: webhook, url: 'https://u:p@example.org/'}\n",
      """
      x.yaml:2:33: error[TOC003]: "url" must begin with https://
          2 |   - {id: w, kind: webhook, url: 'http://hook.example.org/'}
            |                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: 'internal: true' allows http inside your network
      x.yaml:4:5: error[TOC003]: receiver "u" has no address
          4 |   - {id: u, kind: webhook}
            |     ^
        hint: url: https://…, or url_file: /etc/tocsin/secrets/u
      x.yaml:5:28: error[TOC003]: this address holds a secret
          5 |                            url: (not shown)
            |                            ^^^
        hint: write it to a file of mode 0600 and name that: url_file: /etc/tocsin/secrets/t

      """),
    Example(
      "a receiver's other keys",
      "receivers:\n  - {id: c, kind: discord, url_file: hook, credential: c, rate: 30/min, failover: ops-chart}\n"
        + "  - {id: s, kind: terminal, url_file: /x}\n  - {id: k, kind: pager}\n",
      """
      x.yaml:2:38: error[TOC003]: "url_file" must be an absolute path
          2 |   - {id: c, kind: discord, url_file: hook, credential: c, rate: 30/min, failover: ops-chart}
            |                                      ^^^^
        hint: such as /etc/tocsin/…
      x.yaml:2:56: error[TOC003]: one secret has two places
          2 |   - {id: c, kind: discord, url_file: hook, credential: c, rate: 30/min, failover: ops-chart}
            |                                                        ^
        hint: keep one
      x.yaml:2:65: error[TOC003]: "30/min" is no rate
          2 |   - {id: c, kind: discord, url_file: hook, credential: c, rate: 30/min, failover: ops-chart}
            |                                                                 ^^^^^^
        hint: messages per s, m, h or d: 30/m
      x.yaml:2:83: error[TOC005]: receiver "ops-chart" is not declared
          2 |   - {id: c, kind: discord, url_file: hook, credential: c, rate: 30/min, failover: ops-chart}
            |                                                                                   ^^^^^^^^^
        hint: did you mean 'ops-chat'?
      x.yaml:3:29: error[TOC002]: no field named "url_file" in receiver "s"
          3 |   - {id: s, kind: terminal, url_file: /x}
            |                             ^^^^^^^^
        hint: fields here: ca_file, failover, id, internal, kind, max_tlp, min_severity, rate
      x.yaml:4:19: error[TOC003]: "kind" cannot be "pager"
          4 |   - {id: k, kind: pager}
            |                   ^^^^^
        hint: one of: slack, teams, discord, webhook, mail, terminal

      """),
    Example(
      "a route to nowhere",
      "routes:\n  - {match: {severity: hgih, risk: [x]}, to: [risks, on-cal]}\n",
      """
      x.yaml:2:24: error[TOC003]: "severity" cannot be "hgih"
          2 |   - {match: {severity: hgih, risk: [x]}, to: [risks, on-cal]}
            |                        ^^^^
        hint: did you mean 'high'?
      x.yaml:2:30: error[TOC002]: no field named "risk" in "match"
          2 |   - {match: {severity: hgih, risk: [x]}, to: [risks, on-cal]}
            |                              ^^^^
        hint: did you mean 'risks'?
      x.yaml:2:47: error[TOC005]: receiver or audience "risks" is not declared
          2 |   - {match: {severity: hgih, risk: [x]}, to: [risks, on-cal]}
            |                                               ^^^^^
        hint: declare it in the list 'receivers'
      x.yaml:2:54: error[TOC005]: receiver or audience "on-cal" is not declared
          2 |   - {match: {severity: hgih, risk: [x]}, to: [risks, on-cal]}
            |                                                      ^^^^^^
        hint: did you mean 'on-call'?

      """),
    Example(
      "a name of another kind", "routes:\n  - {to: [operations]}\n",
      """
      x.yaml:2:11: error[TOC005]: receiver or audience "operations" is not declared
          2 |   - {to: [operations]}
            |           ^^^^^^^^^^
        hint: "operations" is a role, not a receiver

      """),
    Example(
      "silences",
      "silences:\n  - {id: all, why: x, by: operations, until: 2026-12-01T00:00:00Z}\n"
        + "  - {id: long, rules: [a], why: x, by: operations, until: 2027-06-01T00:00:00Z}\n"
        + "  - {id: never, rules: [a], why: x, by: operations, from: 2027-01-02T00:00:00Z, until: 2027-01-01}\n",
      """
      x.yaml:2:5: error[TOC003]: silence names nothing to quiet
          2 |   - {id: all, why: x, by: operations, until: 2026-12-01T00:00:00Z}
            |     ^
        hint: add 'rules', 'risks' or 'where'
      x.yaml:3:52: warning[TOC118]: silence is longer than 90 days
          3 |   - {id: long, rules: [a], why: x, by: operations, until: 2027-06-01T00:00:00Z}
            |                                                    ^^^^^
        hint: a rule that is never wanted is tuned or removed instead
      x.yaml:4:88: error[TOC006]: "until" is no moment: "2027-01-01"
          4 |   - {id: never, rules: [a], why: x, by: operations, from: 2027-01-02T00:00:00Z, until: 2027-01-01}
            |                                                                                        ^^^^^^^^^^
        hint: with its offset from UTC: 2027-03-31T18:00:00+01:00

      """),
  ]
}
