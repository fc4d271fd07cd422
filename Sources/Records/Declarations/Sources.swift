/// Where lines come from and how they become fields, as declared.
package struct SourceDeclaration: Sendable, Equatable {
  package enum Format: String, CaseIterable, Sendable {
    case auto, journal, syslog, combined, squid, json, csv, raw
    /// Records as auditd writes them, one a line.
    case audit = "auditd"
  }
  /// One place to read; all keys named must hold.
  package enum Place: Sendable, Equatable {
    /// A path or pattern with `*` and `?`.
    case file(String)
    case journal(JournalMatch)
    case standardInput
  }
  package struct JournalMatch: Sendable, Equatable {
    package var unit: [String]
    package var identifier: [String]
    /// Names or numbers of syslog facilities.
    package var facility: [String]
    package var uid: [Int]

    package init(
      unit: [String] = [], identifier: [String] = [], facility: [String] = [], uid: [Int] = []
    ) {
      self.unit = unit
      self.identifier = identifier
      self.facility = facility
      self.uid = uid
    }
  }
  /// Where a file that was never seen is begun; one that appears later is read from its start.
  package enum From: String, CaseIterable, Sendable { case start, end }

  package var id: String
  package var title: String
  /// In order of preference; only the first that can be read is, unless `readsAll`.
  package var read: [Place]
  package var readsAll: Bool
  package var format: Format
  package var logsource: [Logsource]
  package var from: From
  /// Silence beyond this blinds the risks that depend on it; nil: learned.
  package var quietAfter: Duration?
  package var isRequired: Bool
  package var place: Mark

  package init(
    id: String, title: String, read: [Place], readsAll: Bool = false, format: Format = .auto,
    logsource: [Logsource] = [], from: From = .end, quietAfter: Duration? = nil,
    isRequired: Bool = false, place: Mark = .none
  ) {
    self.id = id
    self.title = title
    self.read = read
    self.readsAll = readsAll
    self.format = format
    self.logsource = logsource
    self.from = from
    self.quietAfter = quietAfter
    self.isRequired = isRequired
    self.place = place
  }
}

/// How the messages of one program become fields.
package struct DecoderDeclaration: Sendable, Equatable {
  package struct Shape: Sendable, Equatable {
    /// Becomes field `Action`.
    package var action: String
    /// Literal the message begins with; tried before the pattern.
    package var starts: String?
    /// Literal the message holds; tried before the pattern.
    package var contains: String?
    /// PCRE2 with named groups; a group's name is the field, unless `names` gives another.
    package var pattern: Marked<String>?
    package var split: Split?
    /// Group of the pattern → field, for field names a group cannot have, such as `c-ip`.
    package var names: [String: String]
    /// Fields a stranger can write: shown defanged, filled into commands only when they validate.
    package var stranger: [String]
    package var place: Mark

    package init(
      action: String, starts: String? = nil, contains: String? = nil,
      pattern: Marked<String>? = nil, split: Split? = nil, names: [String: String] = [:],
      stranger: [String] = [], place: Mark = .none
    ) {
      self.action = action
      self.starts = starts
      self.contains = contains
      self.pattern = pattern
      self.split = split
      self.names = names
      self.stranger = stranger
      self.place = place
    }
  }
  package struct Split: Sendable, Equatable {
    package var by: String
    package var fields: [String]

    package init(by: String, fields: [String]) {
      self.by = by
      self.fields = fields
    }
  }

  package var id: String
  /// Program names; `*` at the end is a prefix match.
  package var program: [String]
  package var logsource: [Logsource]
  package var shapes: [Shape]
  package var place: Mark

  package init(
    id: String, program: [String], logsource: [Logsource] = [], shapes: [Shape] = [],
    place: Mark = .none
  ) {
    self.id = id
    self.program = program
    self.logsource = logsource
    self.shapes = shapes
    self.place = place
  }
}
