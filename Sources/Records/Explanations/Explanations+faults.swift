/// Faults while running: what the sentinel notices about itself.
extension Explanations {
  static let faults = [
    Entry(
      "TOC113", "a model that was never drilled, or not in time",
      means: """
        The model is in force and says `drill_every`, and nobody has talked it through in that \
        time: not by itself, and not in a test of kind `tabletop` that names it. `tocsin check` \
        says so where there is a database; on a new host the time counts from its first run.
        """,
      matters: "Steps that nobody tried fail in the night in which they count.",
      wrong: "shown by: tocsin check, tocsin task list",
      right: """
        tocsin drill --model host-compromise
        tocsin drill --model host-compromise --done "An hour; all steps would work."
        """),
    fault(
      "TOC201", "silent", "a source that fell silent",
      means: "No line came for longer than the source's own pauses, or than its `quiet_after`.",
      matters: "The risks that depend on it are blind; `tocsin status` names them.",
      right: "logger -p auth.info 'a line to see whether it arrives'"),
    fault(
      "TOC202", "gap", "lines that cannot be read any more",
      means: "A file was replaced or cut outside a rotation, or the journal was vacuumed.",
      matters: "What stood in the gap was not looked at.",
      right: "tocsin scan /var/log/auth.log.1"),
    fault(
      "TOC203", "drill_lost", "a drill that was not seen or not delivered",
      means: "The marked line did not become a delivered alert in time.",
      matters: "A real attack would not have been told either.",
      right: "tocsin drill"),
    fault(
      "TOC204", "delivery_failing", "messages that cannot be delivered",
      means: "Notifications are dead letters, or a receiver is parked until a person acts.",
      matters: "Alerts are raised and nobody hears them.",
      right: "tocsin outbox list\ntocsin receiver test ops-chat\ntocsin outbox retry"),
    fault(
      "TOC205", "undecoded", "lines whose form is not understood any more",
      means: "The share of lines that no decoder understands has risen, often after an update.",
      matters: "Rules on fields see nothing in such lines.",
      right: "tocsin scan --json FILE | head"),
    fault(
      "TOC206", "", "a likelihood that is contradicted by what happened",
      means: "True alarms of the risk came more, or less, often than its likelihood says.",
      matters: "The order of work follows from a figure that is not true.",
      right: "likelihood: 4"),
    fault(
      "TOC207", "", "a clock near its end, or missed",
      means: """
        Of a target's `contain` or `resolve`, or of a law's clock, less than a quarter is left, or \
        it has run out and nobody has met it. `tocsin status` and `tocsin incident show` name it.
        """,
      matters: """
        Deadlines of law run whether somebody looks or not, and on when the incident is closed. \
        When one runs out, the next audience of the target is told once.
        """,
      right: """
        tocsin incident show ID
        tocsin incident step ID STEP
        tocsin incident resolve ID "How it ended."
        tocsin incident clock ID "nis2-art23/early warning" "Their reference."
        """),
    fault(
      "TOC208", "control_failing", "a control that does not hold, or that nobody has looked at",
      means: """
        The last look at an active control failed, is older than twice its `every`, or there was \
        none in that time since the first run. `tocsin check` says so where there is a database. Of one that failed an alert tells \
        its owner's audience.
        """,
      matters: "The risk is rated as if the control held.",
      right: "tocsin control list\ntocsin control verify sshd-keys-only"),
    fault(
      "TOC209", "config_changed", "files changed on disk and not loaded",
      means: "Configuration or rules on disk differ from what the sentinel runs with.",
      matters: "What was decided is not in force until it is loaded.",
      right: "tocsin check && systemctl reload tocsin"),
    fault(
      "TOC210", "overbudget", "a rule that is too slow",
      means: "The rule spent its whole budget of work on lines and was suspended.",
      matters: "Its risk is not watched by it until it is loaded again.",
      right: "make the pattern shorter, with a literal before it; then reload"),
    fault(
      "TOC211", "", "an acceptance that lapsed",
      means: "The date until which the risk was accepted has passed.",
      matters: "Nobody has decided that the risk may go on.",
      right: "accept: {by: …, on: 2027-01-01, until: 2027-12-31, why: …}"),
    fault(
      "TOC212", "truncated, suppressed, dropped, auditlost", "lines that were cut or lost",
      means: "Lines longer than 64 KiB were cut, or the system lost lines before they were read.",
      matters: "What stood in them was not looked at.",
      right: "raise the limit of the writer, such as RateLimitBurst= of journald"),
    fault(
      "TOC213", "", "an alert that nobody answered",
      means: "An audience that acknowledges did not, within its target.",
      matters: "Being told and acting are two things.",
      right: "tocsin alert ack ID"),
    fault(
      "TOC214", "tampered", "a journal that was changed behind the sentinel's back",
      means:
        "At its start the sentinel proved the journal: an entry was edited, removed, put in or cut off, or the key or the database was exchanged.",
      matters: "Somebody who can write the state folder hides what was decided or seen.",
      right: "tocsin journal verify"),
  ]

  /// A fault has no wrong line of a file: it shows how it is met, and what to run.
  private static func fault(
    _ code: String, _ word: String, _ title: String, means: String, matters: String, right: String
  ) -> Entry {
    let rule = word.isEmpty ? "" : " Rules match it as `product: tocsin`, Action: \(word)."
    return Entry(
      code, title, means: means + rule, matters: matters, wrong: "shown by: tocsin status",
      right: right)
  }
}
