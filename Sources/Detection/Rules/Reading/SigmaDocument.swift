package import Records

/// One document of a Sigma file, before its detection is read.
struct SigmaDocument: Sendable {
  enum Kind: Sendable { case rule, correlation, filter }

  var kind: Kind
  var root: MarkedNode
  var path: String
  var header: Header

  struct Header: Sendable {
    /// `id`, else `name`, else `path#number`.
    var identity: String
    var id: Marked<String>?
    var name: Marked<String>?
    var title: String
    var author: String?
    var level: Level?
    var status: RuleStatus?
    var summary: String?
    var falsePositives: [String]
    var tags: [String]
    var logsource: Logsource
    var risks: [Marked<String>]
    var samples: [RuleSample]
    var mark: Mark

    func names(_ word: String) -> Bool { id?.value == word || name?.value == word }
  }
}

/// One sample of a rule's `tests`: lines, and what must come of them.
package struct RuleSample: Sendable, Equatable {
  package enum Kind: String, CaseIterable, Sendable { case hit, miss, injection, feed }
  /// A line, how often it is repeated and at what distance; `{{n}}` in it counts from 1.
  package struct Feed: Sendable, Equatable {
    package var line: String
    package var times: Int
    package var every: Duration
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
}
