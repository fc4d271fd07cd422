import Records

/// The columns of an alert that change with every finding, beside the body that does not.
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
  /// Packed.
  var latest: [UInt8]

  /// In the order in which `init` reads.
  static let columns = """
    a.number, a.tag, a.revision, a.count, a.first_seen, a.last_seen, a.last_heard, a.told_count, \
    a.expires, a.latest
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
    latest = columns.blob()
  }

  /// Puts the columns into the alert that was read from the body.
  func fill(_ alert: inout Alert) throws {
    try alert.readLatest(latest)
    alert.count = count
    alert.firstSeen = firstSeen
    alert.lastSeen = lastSeen
    alert.lastHeard = lastHeard
    alert.toldCount = toldCount
    alert.expires = expires
  }
}

extension Alert {
  /// When it ended, by the last deed; nil while it is open.
  var ended: Instant? {
    guard !status.isOpen else { return nil }
    return closed?.at ?? revised?.at ?? lastHeard
  }

  /// A copy without what changes with every finding: what is kept as the body.
  var steady: Alert {
    var copy = self
    copy.fields = []
    copy.text = nil
    copy.evidence = []
    copy.place = nil
    copy.count = 0
    copy.firstSeen = nil
    copy.lastSeen = nil
    copy.lastHeard = Alert.blank.lastHeard
    copy.toldCount = 0
    copy.expires = nil
    return copy
  }
}
