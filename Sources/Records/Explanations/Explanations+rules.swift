/// Rules that hold, and that somebody should look at.
extension Explanations {
  static let rules = [
    Entry(
      "TOC740", "two rules that look for the same",
      means: """
        Both rules are for the same log source, and what they look for is the same when wildcards,
        lists and the order of conditions are written in one way.
        """,
      matters:
        "Every such line raises two alerts, and a silence or a filter for one is half of it.",
      wrong: """
        detection: {a: {User|contains: root}, condition: a}
        ---
        detection: {b: {User: '*ROOT*'}, condition: b}
        """,
      right: """
        detection: {a: {User|contains: root}, condition: a}
        """),
    Entry(
      "TOC741", "a rule that meets every line",
      means: """
        No text is known of which some must stand in each line that the rule matches: it only says
        what a line is not, compares numbers or fields, or its expression promises nothing.
        """,
      matters: """
        Lines without such texts are skipped unread. For this rule every line of its log source is
        decoded, which costs many times as much.
        """,
      wrong: "selection: {Image|re: '^.{200,}$'}",
      right: "selection: {Image|re: '^/tmp/.{200,}$'}"),
    Entry(
      "TOC742", "a rule that is found by one or two characters",
      means: "The longest text that is sure to stand in its lines has at most two characters.",
      matters: "Nearly every line holds them, so nearly every line is decoded for this rule.",
      wrong: "selection: {CommandLine|contains: '-e'}",
      right: "selection: {CommandLine|contains: 'nc -e'}"),
    Entry(
      "TOC743", "a rule that its authors gave up",
      means: "Its status is deprecated or unsupported; such rules are loaded on request only.",
      matters: "A risk that is tied to this rule alone is not watched.",
      wrong: "status: deprecated",
      right: """
        # in the configuration, to load it all the same:
        sigma: {load: [deprecated]}
        """),
  ]
}
