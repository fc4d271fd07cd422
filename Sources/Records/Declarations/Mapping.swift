/// How events of another taxonomy become Sigma's: what their fields are called there, and which
/// log source an event serves.
package struct MappingDeclaration: Sendable, Equatable {
  /// How the events are written.
  package enum Format: String, CaseIterable, Sendable {
    /// Objects, nested names joined with dots.
    case json
    /// `<Event>` of the Windows event schema, as Sysmon writes it.
    case xml
  }

  /// `process.executable: Image`, or several names for one field.
  package struct Field: Sendable, Equatable {
    package var from: String
    package var to: [String]
    package var place: Mark

    package init(from: String, to: [String], place: Mark = .none) {
      self.from = from
      self.to = to
      self.place = place
    }
  }

  /// Events for which all of `when` holds serve `logsource`.
  package struct Clause: Sendable, Equatable {
    package struct Condition: Sendable, Equatable {
      package var field: String
      /// One of them, compared without case; `*` is any value that is there.
      package var values: [String]

      package init(field: String, values: [String]) {
        self.field = field
        self.values = values
      }
    }
    package var when: [Condition]
    package var logsource: [Logsource]
    package var place: Mark

    package init(when: [Condition], logsource: [Logsource], place: Mark = .none) {
      self.when = when
      self.logsource = logsource
      self.place = place
    }
  }

  package var id: String
  package var title: String?
  package var format: Format
  /// Sources it holds for, by id; empty: every source.
  package var sources: [String]
  /// Programs whose messages are such events; empty: the whole line is one.
  package var program: [String]
  /// In the order of preference: the first that an event has gives a field its value.
  package var fields: [Field]
  /// The first whose conditions hold is taken.
  package var clauses: [Clause]
  package var place: Mark

  package init(
    id: String, title: String? = nil, format: Format = .json, sources: [String] = [],
    program: [String] = [], fields: [Field] = [], clauses: [Clause] = [], place: Mark = .none
  ) {
    self.id = id
    self.title = title
    self.format = format
    self.sources = sources
    self.program = program
    self.fields = fields
    self.clauses = clauses
    self.place = place
  }

  /// True when it holds for the source of this id.
  package func holds(for source: String) -> Bool { sources.isEmpty || sources.contains(source) }
}
