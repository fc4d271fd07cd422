import Records

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
