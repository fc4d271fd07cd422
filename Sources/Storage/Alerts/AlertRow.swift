import Records

/// The columns of an alert that change with every finding, beside the text that does not.
struct AlertRow {
  var number: Int64
  var tag: Int64
  var revision: Int
  var count: Int
  var firstSeen: Instant?
  var lastSeen: Instant?
  var lastHeard: Instant
  var toldCount: Int
  var expires: Instant?

  /// In the order in which `init` reads.
  static let columns = """
    a.number, a.tag, a.revision, a.count, a.first_seen, a.last_seen, a.last_heard, a.told_count, \
    a.expires
    """

  init(_ columns: inout Columns) {
    number = columns.int64()
    tag = columns.int64()
    revision = columns.int()
    count = columns.int()
    firstSeen = columns.optional { $0.instant() }
    lastSeen = columns.optional { $0.instant() }
    lastHeard = columns.instant()
    toldCount = columns.int()
    expires = columns.optional { $0.instant() }
  }

  /// Puts the columns into the alert that was decoded from the text.
  func fill(_ alert: inout Alert) {
    alert.count = count
    alert.firstSeen = firstSeen
    alert.lastSeen = lastSeen
    alert.lastHeard = lastHeard
    alert.toldCount = toldCount
    alert.expires = expires
  }
}

extension Alert {
  /// What a further finding may replace without a new revision: the last line and what it showed.
  struct Latest: Codable, Equatable {
    var fields: [Finding.Field]
    var text: Untrusted?
    var evidence: [Finding.Evidence]
    var place: Finding.Place?
  }

  var latest: Latest {
    get { Latest(fields: fields, text: text, evidence: evidence, place: place) }
    set {
      fields = newValue.fields
      text = newValue.text
      evidence = newValue.evidence
      place = newValue.place
    }
  }

  /// When it ended, by the last deed; nil while it is open.
  var ended: Instant? {
    guard !status.isOpen else { return nil }
    return closed?.at ?? revised?.at ?? lastHeard
  }

  /// A copy of `self` with the columns of `other`, to see whether anything else differs.
  func withColumns(of other: Alert) -> Alert {
    var copy = self
    copy.count = other.count
    copy.firstSeen = other.firstSeen
    copy.lastSeen = other.lastSeen
    copy.lastHeard = other.lastHeard
    copy.toldCount = other.toldCount
    copy.expires = other.expires
    return copy
  }
}
