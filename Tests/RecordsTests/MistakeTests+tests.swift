/// Tests by their kind (list key `tests`).
extension MistakeTests {
  static let tests = [
    Example(
      "what a unit test lacks, and what no test is",
      """
      tests:
        - {id: a, title: A, kind: monthly, samples: []}
        - {id: b, title: B, kind: unit, samples: []}
        - {id: c, title: C, kind: unit, rule: ssh_many_failures, proves: {controls: [keys]}, inject: {}, samples: [{hit: x}]}

      """,
      """
      x.yaml:2:29: error[TOC003]: "kind" cannot be "monthly"
          2 |   - {id: a, title: A, kind: monthly, samples: []}
            |                             ^^^^^^^
        hint: one of: unit, drill, verify, tabletop
      x.yaml:3:5: error[TOC003]: test "b" has no "rule"
          3 |   - {id: b, title: B, kind: unit, samples: []}
            |     ^
        hint: add 'rule: …'
      x.yaml:3:35: error[TOC003]: a test of kind "unit" has no sample
          3 |   - {id: b, title: B, kind: unit, samples: []}
            |                                   ^^^^^^^
        hint: samples: [{hit: …}, {miss: …}]
      x.yaml:4:80: error[TOC005]: control "keys" is not declared
          4 |   - {id: c, title: C, kind: unit, rule: ssh_many_failures, proves: {controls: [keys]}, inject: {}, samples: [{hit: x}]}
            |                                                                                ^^^^
        hint: declare it in the list 'controls'
      x.yaml:4:88: error[TOC002]: no field named "inject" in test "c"
          4 |   - {id: c, title: C, kind: unit, rule: ssh_many_failures, proves: {controls: [keys]}, inject: {}, samples: [{hit: x}]}
            |                                                                                        ^^^^^^
        hint: fields here: every, id, kind, owner, proves, rule, samples, title

      """),
    Example(
      "samples that are none",
      """
      tests:
        - id: probes
          title: Probes are seen
          kind: unit
          rule: ssh_many_failures
          samples:
            - {hit: x, miss: y}
            - {feed: [{line: x, repeat: 20000}]}
            - {hit: 5, source: logns}
            - {feed: [{line: x, repeat: 6000, every: 1}, {line: y, repeat: 6000}], fires: 1}

      """,
      """
      x.yaml:7:9: error[TOC003]: a sample has exactly one of "hit", "miss", "injection" and "feed"
          7 |       - {hit: x, miss: y}
            |         ^
        hint: hit: a line that the rule must notice
      x.yaml:8:9: error[TOC003]: sample has no "fires"
          8 |       - {feed: [{line: x, repeat: 20000}]}
            |         ^
        hint: add 'fires: …'
      x.yaml:8:35: error[TOC003]: "repeat" must be from 1 to 10000
          8 |       - {feed: [{line: x, repeat: 20000}]}
            |                                   ^^^^^
        hint: it is 20000
      x.yaml:9:15: error[TOC003]: "hit" must be a line, not a number
          9 |       - {hit: 5, source: logns}
            |               ^
        hint: put it in quotes: '5'
      x.yaml:9:26: error[TOC005]: source "logns" is not declared
          9 |       - {hit: 5, source: logns}
            |                          ^^^^^
        hint: did you mean 'logins'?
      x.yaml:10:10: error[TOC003]: a sample has at most 10000 lines
         10 |       - {feed: [{line: x, repeat: 6000, every: 1}, {line: y, repeat: 6000}], fires: 1}
            |          ^^^^
      x.yaml:10:48: error[TOC006]: "every" is no span of time: "1"
         10 |       - {feed: [{line: x, repeat: 6000, every: 1}, {line: y, repeat: 6000}], fires: 1}
            |                                                ^
        hint: a whole number and one of s, m, h, d: 15m

      """),
    Example(
      "tests of controls and models that name none",
      """
      tests:
        - {id: a, title: A, kind: verify, proves: {controls: [keys-onyl]}, every: 5s}
        - {id: b, title: B, kind: verify, proves: {risks: [ssh-guessing]}}
        - {id: c, title: C, kind: tabletop, proves: {}, steps: [One.]}
        - {id: d, title: D, kind: tabletop, proves: {models: [login-gussed]}}
      controls:
        - {id: bare, title: Bare, owner: operations, kind: detective, state: planned}

      """,
      """
      x.yaml:2:57: error[TOC005]: control "keys-onyl" is not declared
          2 |   - {id: a, title: A, kind: verify, proves: {controls: [keys-onyl]}, every: 5s}
            |                                                         ^^^^^^^^^
        hint: did you mean 'keys-only'?
      x.yaml:2:70: error[TOC006]: "every" must be at least 1m
          2 |   - {id: a, title: A, kind: verify, proves: {controls: [keys-onyl]}, every: 5s}
            |                                                                      ^^^^^
      x.yaml:3:37: error[TOC003]: a test of kind "verify" names no control
          3 |   - {id: b, title: B, kind: verify, proves: {risks: [ssh-guessing]}}
            |                                     ^^^^^^
        hint: proves: {controls: […]}
      x.yaml:4:39: error[TOC003]: a test of kind "tabletop" names no model
          4 |   - {id: c, title: C, kind: tabletop, proves: {}, steps: [One.]}
            |                                       ^^^^^^
        hint: proves: {models: […]}
      x.yaml:5:5: error[TOC003]: test "d" has no "steps"
          5 |   - {id: d, title: D, kind: tabletop, proves: {models: [login-gussed]}}
            |     ^
        hint: add 'steps: …'
      x.yaml:5:57: error[TOC005]: model "login-gussed" is not declared
          5 |   - {id: d, title: D, kind: tabletop, proves: {models: [login-gussed]}}
            |                                                         ^^^^^^^^^^^^
        hint: did you mean 'login-guessed'?

      """),
    Example(
      "a test of a control that says not how it is verified",
      """
      tests:
        - {id: e, title: E, kind: verify, proves: {controls: [bare]}}
      controls:
        - {id: bare, title: Bare, owner: operations, kind: detective, state: planned}

      """,
      """
      x.yaml:2:57: error[TOC003]: test "e" verifies control "bare", which says not how
          2 |   - {id: e, title: E, kind: verify, proves: {controls: [bare]}}
            |                                                         ^^^^
        hint: give the control its 'verify'

      """),
  ]
}
