import GRDB
import Records

/// The end of the journal's chain of codes.
///
/// A row's code is HMAC-SHA-256 under the journal's key, in hex, over the code of the row before it
/// and the row's canonical bytes: number and time as 8 bytes each, most significant first, then
/// each text as 4 bytes of length and its UTF-8, so that no two rows have the same bytes. Rows from
/// before there was a key hold plain SHA-256 over the same bytes; the first row under the key holds
/// the last of them fast.
struct Chain {
  /// The number of the last row; 0 before the first.
  var number: Int64
  /// The code of the last row; empty before the first.
  var hash: String
  private(set) var hasGrown = false

  init(number: Int64, hash: String) { (self.number, self.hash) = (number, hash) }

  /// Moves on by one entry; `number` and `hash` are then that entry's.
  mutating func grow(by entry: JournalEntry, _ key: JournalKey) {
    number += 1
    hash = Self.hash(of: entry, number: number, after: hash, key)
    hasGrown = true
  }

  static func hash(
    of entry: JournalEntry, number: Int64, after previous: String, _ key: JournalKey
  ) -> String {
    var bytes: [UInt8] = []
    append(previous, to: &bytes)
    append(number, to: &bytes)
    append(entry.at.microseconds, to: &bytes)
    for text in [entry.who, entry.subject.rawValue, entry.id, entry.action, entry.detail] {
      append(text, to: &bytes)
    }
    return hexadecimal(number < key.first ? sha256(bytes) : keyedDigest(bytes, key: key.secret))
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    let count = UInt32(clamping: text.utf8.count)
    for shift in [24, 16, 8, 0] as [UInt32] {
      bytes.append(UInt8(truncatingIfNeeded: count >> shift))
    }
    bytes.append(contentsOf: text.utf8)
  }

  private static func append(_ number: Int64, to bytes: inout [UInt8]) {
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
    }
  }
}

extension Chain {
  /// Where the next row goes: after the last one that is there, or after the anchor.
  ///
  /// What the database keeps as its head is not asked: whoever cut rows off could stop the sentinel
  /// by it, since the schema takes a row only at the journal's end. The head outside shows the cut.
  static func end(in database: Database) throws -> Chain {
    for query in [
      "SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1",
      "SELECT number, hash FROM journal_anchor",
    ] {
      let end = try database.first(query) { Chain(number: $0.int64(), hash: $0.text()) }
      if let end { return end }
    }
    return Chain(number: 0, hash: "")
  }
}
