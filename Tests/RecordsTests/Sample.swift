/// A small whole configuration of our own, shared by the tests.
enum Sample {
  static let register = """
    roles:
      - {id: security-manager, title: Security manager, yasm: security-manager, holder: Ada Quill}
      - {id: operations, title: Server operations, holder: Night shift, contact: desk 12}
    audiences:
      - id: staff
        title: Staff of the museum
        voice: plain
        states: [foreseen, under-way]
        max_tlp: clear
        receivers: [staff-mail]
      - {id: on-call, title: On call, voice: technical, receivers: [ops-chat, terminal], acknowledges: true}
    risks:
      - id: ssh-guessing
        title: Strangers try SSH passwords until one works
        owner: operations
        likelihood: 5
        impact: 4
        plain: Somebody could guess a password and get in.
        response: mitigate
        controls: [keys-only]
        references: [night-rules]
        residual: {likelihood: 2, impact: 4}
        model: login-guessed
        attack: [T1110.001]
        group_by: [src_ip]
        review_by: 2027-03-31
        expires_after: 6h
        detections:
          rules: [ssh_many_failures]
          tags: [attack.t1110]
          logsource: {product: linux}
      - id: old-tape
        title: Tapes are read by a stranger
        owner: security-manager
        likelihood: 1
        impact: 2
        response: accept
        accept: {by: security-manager, on: 2026-01-02, until: 2027-01-02, why: Tapes are empty}
        model: login-guessed
    models:
      - id: login-guessed
        title: A password was guessed
        type: incident
        status: in-force
        category: access
        opens_on: {risks: [ssh-guessing, old-tape], how: automatic}
        roles: {lead: on-call, boss: security-manager}
        evidence:
          - {what: who is logged in, command: [/usr/bin/who, -a]}
          - {what: lines of the address, window: 24h}
        steps:
          - {id: ask, stage: identification, do: 'Ask {{User}} about {{src_ip}}.', by: lead, within: 15m}
          - {id: lock, stage: containment, do: Lock the account., command: [/usr/sbin/usermod, -L, --, '{{User}}'], danger: sessions stay}
        record: [who, since when]
        close: {needs: [ask], reasons: [real, false-alarm]}
        drill_every: 180d
      - id: unban
        title: Let an address in again
        type: request
        status: in-force
        ask: [{name: address, type: ip, prompt: Which address?}]
        roles: {lead: operations}
        steps: [{id: lift, stage: recovery, do: 'Lift the ban of {{address}}.'}]
        close: {needs: [lift], reasons: [done]}
    threats:
      - id: false-invoices
        title: Invoices with a new account number
        kind: warning
        state: under-way
        severity: medium
        certainty: observed
        audience: [staff]
        fill: [first_seen]
        recognise: A letter with a new number. First seen {{first_seen}}.
        precautions: Call the supplier by the number you know.
        tlp: clear
        expires_after: 14d
    controls:
      - id: keys-only
        title: SSH takes keys
        owner: operations
        kind: preventive
        state: active
        policy: access/keys
        verify: {method: test, command: [/usr/sbin/sshd, -T], expect: {exit: 0, stdout_has: [passwordauthentication no]}, every: 24h, timeout: 5s}
        operate: [{task: Look through the keys, every: 90d, owner: operations}]
      - {id: walk-round, title: The night round, owner: operations, kind: detective, state: active, verify: {method: examine, every: 30d}}
    policies:
      - id: access
        title: Access
        owner: security-manager
        version: 2
        status: in-force
        approved: {by: The board, on: 2026-01-02}
        review_by: 2027-01-02
        statements: [{id: keys, text: SSH takes keys., plain: Use your key., enforced_by: [keys-only], watched_by: [ssh_many_failures]}]
    references:
      - {id: night-rules, title: Rules of the night, kind: practice, owner: operations, review_by: 2027-01-02, clocks: [{name: call, within: 1h}, {name: letter, within: 7d, after: call}]}
    targets:
      - {id: fast, title: Serious alarms, basis: ola, party: operations, applies: {severity: [high, critical]}, acknowledge: 20m, contain: 4h, escalate: [{after: 20m, to: on-call}, {after: 2h, to: on-call}]}
      - {id: slow, title: The rest, basis: ola, party: operations, applies: {severity: [low, medium]}, acknowledge: 8h, calendar: {days: [mon, fri], hours: '08:00-18:00', zone: Europe/Dublin}}
    silences:
      - {id: yearly-test, rules: [ssh_many_failures], where: {src_ip: 198.51.100.0/24}, why: booked test, by: security-manager, from: 2027-04-01T00:00:00Z, until: 2027-04-09T18:00:00+01:00}
    """

  static let settings = """
    sources:
      - id: logins
        title: Logins
        read: [{journal: {identifier: [sshd], facility: [auth, 10], uid: 0}}, {file: /var/log/auth.log}]
        logsource: [{product: linux, service: sshd}, {product: linux, service: auth}]
        quiet_after: 2h
      - {id: pipe, title: Standard input, read: [stdin], read_all: true, format: json, logsource: {category: application}, from: start}
    decoders:
      - id: turnstile
        program: [turnstile]
        logsource: [{product: museum, service: turnstile}]
        shapes:
          - action: entry_refused
            starts: 'refused: '
            pattern: '^refused: card (?<Card>\\d+) from (?<c_ip>[0-9.]+)$'
            names: {c_ip: c-ip}
            stranger: [Card]
          - action: entry
            contains: ' entered'
            split: {by: ' ', fields: [Card, Verb]}
    placeholders:
      ServiceAccounts: [www-data, 65534]
    receivers:
      - {id: ops-chat, kind: slack, url_file: /etc/tocsin/secrets/ops-chat, max_tlp: amber, rate: 30/m, failover: staff-mail}
      - {id: collector, kind: webhook, url: 'https://collector.example.org/hook', secret_file: /etc/tocsin/secrets/collector, min_severity: high}
      - id: staff-mail
        kind: mail
        relay: 'smtp://relay.example.org:587'
        tls: required
        user: tocsin
        password_file: /etc/tocsin/secrets/relay
        from: tocsin@museum.example.org
        to: [all@museum.example.org, desk@museum.example.org]
      - {id: screen, kind: terminal}
    routes:
      - {match: {severity: [high, critical], risks: [ssh-guessing]}, to: [ops-chat, staff-mail], continue: true}
      - {to: [on-call]}
    limits:
      storm: {new_alerts: 10, within: 2m}
      retention: {alerts: 100d, findings: 7d}
      horizon: {low: 1h}
      alert_expires_after: 12h
    """
}
