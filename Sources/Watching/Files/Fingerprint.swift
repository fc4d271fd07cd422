import Records

/// Proof that a file is the one a position was taken in: hashes of its first bytes and of the bytes
/// just before the offset.
///
/// The head alone proves little, because many logs begin with the same banner; the tail catches a
/// file that was emptied and grew again past the offset, and an inode that was used again.
struct Fingerprint: Equatable {
  static let headBytes = 1024

  var offset: Int64
  var headLength: Int
  var headHash: UInt64
  var tailLength: Int
  var tailHash: UInt64

  init(offset: Int64, head: [UInt8], tail: [UInt8], key: (UInt64, UInt64)) {
    let first = head.prefix(Int(min(offset, Int64(Self.headBytes))))
    self.offset = offset
    headLength = first.count
    headHash = SipHash.hash(first, key: key)
    tailLength = tail.count
    tailHash = SipHash.hash(tail, key: key)
  }

  init(_ row: ReadPosition) {
    offset = row.offset
    headLength = row.headLength
    headHash = row.headHash
    tailLength = row.tailLength
    tailHash = row.tailHash
  }

  /// Whether there is anything to compare: nothing is before offset 0.
  var isProof: Bool { headLength > 0 && tailLength > 0 }

  /// The head alone, which spares decompressing a whole file that is another one.
  func holdsHead(_ head: [UInt8], key: (UInt64, UInt64)) -> Bool {
    headLength == 0
      || head.count >= headLength && SipHash.hash(head.prefix(headLength), key: key) == headHash
  }

  /// Nothing hashed agrees with everything.
  func holds(head: [UInt8], tail: [UInt8], key: (UInt64, UInt64)) -> Bool {
    holdsHead(head, key: key)
      && (tailLength == 0
        || tail.count >= tailLength
          && SipHash.hash(tail.suffix(tailLength), key: key) == tailHash)
  }
}
