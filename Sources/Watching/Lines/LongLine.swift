/// A line that is longer than is kept: its first and last bytes, while the middle passes by.
///
/// Whatever the line's length, this takes 70 KiB. Both ends are kept because what names the program
/// stands in front and what an attacker wants to push out of sight stands at the end.
struct LongLine {
  /// Bytes of a line that are kept whole: 64 KiB, above syslog-ng's and journald's own limits.
  static let lineBytesMax = 64 * 1024
  static let headBytes = 60 * 1024
  static let lastBytes = 4 * 1024

  private(set) var head: [UInt8] = []
  private var last: [UInt8] = []
  private(set) var count = 0

  init() {
    head.reserveCapacity(Self.headBytes)
    last.reserveCapacity(2 * Self.lastBytes + 2)
  }

  mutating func absorb(_ bytes: UnsafeBufferPointer<UInt8>) {
    count += bytes.count
    let room = min(Self.headBytes - head.count, bytes.count)
    unsafe head.append(contentsOf: bytes.prefix(room))
    // One byte more than is kept, because a carriage return at the very end is dropped.
    unsafe last.append(contentsOf: bytes.dropFirst(room).suffix(Self.lastBytes + 1))
    if last.count > 2 * Self.lastBytes { last.removeFirst(last.count - Self.lastBytes - 1) }
  }

  /// The line as it is handed on: both ends with a mark between, and how many bytes were cut.
  consuming func cut() -> (bytes: [UInt8], missing: Int) {
    if last.last == UInt8(ascii: "\r") {
      last.removeLast()
      count -= 1
    }
    let end = last.suffix(Self.lastBytes)
    let missing = count - head.count - end.count
    guard missing > 0 else { return (head + end, 0) }
    return (head + Array(" …[\(missing) bytes cut]… ".utf8) + end, missing)
  }
}
