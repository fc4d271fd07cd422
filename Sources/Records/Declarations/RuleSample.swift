/// One sample of a rule's tests: lines, and what must come of them.
///
/// It stands in the rule's own `tests`, or in a test of kind `unit` for a rule whose file stays as
/// it is.
package struct RuleSample: Sendable, Equatable {
  package enum Kind: String, CaseIterable, Sendable { case hit, miss, injection, feed }
  /// A line, how often it is repeated and at what distance; `{{n}}` in it counts from 1.
  package struct Feed: Sendable, Equatable {
    package var line: String
    package var times: Int
    package var every: Duration

    package init(line: String, times: Int, every: Duration) {
      self.line = line
      self.times = times
      self.every = every
    }
  }

  package var kind: Kind
  package var feed: [Feed]
  package var fires: Int
  /// Field → text that it must have, on the last line decoded.
  package var fields: [String: String]
  package var source: Marked<String>?
  package var mark: Mark

  /// Lines of one sample, repeats included.
  package static let linesMax = 10_000

  package init(
    kind: Kind, feed: [Feed], fires: Int, fields: [String: String], source: Marked<String>?,
    mark: Mark
  ) {
    self.kind = kind
    self.feed = feed
    self.fires = fires
    self.fields = fields
    self.source = source
    self.mark = mark
  }
}
