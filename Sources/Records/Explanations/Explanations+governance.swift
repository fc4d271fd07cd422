/// Warnings about controls, policies, references, targets and waivers.
extension Explanations {
  static let governance = [
    Entry(
      "TOC102", "a risk to be mitigated that no control mitigates",
      means: "The risk's response is `mitigate`, and its `controls` are empty.",
      matters: "What was decided and not done looks like what was done. Say so, or waive it.",
      wrong: """
        risks:
          - {id: usb-sticks, response: mitigate}
        """,
      right: """
        controls:
          - {id: usb-blocked, title: No USB storage, kind: preventive, state: planned}
        risks:
          - {id: usb-sticks, response: mitigate, controls: [usb-blocked]}
        """),
    Entry(
      "TOC105", "a risk that became lower by nothing",
      means: "`residual` is lower than the rating before controls, and no control is named.",
      matters: "A lower figure without a reason is a wish, and the alerts are ranked by it.",
      wrong: """
        risks:
          - {id: usb-sticks, likelihood: 3, impact: 4, residual: {likelihood: 1, impact: 4}}
        """,
      right: """
        controls:
          - {id: usb-blocked, title: No USB storage, kind: preventive, state: planned}
        risks:
          - id: usb-sticks
            likelihood: 3
            impact: 4
            controls: [usb-blocked]
            residual: {likelihood: 1, impact: 4}
        """),
    Entry(
      "TOC112", "an active control that nothing verifies",
      means: "The control's state is `active`, and it has no `verify`.",
      matters: "A control that nobody looks at has failed for as long as nobody looks.",
      wrong: """
        controls:
          - {id: usb-blocked, state: active}
        """,
      right: """
        controls:
          - id: usb-blocked
            state: active
            verify:
              method: test
              command: [/usr/sbin/modprobe, -n, -v, usb-storage]
              expect: {stdout_has: /bin/false}
              every: 24h
        """),
    Entry(
      "TOC114", "a policy statement that is neither enforced nor watched",
      means: "The statement names no control under `enforced_by` and no rule under `watched_by`.",
      matters: "What is only written down is broken without anybody noticing.",
      wrong: """
        policies:
          - {id: media, statements: [{id: registered, text: Only registered devices.}]}
        """,
      right: """
        policies:
          - {id: media, statements: [{id: registered, text: Only registered devices., watched_by: [usb_unknown]}]}
        """),
    Entry(
      "TOC115", "a reference that nothing cites",
      means: "No risk, control, policy or model names the reference.",
      matters: "Either it does not concern this host, or something that must heed it does not.",
      wrong: """
        references:
          - {id: house-rules, title: House rules, kind: practice}
        """,
      right: """
        references:
          - {id: house-rules, title: House rules, kind: practice}
        policies:
          - {id: media, references: [house-rules]}
        """),
    Entry(
      "TOC116", "a severity for which nobody promised a time",
      means: "Targets are declared, and none applies to alerts of this severity in general.",
      matters: "An alert without a target never escalates, however long nobody answers.",
      wrong: """
        targets:
          - {id: fast, applies: {severity: [high, critical]}, acknowledge: 20m}
        """,
      right: """
        targets:
          - {id: fast, applies: {severity: [high, critical]}, acknowledge: 20m}
          - {id: slow, applies: {severity: [low, medium]}, acknowledge: 8h}
        """),
    Entry(
      "TOC120", "a waiver that has ended",
      means: "The day under `until` has passed, so the check speaks again.",
      matters: "A waiver puts a decision off; here is the day on which it is due.",
      wrong: """
        waivers:
          - {check: TOC102, why: The budget comes in spring, by: boss, until: 2020-03-31}
        """,
      right: """
        waivers:
          - {check: TOC102, why: The budget comes in spring, by: boss, until: 2027-03-31}
        """),
    Entry(
      "TOC126", "an escalation to people who never answer",
      means: "The audience has not `acknowledges: true`.",
      matters: "Escalation ends when somebody answers; there it would end nowhere.",
      wrong: """
        audiences:
          - {id: users, title: Everybody, voice: plain, receivers: [terminal]}
        targets:
          - {id: fast, acknowledge: 20m, escalate: [{after: 20m, to: users}]}
        """,
      right: """
        audiences:
          - {id: owners, title: Owners, voice: plain, receivers: [terminal], acknowledges: true}
        targets:
          - {id: fast, acknowledge: 20m, escalate: [{after: 20m, to: owners}]}
        """),
  ]
}
