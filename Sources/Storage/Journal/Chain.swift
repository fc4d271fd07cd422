import Records

/// The end of the journal's chain of hashes.
///
/// A row's hash is SHA-256, in hex, over the hash of the row before it and the row's canonical
/// bytes: number and time as 8 bytes each, most significant first, then each text as 4 bytes of
/// length and its UTF-8, so that no two rows have the same bytes. There is no key: whoever may
/// write the file can write a whole new chain, and only a copy of a hash kept elsewhere shows it.
struct Chain {
  /// The number of the last row; 0 before the first.
  var number: Int64
  /// The hash of the last row; empty before the first.
  var hash: String
  private(set) var hasGrown = false

  init(number: Int64, hash: String) { (self.number, self.hash) = (number, hash) }

  /// Moves on by one entry; `number` and `hash` are then that entry's.
  mutating func grow(by entry: JournalEntry) {
    number += 1
    hash = Self.hash(of: entry, number: number, after: hash)
    hasGrown = true
  }

  static func hash(of entry: JournalEntry, number: Int64, after previous: String) -> String {
    var bytes: [UInt8] = []
    append(previous, to: &bytes)
    append(number, to: &bytes)
    append(entry.at.microseconds, to: &bytes)
    for text in [entry.who, entry.subject.rawValue, entry.id, entry.action, entry.detail] {
      append(text, to: &bytes)
    }
    return hexadecimal(sha256(bytes))
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
