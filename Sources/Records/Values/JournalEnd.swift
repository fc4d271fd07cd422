/// Where the journal of decisions ends: what a person notes down to prove later that nothing was
/// cut off or replaced.
package struct JournalEnd: Sendable, Equatable, Codable {
  /// The number of the last entry: how many were ever written.
  package var count: Int64
  /// Its code, 64 hex digits, or the first 16 and more of them; empty before the first entry.
  package var hash: String

  package init(count: Int64, hash: String) { (self.count, self.hash) = (count, hash) }

  /// Hex digits that a noted head must have: 64 bits, which nobody hits by trying.
  package static let digitsMin = 16

  /// Reads `12:6fc0…`, as `text` writes it; nil for what is no head.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let count = Int64(parts[0]), count > 0,
      (Self.digitsMin...64).contains(parts[1].utf8.count),
      parts[1].allSatisfy({ $0.isHexDigit && $0.isASCII })
    else { return nil }
    self.init(count: count, hash: parts[1].lowercased())
  }

  /// `12:` and the first 16 digits; `0` for a journal without an entry.
  package var text: String {
    count == 0 ? "0" : "\(count):\(hash.prefix(Self.digitsMin))"
  }

  package var json: JSONValue { ["entries": .number(count), "hash": .string(hash)] }
}
