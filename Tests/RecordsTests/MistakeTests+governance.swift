extension MistakeTests {
  static let governance = [
    Example(
      "a risk whose control and reference are nowhere",
      """
      risks:
        - {id: fire, title: F, owner: operations, likelihood: 2, impact: 2, model: login-guessed, controls: [keys-onyl], references: [nowhere]}

      """,
      """
      x.yaml:2:78: warning[TOC128]: model "login-guessed" does not name risk "fire" in its opens_on
          2 |   - {id: fire, title: F, owner: operations, likelihood: 2, impact: 2, model: login-guessed, controls: [keys-onyl], refer…
            |                                                                              ^^^^^^^^^^^^^
        hint: add it there, or name another model
      x.yaml:2:104: error[TOC005]: control "keys-onyl" is not declared
          2 | …ct: 2, model: login-guessed, controls: [keys-onyl], references: [nowhere]}
            |                                          ^^^^^^^^^
        hint: did you mean 'keys-only'?
      x.yaml:2:129: error[TOC005]: reference "nowhere" is not declared
          2 | …ed, controls: [keys-onyl], references: [nowhere]}
            |                                          ^^^^^^^
        hint: declare it in the list 'references'

      """),
    Example(
      "what controls lower, and what nobody lowers",
      """
      risks:
        - {id: fire, title: F, owner: operations, likelihood: 2, impact: 2, response: mitigate, residual: {likelihood: 1, impact: 2}}

      """,
      """
      x.yaml:2:5: warning[TOC102]: risk "fire" is to be mitigated, and no control does so
          2 |   - {id: fire, title: F, owner: operations, likelihood: 2, impact: 2, response: mitigate, residual: {likelihood: 1, impa…
            |     ^
        hint: controls: […], or waive it: {check: TOC102, why: …, by: …, until: …}
      x.yaml:2:5: warning[TOC103]: risk "fire" has no incident model
          2 |   - {id: fire, title: F, owner: operations, likelihood: 2, impact: 2, response: mitigate, residual: {likelihood: 1, impa…
            |     ^
        hint: 'model: …' gives its alerts their steps
      x.yaml:2:5: warning[TOC105]: risk "fire" is rated lower, and no control is named for it
          2 |   - {id: fire, title: F, owner: operations, likelihood: 2, impact: 2, response: mitigate, residual: {likelihood: 1, impa…
            |     ^
        hint: controls: […] says what lowers it

      """),
    Example(
      "a control that cannot be verified",
      """
      controls:
        - {id: a, title: A, owner: operations, kind: preventive, state: active}
        - {id: b, title: B, owner: operations, kind: preventive, state: active, verify: {method: test, every: 24h, expect: {}}}
        - {id: c, title: C, owner: operations, kind: preventive, state: active, verify: {method: interview, every: 1s, command: [ls], timeout: 1d}}
        - {id: d, title: D, owner: operations, kind: hopeful, state: active, policy: access/key, verify: {method: examine, every: 30d}}

      """,
      """
      x.yaml:2:5: warning[TOC112]: control "a" is active and verified by nothing
          2 |   - {id: a, title: A, owner: operations, kind: preventive, state: active}
            |     ^
        hint: verify: {method: test, command: […], expect: {exit: 0}, every: 24h}
      x.yaml:3:83: error[TOC003]: a verification of method "test" has no "command"
          3 |   - {id: b, title: B, owner: operations, kind: preventive, state: active, verify: {method: test, every: 24h, expect: {}}…
            |                                                                                   ^
        hint: command: [/usr/bin/…], or method: examine
      x.yaml:3:118: error[TOC003]: "expect" names nothing
          3 | …ify: {method: test, every: 24h, expect: {}}}
            |                                          ^
        hint: exit: 0, or stdout_has, stdout_lacks, stdout_empty, stdout_unchanged
      x.yaml:4:103: error[TOC006]: "every" must be at least 1m
          4 | …te: active, verify: {method: interview, every: 1s, command: [ls], timeout: 1d}}
            |                                          ^^^^^
      x.yaml:4:114: error[TOC003]: only a verification of method "test" runs a command
          4 | … verify: {method: interview, every: 1s, command: [ls], timeout: 1d}}
            |                                          ^^^^^^^
      x.yaml:4:124: error[TOC010]: command "ls" is not an absolute path
          4 | …method: interview, every: 1s, command: [ls], timeout: 1d}}
            |                                          ^^
        hint: write where it is, such as /usr/bin/ls
      x.yaml:4:129: error[TOC006]: "timeout" must be from 1s to 10m
          4 | …d: interview, every: 1s, command: [ls], timeout: 1d}}
            |                                          ^^^^^^^
      x.yaml:5:48: error[TOC003]: "kind" cannot be "hopeful"
          5 |   - {id: d, title: D, owner: operations, kind: hopeful, state: active, policy: access/key, verify: {method: examine, eve…
            |                                                ^^^^^^^
        hint: one of: preventive, detective, corrective, deterrent
      x.yaml:5:80: error[TOC005]: policy statement "access/key" is not declared
          5 |   - {id: d, title: D, owner: operations, kind: hopeful, state: active, policy: access/key, verify: {method: examine, eve…
            |                                                                                ^^^^^^^^^^
        hint: did you mean 'access/keys'?

      """),
    Example(
      "a policy in force that nobody approved",
      """
      policies:
        - {id: media, title: M, owner: operations, version: 1, status: in-force, review_by: 2026-11-20, statements: [{id: one, text: One.}, {id: one, text: Two., enforced_by: [keys-only]}]}

      """,
      """
      x.yaml:2:5: error[TOC003]: policy "media" has no "approved"
          2 |   - {id: media, title: M, owner: operations, version: 1, status: in-force, review_by: 2026-11-20, statements: [{id: one,…
            |     ^
        hint: add 'approved: …'
      x.yaml:2:5: warning[TOC107]: the review of policy "media" was due on 2026-11-20
          2 |   - {id: media, title: M, owner: operations, version: 1, status: in-force, review_by: 2026-11-20, statements: [{id: one,…
            |     ^
        hint: review it and set the next date
      x.yaml:2:112: warning[TOC114]: statement "one" of policy "media" is neither enforced nor watched
          2 | …ce, review_by: 2026-11-20, statements: [{id: one, text: One.}, {id: one, text: Two., enforced_by: [keys-only]}]}
            |                                          ^
        hint: enforced_by: a control, or watched_by: a rule
      x.yaml:2:135: error[TOC004]: statement "one" is declared twice
          2 | …20, statements: [{id: one, text: One.}, {id: one, text: Two., enforced_by: [keys-only]}]}
            |                                          ^

      """),
    Example(
      "a reference that nothing cites, with a clock after none",
      """
      references:
        - {id: law, title: L, kind: law, owner: operations, review_by: 2026-11-20, clocks: [{name: late, within: 72h, after: early}]}

      """,
      """
      x.yaml:2:5: warning[TOC107]: the review of reference "law" was due on 2026-11-20
          2 |   - {id: law, title: L, kind: law, owner: operations, review_by: 2026-11-20, clocks: [{name: late, within: 72h, after: e…
            |     ^
        hint: review it and set the next date
      x.yaml:2:5: warning[TOC115]: reference "law" is cited nowhere
          2 |   - {id: law, title: L, kind: law, owner: operations, review_by: 2026-11-20, clocks: [{name: late, within: 72h, after: e…
            |     ^
        hint: cite it under 'references' of a risk, control or policy, or 'legal' of a model
      x.yaml:2:78: error[TOC005]: clock "late" follows "early", not declared here
          2 |   - {id: law, title: L, kind: law, owner: operations, review_by: 2026-11-20, clocks: [{name: late, within: 72h, after: e…
            |                                                                              ^^^^^^

      """),
    Example(
      "targets without a time, with wrong hours, and out of order",
      """
      targets:
        - {id: a, title: A, basis: sla, party: us, applies: {severity: [high]}, calendar: {days: [mon], hours: '18:00-08:00', zone: UTC}}
        - {id: b, title: B, basis: sla, party: us, applies: {models: [unban]}, resolve: 2d, escalate: [{after: 2h, to: staff}, {after: 1h, to: on-call}]}

      """,
      """
      x.yaml:2:5: error[TOC003]: target sets no time
          2 |   - {id: a, title: A, basis: sla, party: us, applies: {severity: [high]}, calendar: {days: [mon], hours: '18:00-08:00', …
            |     ^
        hint: acknowledge, contain, resolve or update_every: 20m
      x.yaml:2:106: error[TOC006]: "18:00-08:00" are no hours
          2 | …[high]}, calendar: {days: [mon], hours: '18:00-08:00', zone: UTC}}
            |                                          ^^^^^^^^^^^^^
        hint: '07:30-18:00'
      x.yaml:3:114: warning[TOC126]: target "b" escalates to audience "staff", which never acknowledges
          3 | …resolve: 2d, escalate: [{after: 2h, to: staff}, {after: 1h, to: on-call}]}
            |                                          ^^^^^
        hint: acknowledges: true, or escalate to another
      x.yaml:3:138: error[TOC006]: escalations come in the order of their times
          3 | …{after: 2h, to: staff}, {after: 1h, to: on-call}]}
            |                                          ^^^^^^^

      """),
    Example(
      "waivers of what cannot be waived, and one that ended",
      """
      waivers:
        - {check: TOC003, why: x, by: operations, until: 2027-01-01}
        - {check: TOC999, why: x, by: operations, until: 2027-01-01}
        - {check: TOC102, on: {risc: fire}, why: x, by: operations, until: 2026-01-01}
        - {check: TOC102, on: {risk: old-tape}, why: x, by: operations, until: 2030-01-01}

      """,
      """
      x.yaml:2:13: error[TOC003]: TOC003 is an error, and errors cannot be waived
          2 |   - {check: TOC003, why: x, by: operations, until: 2027-01-01}
            |             ^^^^^^
      x.yaml:3:13: error[TOC003]: "TOC999" is no check
          3 |   - {check: TOC999, why: x, by: operations, until: 2027-01-01}
            |             ^^^^^^
        hint: such as TOC102
      x.yaml:4:5: warning[TOC120]: the waiver of TOC102 ended on 2026-01-01
          4 |   - {check: TOC102, on: {risc: fire}, why: x, by: operations, until: 2026-01-01}
            |     ^
        hint: mend what it left aside, or decide again
      x.yaml:4:26: error[TOC003]: no kind of record is named "risc"
          4 |   - {check: TOC102, on: {risc: fire}, why: x, by: operations, until: 2026-01-01}
            |                          ^^^^
        hint: did you mean 'risk'?
      x.yaml:5:67: error[TOC006]: a waiver ends after at most 400 days
          5 |   - {check: TOC102, on: {risk: old-tape}, why: x, by: operations, until: 2030-01-01}
            |                                                                   ^^^^^

      """),
    Example(
      "drills that could not be told from what happens",
      """
      tests:
        - {id: a, title: A, kind: drill, inject: {via: file, line: 'x {{nounce}}'}, expect: {rule: ssh_many_failures}}
        - {id: b, title: B, kind: drill, inject: {via: syslog, line: '{{nonce}}', lines: 0}, expect: {within: 5}}

      """,
      """
      x.yaml:2:44: error[TOC003]: "inject" has no "source"
          2 |   - {id: a, title: A, kind: drill, inject: {via: file, line: 'x {{nounce}}'}, expect: {rule: ssh_many_failures}}
            |                                            ^
        hint: add 'source: …'
      x.yaml:2:62: error[TOC003]: the line of a drill holds no "{{nonce}}"
          2 |   - {id: a, title: A, kind: drill, inject: {via: file, line: 'x {{nounce}}'}, expect: {rule: ssh_many_failures}}
            |                                                              ^^^^^^^^^^^^^^
        hint: without it a drill cannot be told from what really happens
      x.yaml:2:62: error[TOC009]: no value named "nounce" here
          2 |   - {id: a, title: A, kind: drill, inject: {via: file, line: 'x {{nounce}}'}, expect: {rule: ssh_many_failures}}
            |                                                              ^^^^^^^^^^^^^^
        hint: did you mean 'nonce'?
      x.yaml:3:44: error[TOC003]: "inject" has no "program"
          3 |   - {id: b, title: B, kind: drill, inject: {via: syslog, line: '{{nonce}}', lines: 0}, expect: {within: 5}}
            |                                            ^
        hint: add 'program: …'
      x.yaml:3:84: error[TOC003]: "lines" must be from 1 to 1000
          3 |   - {id: b, title: B, kind: drill, inject: {via: syslog, line: '{{nonce}}', lines: 0}, expect: {within: 5}}
            |                                                                                    ^
        hint: it is 0
      x.yaml:3:96: error[TOC003]: "expect" has no "rule"
          3 |   - {id: b, title: B, kind: drill, inject: {via: syslog, line: '{{nonce}}', lines: 0}, expect: {within: 5}}
            |                                                                                                ^
        hint: add 'rule: …'
      x.yaml:3:105: error[TOC006]: "within" is no span of time: "5"
          3 | …{{nonce}}', lines: 0}, expect: {within: 5}}
            |                                          ^
        hint: a whole number and one of s, m, h, d: 15m

      """),
  ]
}
