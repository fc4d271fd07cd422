package import Records

/// What one decision writes, in one transaction: the alert, why, and who is owed a message.
package struct Change: Sendable, Equatable {
  /// The alert as it stands now.
  package var alert: Alert
  /// True when the alert was not there before.
  package var isNew: Bool
  /// True when `alert.revision` is new: the value is kept beside the former ones.
  ///
  /// Else only counts, times and the last line have changed.
  package var isRevision: Bool
  package var journal: [JournalEntry]
  /// Empty when nobody wants it, or a silence holds it back.
  package var notifications: [Notification]

  package init(
    alert: Alert, isNew: Bool = false, isRevision: Bool = false, journal: [JournalEntry] = [],
    notifications: [Notification] = []
  ) {
    self.alert = alert
    self.isNew = isNew
    self.isRevision = isRevision
    self.journal = journal
    self.notifications = notifications
  }
}

/// Why something that a person asked for was not done.
package struct AlertingMistake: Error, Sendable, Equatable {
  /// A lowercase clause without a full stop.
  package var clause: String
  package var hint: String?

  package init(_ clause: String, hint: String? = nil) {
    self.clause = clause
    self.hint = hint
  }
}

/// Who acts when nobody does.
package enum Author {
  package static let tocsin = "tocsin"
}
