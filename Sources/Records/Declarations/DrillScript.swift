/// A test that sends a line through the real path, to be noticed by a rule and told to a receiver.
package struct DrillScript: Sendable, Equatable {
  package enum Way: String, CaseIterable, Sendable {
    /// Appended to the log that a source reads.
    case file
    /// Sent to the system's log, under a program's name.
    case syslog
  }

  package var id: String
  package var title: String
  /// Id or name of the rule that must notice it.
  package var rule: Marked<String>
  package var way: Way
  /// Id of the source whose log it goes to; for `file`.
  package var source: Marked<String>?
  /// The file itself, where the source's is a pattern.
  package var file: String?
  /// For `syslog`.
  package var program: String?
  /// Holds `{{nonce}}`, and may hold `{{n}}`, `{{now}}`, `{{clf_now}}`, `{{epoch}}`.
  package var line: String
  /// How often it is sent, for rules that count.
  package var lines: Int
  package var within: Duration
  /// Nil: only when somebody says so.
  package var every: Duration?
  package var owner: String?
  package var place: Mark

  package init(
    id: String, title: String, rule: Marked<String>, way: Way, source: Marked<String>? = nil,
    file: String? = nil, program: String? = nil, line: String, lines: Int = 1,
    within: Duration = .seconds(60), every: Duration? = nil, owner: String? = nil,
    place: Mark = .none
  ) {
    self.id = id
    self.title = title
    self.rule = rule
    self.way = way
    self.source = source
    self.file = file
    self.program = program
    self.line = line
    self.lines = lines
    self.within = within
    self.every = every
    self.owner = owner
    self.place = place
  }
}
