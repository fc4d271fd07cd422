extension MistakeTests {
  static let records = [
    Example(
      "a risk's figures, days and owner",
      "risks:\n  - id: fire\n    title: Fire\n    owner: operatons\n    likelihood: 6\n    impact: high\n"
        + "    model: login-guessed\n    review_by: 2027-02-30\n    expires_after: 6 hours\n",
      """
      x.yaml:4:12: error[TOC005]: role or audience "operatons" is not declared
          4 |     owner: operatons
            |            ^^^^^^^^^
        hint: did you mean 'operations'?
      x.yaml:5:17: error[TOC003]: "likelihood" must be from 1 to 5
          5 |     likelihood: 6
            |                 ^
        hint: it is 6
      x.yaml:6:13: error[TOC003]: "impact" must be a whole number, not text
          6 |     impact: high
            |             ^^^^
      x.yaml:7:12: warning[TOC128]: model "login-guessed" does not name risk "fire" in its opens_on
          7 |     model: login-guessed
            |            ^^^^^^^^^^^^^
        hint: add it there, or name another model
      x.yaml:8:16: error[TOC006]: "review_by" is no date: "2027-02-30"
          8 |     review_by: 2027-02-30
            |                ^^^^^^^^^^
        hint: year, month, day: 2027-03-31
      x.yaml:9:20: error[TOC006]: "expires_after" is no span of time: "6 hours"
          9 |     expires_after: 6 hours
            |                    ^
        hint: a whole number and one of s, m, h, d: 15m

      """),
    Example(
      "detections that are too wide, and a technique that is none",
      "risks:\n  - {id: fire, title: F, owner: operations, likelihood: 1, impact: 1, status: closed,\n"
        + "     attack: [1110, T1562.004], detections: {tags: [attack.persistence, attack.t12]}}\n",
      """
      x.yaml:3:15: error[TOC008]: "1110" is no ATT&CK technique
          3 |      attack: [1110, T1562.004], detections: {tags: [attack.persistence, attack.t12]}}
            |               ^^^^
        hint: such as T1110 or T1110.001
      x.yaml:3:21: warning[TOC123]: ATT&CK technique "T1562.004" is retired
          3 |      attack: [1110, T1562.004], detections: {tags: [attack.persistence, attack.t12]}}
            |                     ^^^^^^^^^
        hint: write T1686
      x.yaml:3:53: error[TOC020]: tag "attack.persistence" is too wide for a tie
          3 |      attack: [1110, T1562.004], detections: {tags: [attack.persistence, attack.t12]}}
            |                                                     ^^^^^^^^^^^^^^^^^^
        hint: name a technique, such as attack.t1110
      x.yaml:3:73: error[TOC008]: "attack.t12" is no ATT&CK technique
          3 |      attack: [1110, T1562.004], detections: {tags: [attack.persistence, attack.t12]}}
            |                                                                         ^^^^^^^^^^
        hint: name a technique, such as attack.t1110

      """),
    Example(
      "a bare log source",
      "risks:\n  - {id: fire, title: F, owner: operations, likelihood: 1, impact: 1, status: closed,\n"
        + "     detections: {logsource: {product: linux}}}\n",
      """
      x.yaml:3:18: error[TOC020]: detections name no rule and no technique
          3 |      detections: {logsource: {product: linux}}}
            |                  ^
        hint: a log source alone ties every rule of it: add 'tags' or 'rules'

      """),
    Example(
      "a model's steps, roles, commands and variables",
      """
      models:
        - id: flood
          title: Water
          type: incident
          status: in-force
          category: water
          opens_on: {risks: [ssh-gessing], how: auto}
          roles: {lead: on-cal}
          evidence: [{what: level}, {what: tide, command: [/bin/x, '{{User}}']}]
          steps:
            - {id: a, stage: contain, do: 'Close {{ valve }}.', by: leed}
            - {id: a, stage: recovery, do: Dry it., command: systemctl stop pump}
            - {id: b, stage: lessons, do: Learn., command: [/bin/x, [y]]}
          close: {needs: [c], reasons: [dry]}

      """,
      """
      x.yaml:7:24: error[TOC005]: risk "ssh-gessing" is not declared
          7 |     opens_on: {risks: [ssh-gessing], how: auto}
            |                        ^^^^^^^^^^^
        hint: did you mean 'ssh-guessing'?
      x.yaml:7:43: error[TOC003]: "how" cannot be "auto"
          7 |     opens_on: {risks: [ssh-gessing], how: auto}
            |                                           ^^^^
        hint: one of: automatic, on-ack, by-hand
      x.yaml:8:19: error[TOC005]: role or audience "on-cal" is not declared
          8 |     roles: {lead: on-cal}
            |                   ^^^^^^
        hint: did you mean 'on-call'?
      x.yaml:9:16: error[TOC003]: evidence needs "command" or "window", and not both
          9 |     evidence: [{what: level}, {what: tide, command: [/bin/x, '{{User}}']}]
            |                ^
      x.yaml:9:44: error[TOC009]: a command that is run takes no values: "{{User}}"
          9 |     evidence: [{what: level}, {what: tide, command: [/bin/x, '{{User}}']}]
            |                                            ^^^^^^^
        hint: what a log says never reaches a command; write the argument out
      x.yaml:11:24: error[TOC003]: "stage" cannot be "contain"
         11 |       - {id: a, stage: contain, do: 'Close {{ valve }}.', by: leed}
            |                        ^^^^^^^
        hint: one of: identification, containment, eradication, recovery, lessons
      x.yaml:11:37: error[TOC009]: braces that are no template variable
         11 |       - {id: a, stage: contain, do: 'Close {{ valve }}.', by: leed}
            |                                     ^^^^^^^^^^^^^^^^^^^^
        hint: write {{name}}, without blanks: letters, digits, '_', '-', '.'
      x.yaml:11:63: error[TOC005]: "leed" is no part in this model's roles
         11 |       - {id: a, stage: contain, do: 'Close {{ valve }}.', by: leed}
            |                                                               ^^^^
        hint: did you mean 'lead'?
      x.yaml:12:9: error[TOC004]: step "a" is declared twice
         12 |       - {id: a, stage: recovery, do: Dry it., command: systemctl stop pump}
            |         ^
        hint: the first is in line 11
      x.yaml:12:56: error[TOC010]: "command" must be a list of arguments, not text
         12 |       - {id: a, stage: recovery, do: Dry it., command: systemctl stop pump}
            |                                                        ^^^^^^^^^
        hint: no shell runs it: command: [systemctl, stop, pump]
      x.yaml:13:63: error[TOC010]: an argument of "command" must be text, not a list
         13 |       - {id: b, stage: lessons, do: Learn., command: [/bin/x, [y]]}
            |                                                               ^
      x.yaml:14:21: error[TOC005]: step "c" is not declared in this model
         14 |     close: {needs: [c], reasons: [dry]}
            |                     ^

      """),
    Example(
      "a request's value that is not asked for",
      """
      models:
        - id: flood
          title: Water
          type: request
          status: draft
          ask: [{name: valve, prompt: Which?}]
          roles: {lead: operations}
          steps: [{id: a, stage: recovery, do: 'Open {{valv}}.', command: [pump, '{{a b}}']}]
          close: {needs: [b], reasons: [done]}

      """,
      """
      x.yaml:8:42: error[TOC009]: no value named "valv" here
          8 |     steps: [{id: a, stage: recovery, do: 'Open {{valv}}.', command: [pump, '{{a b}}']}]
            |                                          ^^^^^^^^^^^^^^^^
        hint: did you mean 'valve'?
      x.yaml:8:70: error[TOC010]: command "pump" is not an absolute path
          8 |     steps: [{id: a, stage: recovery, do: 'Open {{valv}}.', command: [pump, '{{a b}}']}]
            |                                                                      ^^^^
        hint: write where it is, such as /usr/bin/pump
      x.yaml:8:76: error[TOC009]: braces that are no template variable
          8 |     steps: [{id: a, stage: recovery, do: 'Open {{valv}}.', command: [pump, '{{a b}}']}]
            |                                                                            ^^^^^^^^^
        hint: write {{name}}, without blanks: letters, digits, '_', '-', '.'
      x.yaml:9:21: error[TOC005]: step "b" is not declared in this model
          9 |     close: {needs: [b], reasons: [done]}
            |                     ^

      """),
    Example(
      "a prepared alert's value, audience and clearance",
      """
      threats:
        - id: letters
          title: Letters
          kind: warning
          state: underway
          severity: hihg
          certainty: observed
          audience: [staf, staff]
          recognise: On {{day}}.
          precautions: None.
          tlp: amber
          expires_after: 0d

      """,
      """
      x.yaml:5:12: error[TOC003]: "state" cannot be "underway"
          5 |     state: underway
            |            ^^^^^^^^
        hint: did you mean 'under-way'?
      x.yaml:6:15: error[TOC003]: "severity" cannot be "hihg"
          6 |     severity: hihg
            |               ^^^^
        hint: did you mean 'high'?
      x.yaml:8:16: error[TOC005]: audience "staf" is not declared
          8 |     audience: [staf, staff]
            |                ^^^^
        hint: did you mean 'staff'?
      x.yaml:8:22: error[TOC013]: audience "staff" may see TLP:CLEAR, not TLP:AMBER
          8 |     audience: [staf, staff]
            |                      ^^^^^
        hint: lower 'tlp' of the threat, or leave the audience out
      x.yaml:9:16: error[TOC009]: no value named "day" here
          9 |     recognise: On {{day}}.
            |                ^^
        hint: declare it first
      x.yaml:12:20: error[TOC006]: "expires_after" is no span of time: "0d"
         12 |     expires_after: 0d
            |                    ^^
        hint: a whole number and one of s, m, h, d: 15m

      """),
    Example(
      "a source's places and logs",
      """
      sources:
        - {id: a, title: A, read: [journal, {journal: {facility: [authpirv], uid: -1}}, {}], logsource: {}, format: jsn}
        - {id: b, title: B, read: [], logsource: [{product: x, servic: y}], required: yes}

      """,
      """
      x.yaml:2:30: error[TOC003]: a place to read is a mapping, not text
          2 |   - {id: a, title: A, read: [journal, {journal: {facility: [authpirv], uid: -1}}, {}], logsource: {}, format: jsn}
            |                              ^^^^^^^
        hint: file: /var/log/auth.log, or journal: {identifier: [sshd]}, or stdin
      x.yaml:2:61: error[TOC003]: no syslog facility is named "authpirv"
          2 |   - {id: a, title: A, read: [journal, {journal: {facility: [authpirv], uid: -1}}, {}], logsource: {}, format: jsn}
            |                                                             ^^^^^^^^
        hint: did you mean 'authpriv'?
      x.yaml:2:77: error[TOC003]: "uid" must be from 0 to 4294967294
          2 |   - {id: a, title: A, read: [journal, {journal: {facility: [authpirv], uid: -1}}, {}], logsource: {}, format: jsn}
            |                                                                             ^^
        hint: it is -1
      x.yaml:2:83: error[TOC003]: a place to read holds neither of "file" and "journal"
          2 |   - {id: a, title: A, read: [journal, {journal: {facility: [authpirv], uid: -1}}, {}], logsource: {}, format: jsn}
            |                                                                                   ^
        hint: it holds one of them
      x.yaml:2:99: error[TOC003]: logsource names nothing
          2 |   - {id: a, title: A, read: [journal, {journal: {facility: [authpirv], uid: -1}}, {}], logsource: {}, format: jsn}
            |                                                                                                   ^
        hint: product: linux, service: sshd
      x.yaml:2:111: error[TOC003]: "format" cannot be "jsn"
          2 | … uid: -1}}, {}], logsource: {}, format: jsn}
            |                                          ^^^
        hint: did you mean 'json'?
      x.yaml:3:23: error[TOC003]: "read" is empty
          3 |   - {id: b, title: B, read: [], logsource: [{product: x, servic: y}], required: yes}
            |                       ^^^^
        hint: - file: /var/log/auth.log
      x.yaml:3:58: error[TOC002]: no field named "servic" in logsource
          3 |   - {id: b, title: B, read: [], logsource: [{product: x, servic: y}], required: yes}
            |                                                          ^^^^^^
        hint: did you mean 'service'?
      x.yaml:3:81: error[TOC003]: "required" must be true or false, not text
          3 |   - {id: b, title: B, read: [], logsource: [{product: x, servic: y}], required: yes}
            |                                                                                 ^^^

      """),
    Example(
      "a decoder's shapes",
      """
      decoders:
        - id: gate
          program: gate
          logsource: {service: gate}
          shapes:
            - {action: open, pattern: 'x', split: {by: '', fields: [a]}}

      """,
      """
      x.yaml:6:9: error[TOC003]: shape has neither "starts" nor "contains"
          6 |       - {action: open, pattern: 'x', split: {by: '', fields: [a]}}
            |         ^
        hint: a literal that is tried before the pattern: starts: 'Failed '
      x.yaml:6:9: error[TOC003]: shape has both "pattern" and "split"
          6 |       - {action: open, pattern: 'x', split: {by: '', fields: [a]}}
            |         ^
        hint: keep one
      x.yaml:6:50: error[TOC003]: "by" is empty
          6 |       - {action: open, pattern: 'x', split: {by: '', fields: [a]}}
            |                                                  ^^

      """),
  ]
}
