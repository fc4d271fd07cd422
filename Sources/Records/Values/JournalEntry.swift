/// One decision, for the append-only journal: who changed what, when and why.
package struct JournalEntry: Sendable, Equatable, Codable {
  package enum Subject: String, Codable, Sendable {
    case alert, silence, notification, receiver, sentinel, drill, incident, request, control
  }

  package var at: Instant
  /// A login, or `tocsin` for what happens by itself.
  package var who: String
  package var subject: Subject
  /// The id of what was changed.
  package var id: String
  /// One word, such as `opened`, `revised`, `acknowledged`, `delivered` or `parked`.
  package var action: String
  /// Why, or what with; our own words and people's, never a line's.
  package var detail: String

  package init(
    at: Instant, who: String, subject: Subject, id: String, action: String, detail: String = ""
  ) {
    self.at = at
    self.who = who
    self.subject = subject
    self.id = id
    self.action = action
    self.detail = detail
  }
}
