/// Warnings: the configuration holds, and somebody should look.
extension Explanations {
  static let warnings = [
    Entry(
      "TOC101", "a risk that no rule watches",
      means: "The risk is to be mitigated, and no loaded rule names it or is taken by it.",
      matters: "If it happens, nobody is told.",
      wrong: """
        # the risk, and no rule with this line:
        """,
      right: "risks: [ssh-guessing]"),
    Entry(
      "TOC103", "a risk without an incident model",
      means: "The risk names no model, so its alerts come without steps.",
      matters: "An alert that does not say what to do costs the minutes in which it counts.",
      wrong: """
        risks:
          - {id: ssh-guessing, title: Guessed passwords}
        """,
      right: """
        risks:
          - {id: ssh-guessing, title: Guessed passwords, model: login-guessed}
        """),
    Entry(
      "TOC104", "a risk that is higher with its controls than without",
      means: "`residual` is what remains after controls; it cannot exceed the rating before them.",
      matters: "One of the two figures is wrong, and the heat map shows it.",
      wrong: """
        risks:
          - {id: ssh-guessing, likelihood: 3, impact: 4, residual: {likelihood: 4, impact: 4}}
        """,
      right: """
        risks:
          - {id: ssh-guessing, likelihood: 3, impact: 4, residual: {likelihood: 2, impact: 4}}
        """),
    Entry(
      "TOC106", "a risk accepted by nobody, or no longer",
      means:
        "Acceptance needs a person, a reason and an end. Here it is missing, or its end passed.",
      matters: "An acceptance without an end is forgotten, not decided.",
      wrong: """
        risks:
          - {id: old-tape, status: accepted}
        """,
      right: """
        risks:
          - id: old-tape
            status: accepted
            accept: {by: security-manager, on: 2026-11-01, until: 2027-11-01, why: Tapes are empty}
        """),
    Entry(
      "TOC107", "a review that is due",
      means: "The date under `review_by` has passed.",
      matters: "What was true when it was written down may not be true any more.",
      wrong: """
        risks:
          - {id: ssh-guessing, review_by: 2020-01-31}
        """,
      right: """
        risks:
          - {id: ssh-guessing, review_by: 2099-01-31}
        """),
    Entry(
      "TOC108", "plain readers would get a record without plain words",
      means: "An audience with a plain voice is told of alerts, and the risk has no `plain`.",
      matters: "Readers without technical knowledge get a message they cannot act on.",
      wrong: """
        audiences:
          - {id: owners, title: Owners, voice: plain, automatic: true, receivers: []}
        risks:
          - {id: ssh-guessing, title: Guessed passwords}
        """,
      right: """
        audiences:
          - {id: owners, title: Owners, voice: plain, automatic: true, receivers: []}
        risks:
          - {id: ssh-guessing, title: Guessed passwords, plain: Somebody could guess a password.}
        """),
    Entry(
      "TOC110", "a rule for closed risks only",
      means: "Every risk the rule is tied to has the status closed.",
      matters: "The rule raises alerts about something that was declared over.",
      wrong: """
        risks: [floppy-theft]     # closed
        """,
      right: "risks: [usb-theft]"),
    Entry(
      "TOC111", "a rule for logs that are not here",
      means: "No source or decoder of this host serves the log source the rule asks for.",
      matters: "The rule is idle: what it looks for would pass unseen.",
      wrong: "logsource: {product: linux, service: auditd}",
      right: """
        # in the configuration:
        sources:
          - id: audit
            title: Audit
            read: [{file: /var/log/audit/audit.log}]
            logsource: [{product: linux, service: auditd}]
        """),
    Entry(
      "TOC117", "an audience that nobody can reach",
      means: "The audience names no receiver.",
      matters: "Alerts for it are kept and listed, and no one is told.",
      wrong: """
        audiences:
          - {id: on-call, title: On call, voice: technical, receivers: []}
        """,
      right: """
        audiences:
          - {id: on-call, title: On call, voice: technical, receivers: [terminal]}
        """),
    Entry(
      "TOC118", "a long silence",
      means: "The silence lasts longer than 90 days.",
      matters: "What is quiet for a season is not missed any more when it matters.",
      wrong: """
        silences:
          - {id: scan, rules: [x], from: 2027-01-01T00:00:00Z, until: 2027-12-31T00:00:00Z}
        """,
      right: """
        silences:
          - {id: scan, rules: [x], from: 2027-01-01T00:00:00Z, until: 2027-01-03T00:00:00Z}
        """),
    Entry(
      "TOC121", "a rule that is tied to no risk",
      means: "Neither does the rule name a risk, nor does a risk take it by `detections:`.",
      matters: "It runs under `scan` and raises no alert in `watch`.",
      wrong: """
        title: Wrong password
        # no risks:
        """,
      right: """
        title: Wrong password
        risks: [ssh-guessing]
        """),
    Entry(
      "TOC122", "a key in a rule that resembles one of ours",
      means: "Sigma files may hold keys of their own; this one looks like `risks` or `tests`.",
      matters: "A misspelt `risks:` leaves the rule without a risk, and its alerts unsent.",
      wrong: "risk: [ssh-guessing]",
      right: "risks: [ssh-guessing]"),
    Entry(
      "TOC123", "a retired ATT&CK technique",
      means: "Version 19 of ATT&CK has given the technique another id, which the hint names.",
      matters: "Tools that know the new numbering find nothing under the old one.",
      wrong: """
        risks:
          - {id: firewall-off, attack: [T1562.004]}
        """,
      right: """
        risks:
          - {id: firewall-off, attack: [T1686]}
        """),
    Entry(
      "TOC128", "a risk and a model that disagree",
      means: """
        The risk names a model that does not open on it, or the model opens on a risk that names
        another model or none.
        """,
      matters: "Alerts of the risk would show one model's steps and open another's incident.",
      wrong: """
        risks:
          - {id: ssh-guessing, model: login-guessed}
        models:
          - {id: login-guessed, type: incident, opens_on: {risks: [], how: automatic}}
        """,
      right: """
        risks:
          - {id: ssh-guessing, model: login-guessed}
        models:
          - {id: login-guessed, type: incident, opens_on: {risks: [ssh-guessing], how: automatic}}
        """),
    Entry(
      "TOC129", "declared, and not used by this version",
      means: """
        The list or key is known and will be read by a later version. It is told once a run, with
        all names.
        """,
      matters: "Nobody should believe that something is done because it is written down.",
      wrong: """
        reviews:
          - {id: yearly}
        """,
      right: """
        # nothing, or leave it: it does no harm
        """),
  ]
}
