/// Mistakes in rules, decoders and their tests.
extension Explanations {
  static let detection = [
    Entry(
      "TOC007", "a pattern that does not compile, or is refused",
      means: """
        The regular expression has a mistake, or uses look-around, a back-reference or more than one
        unbounded gap.
        """,
      matters: """
        Log lines are written by strangers. Such patterns can be made to run for minutes on one
        line.
        """,
      wrong: "pattern: '^refused .* for .* from (?<src_ip>.*)'",
      right: "pattern: '^refused (?<User>\\S+) from (?<src_ip>[0-9A-Fa-f:.]+)'"),
    Entry(
      "TOC011", "a rule's own test failed",
      means: """
        A line under `tests:` did not do what it says: a hit that does not fire, a miss or an
        injection that does, or a field with another value.
        """,
      matters: "A rule that fails its test watches something else than its author believes.",
      wrong: """
        detection:
          selection: {Action: login_ok}
          condition: selection
        tests:
          - hit: 'Nov 21 10:00:00 web-1 sshd[7]: Failed password for root from 192.0.2.7 port 5 ssh2'
        """,
      right: """
        detection:
          selection: {Action: login_failed}
          condition: selection
        tests:
          - hit: 'Nov 21 10:00:00 web-1 sshd[7]: Failed password for root from 192.0.2.7 port 5 ssh2'
        """),
    Entry(
      "TOC012", "over the work budget on hostile lines",
      means: """
        On long lines made of its own literals the rule or decoder takes more steps than one line
        may cost. Steps are counted, not time, so that the verdict is the same everywhere.
        """,
      matters: "Somebody who can write log lines could keep the sentinel busy with one rule.",
      wrong: "pattern: '(\\w+\\s*)+failed'",
      right: "contains: 'failed'"),
    Entry(
      "TOC015", "a Sigma document that is not valid",
      means: """
        A part is missing, the condition does not parse, or a modifier is unknown. The document is
        left out; the others of the file are used.
        """,
      matters: "The risks that are tied to it are not watched until it is mended.",
      wrong: """
        detection:
          selection: {Action|start: login}
          condition: selection and not filter
        """,
      right: """
        detection:
          selection: {Action|startswith: login}
          filter: {User: backup}
          condition: selection and not filter
        """),
    Entry(
      "TOC016", "a correlation that lacks something",
      means:
        """
        It has no timespan, no condition where one is needed, no field to measure, a condition that
        nothing satisfies, or names a rule that is not there, also in an alias or in a condition in
        words.
        """,
      matters: "What was to be seen only in the sum of many lines is not seen.",
      wrong: """
        correlation:
          type: event_count
          rules: [ssh_wrong_pasword]
          condition: {gte: 10}
        """,
      right: """
        correlation:
          type: event_count
          rules: [ssh_wrong_password]
          group-by: [src_ip]
          timespan: 10m
          condition: {gte: 10}
        """),
    Entry(
      "TOC017", "a placeholder without values",
      means:
        """
        The rule uses `|expand` with %Name%, and no list of that name is under `placeholders` in any
        file of the configuration. The rule is left out. Values may hold wildcards; a percent sign
        that is meant as such is written \\%.
        """,
      matters: "A list of known names that is empty either hides everything or nothing.",
      wrong: "User|expand: '%Backups%'",
      right: """
        User|expand: '%BackupAccounts%'
        # and in the configuration:
        placeholders:
          BackupAccounts: [backup, archive]
        """),
    Entry(
      "TOC018", "a Sigma construct that cannot be honoured",
      means: """
        Old aggregations after a pipe, `timeframe`, and percentiles without a number cannot be given
        the meaning their author had. Correlations have limits: counts below 10,000, 32 rules, ten
        deep, 64 ways to satisfy a condition.
        """,
      matters: "Running the rule without that part would fire on every line it was meant to count.",
      wrong: "condition: selection | count() by src_ip > 10",
      right: """
        correlation:
          type: event_count
          rules: [failed_login]
          group-by: [src_ip]
          timespan: 10m
          condition: {gt: 10}
        """),
    Entry(
      "TOC019", "a source without a decoder, or a program with two",
      means: """
        Nothing turns the lines of this source into fields, or two decoders claim the same program.
        """,
      matters: "Without fields no rule that names one can match.",
      wrong: """
        decoders:
          - {id: a, program: [turnstile]}
          - {id: b, program: [turnstile]}
        """,
      right: """
        decoders:
          - {id: a, program: [turnstile]}
        """),
    Entry(
      "TOC109", "a rule without a needed test",
      means: """
        Each rule of one's own has a hit and a miss, and an injection case where it shows an address
        or a user that was taken from free text.
        """,
      matters: """
        Without a hit nobody knows that the rule can fire; without an injection case a stranger may
        choose whose address the alert names.
        """,
      wrong: "level: high",
      right: """
        level: high
        tests:
          - hit: 'Nov 21 10:00:00 web-1 sshd[7]: Failed password for root from 192.0.2.7 port 5 ssh2'
          - miss: 'Nov 21 10:00:00 web-1 sshd[7]: Connection closed by 192.0.2.7 port 5'
        """),
    Entry(
      "TOC124", "a rule on a field that nothing sets",
      means: """
        Sources serve the rule's log source, and none of their formats, decoders and mappings gives
        this field, or this value of it. So the rule cannot fire.
        """,
      matters: "The risk looks watched and is not.",
      wrong: "SourceAddress: 192.0.2.7",
      right: "src_ip: 192.0.2.7"),
    Entry(
      "TOC125", "an informational rule that feeds nothing",
      means: """
        Rules of level informational never alert by themselves, and no correlation uses this one.
        """,
      matters: "It costs work on each line and nobody is ever told.",
      wrong: "level: informational",
      right: "level: medium"),
    Entry(
      "TOC127", "a filter without `not`",
      means: """
        A filter's condition is joined to the rule by `and`. Without `not` the rule fires only for
        what the filter describes.
        """,
      matters: "A filter that was to leave out one address leaves out all the others.",
      wrong: "condition: selection",
      right: "condition: not selection"),
  ]
}
