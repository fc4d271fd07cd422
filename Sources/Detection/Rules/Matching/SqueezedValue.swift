/// A value with each character beyond ASCII as one byte: what expressions read that count characters
/// (`CharactersAlike`).
///
/// Memory for one thread, which grows to the longest such value and is used again for the next.
@unsafe struct SqueezedValue: BitwiseCopyable {
  @unsafe private struct Room: BitwiseCopyable {
    var bytes: UnsafeMutablePointer<UInt8>
    var capacity: Int
  }

  /// Stands for every character beyond ASCII: no letter, digit, space or newline among bytes.
  private static let wide: UInt8 = 0xff

  private let room: UnsafeMutablePointer<Room>

  static func allocate() -> SqueezedValue {
    let room = UnsafeMutablePointer<Room>.allocate(capacity: 1)
    unsafe room.initialize(to: Room(bytes: .allocate(capacity: 1), capacity: 1))
    return unsafe SqueezedValue(room: room)
  }

  func deallocate() {
    unsafe room.pointee.bytes.deallocate()
    unsafe room.deallocate()
  }

  /// Of valid UTF-8; it stands until the next call.
  func fill(from value: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    if unsafe value.count > room.pointee.capacity { unsafe grow(to: value.count) }
    let bytes = unsafe room.pointee.bytes
    var count = 0
    for index in value.indices {
      let byte = unsafe value[index]
      unsafe bytes[count] = byte < 0x80 ? byte : Self.wide
      // What continues a character is written over.
      count &+= byte & 0xc0 == 0x80 ? 0 : 1
    }
    return unsafe UnsafeBufferPointer(start: bytes, count: count)
  }

  private func grow(to count: Int) {
    unsafe room.pointee.bytes.deallocate()
    let capacity = unsafe max(count, room.pointee.capacity * 2)
    unsafe room.pointee = Room(bytes: .allocate(capacity: capacity), capacity: capacity)
  }
}
