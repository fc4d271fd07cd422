import Records

/// What a stored position of the journal holds.
///
/// `ReadPosition.cursor` is the cursor after the batch, and behind a space the one before it where parts
/// of the batch were still to come; `offset` numbers the batches; `birth` is when the last entry was
/// received, in nanoseconds. The newest position of any source says how far the journal was read.
struct JournalCursor {
  static let file = "journal"

  /// The last entry of the batch; empty where the journal had none.
  var after: String
  /// The last entry before the batch; nil when every part of the batch was given out.
  var before: String?
  var batch: Int64
  /// When the last entry was received, in microseconds since 1970.
  var received: Int64

  init(after: String, before: String?, batch: Int64, received: Int64) {
    self.after = after
    self.before = before
    self.batch = batch
    self.received = received
  }

  init?(_ row: ReadPosition) {
    guard row.file == Self.file, let cursor = row.cursor else { return nil }
    let parts = cursor.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    after = String(parts[0])
    before = parts.count > 1 ? String(parts[1]) : nil
    batch = row.offset
    received = row.birth / 1000
  }

  func position(of source: String) -> ReadPosition {
    ReadPosition(
      source: source, file: Self.file, path: "journal", birth: received * 1000, offset: batch,
      cursor: before.map { after + " " + $0 } ?? after)
  }
}
