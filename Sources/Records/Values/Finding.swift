/// A rule matched: which one, on what, and what may be shown of it.
///
/// Made by `Detection`, read by `Alerting`; a value that says everything an alert needs, so that
/// nobody has to read the line again.
package struct Finding: Sendable, Equatable, Codable {
  /// One named value of an event, in the order in which it is shown.
  package struct Field: Sendable, Hashable, Codable {
    package var name: String
    package var value: Untrusted

    package init(name: String, value: Untrusted) {
      self.name = name
      self.value = value
    }
  }

  /// One line that contributed, for evidence.
  package struct Evidence: Sendable, Hashable, Codable {
    package var time: Instant
    package var text: Untrusted

    package init(time: Instant, text: Untrusted) {
      self.time = time
      self.text = text
    }
  }

  /// Where the line stood.
  package struct Place: Sendable, Hashable, Codable {
    /// The source's id.
    package var source: String
    /// The file, where there is one.
    package var path: String?
    /// Counts from 1 within the file as it was read.
    package var line: Int?

    package init(source: String, path: String? = nil, line: Int? = nil) {
      self.source = source
      self.path = path
      self.line = line
    }
  }

  /// The rule's identity: its `id`, else its `name`, else where it stands.
  package var rule: String
  package var host: Untrusted?
  /// The group's values: of a correlation's `group-by`, or of the field a plain rule groups by.
  package var group: [Field]
  /// When it happened, by the line's own clock where it has one.
  package var time: Instant
  package var place: Place
  /// Matching events this finding stands for: 1 for a plain rule; of a correlation the window's
  /// count on its rising edge, and while the condition still holds as many as followed in one chunk.
  package var count: Int
  package var fields: [Field]
  /// The line, or the last line of the window.
  package var text: Untrusted
  /// At most `evidenceMax` contributing lines, oldest first.
  package var evidence: [Evidence]
  /// True when a drill put the line there.
  package var isExercise: Bool

  package static let evidenceMax = 10

  package init(
    rule: String, host: Untrusted?, group: [Field], time: Instant, place: Place, count: Int = 1,
    fields: [Field], text: Untrusted, evidence: [Evidence] = [], isExercise: Bool = false
  ) {
    self.rule = rule
    self.host = host
    self.group = group
    self.time = time
    self.place = place
    self.count = count
    self.fields = fields
    self.text = text
    self.evidence = evidence
    self.isExercise = isExercise
  }
}

/// What `Alerting` and people need to know of a rule without its program.
package struct RuleSummary: Sendable, Equatable, Codable {
  /// `id`, else `name`, else `path#number`.
  package var id: String
  package var name: String?
  package var title: String
  package var author: String?
  package var level: Level?
  package var summary: String?
  package var falsePositives: [String]
  package var tags: [String]
  package var logsource: Logsource
  /// Risks named by the rule file or tied by a risk's `detections`.
  package var risks: [String]
  /// True when no alert may come from it directly: it only feeds correlations.
  package var feedsOnly: Bool
  /// Where it was declared: `rules/linux/sshd/guessing.yml:14`.
  package var place: String

  package init(
    id: String, name: String? = nil, title: String, author: String? = nil, level: Level? = nil,
    summary: String? = nil, falsePositives: [String] = [], tags: [String] = [],
    logsource: Logsource = Logsource(), risks: [String] = [], feedsOnly: Bool = false,
    place: String = ""
  ) {
    self.id = id
    self.name = name
    self.title = title
    self.author = author
    self.level = level
    self.summary = summary
    self.falsePositives = falsePositives
    self.tags = tags
    self.logsource = logsource
    self.risks = risks
    self.feedsOnly = feedsOnly
    self.place = place
  }
}

/// What a source serves and what a rule asks for, in Sigma's terms.
package struct Logsource: Sendable, Hashable, Codable {
  package var category: String?
  package var product: String?
  package var service: String?

  package init(category: String? = nil, product: String? = nil, service: String? = nil) {
    self.category = category
    self.product = product
    self.service = service
  }

  /// True when every key that `rule` names has the same value here (Sigma, "Log Source").
  package func serves(_ rule: Logsource) -> Bool {
    (rule.category == nil || rule.category == category)
      && (rule.product == nil || rule.product == product)
      && (rule.service == nil || rule.service == service)
  }
}
