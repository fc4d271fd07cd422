import Records

/// Writes or reads a value's parts in one fixed order: the form in which alerts and messages are
/// kept where it must be fast.
///
/// One `visit` for both directions, so that they cannot differ. JSON takes forty times as long, and
/// an open alert is written with every finding; the history, which is written seldom and read by
/// people, is JSON. Integers are LEB128 with zigzag, texts their length and UTF-8. The first byte
/// says the version; a changed order needs a new one.
struct Packer {
  static let version: UInt8 = 1

  private(set) var bytes: [UInt8]
  private var index = 1
  private let isReading: Bool

  /// For writing.
  init() {
    bytes = [Self.version]
    bytes.reserveCapacity(2048)
    isReading = false
  }

  /// For reading; throws `damaged` when another version wrote it.
  init(reading bytes: [UInt8]) throws(StorageError) {
    guard bytes.first == Self.version else { throw Self.damaged }
    self.bytes = bytes
    isReading = true
  }

  static let damaged = StorageError(
    code: .damaged, path: "tocsin.db", clause: "a stored value cannot be understood",
    hint: "restore the database from a copy, or move it away to begin a new one")

  mutating func visit(_ value: inout Int64) throws(StorageError) {
    if isReading { value = try readNumber() } else { write(value) }
  }

  mutating func visit(_ value: inout Int) throws(StorageError) {
    var wide = Int64(value)
    try visit(&wide)
    value = Int(wide)
  }

  mutating func visit(_ value: inout Bool) throws(StorageError) {
    var wide: Int64 = value ? 1 : 0
    try visit(&wide)
    value = wide != 0
  }

  mutating func visit(_ value: inout Instant) throws(StorageError) {
    try visit(&value.microseconds)
  }

  mutating func visit(_ value: inout String) throws(StorageError) {
    if isReading {
      value = String(decoding: try readText(), as: UTF8.self)
    } else {
      write(Int64(value.utf8.count))
      bytes.append(contentsOf: value.utf8)
    }
  }

  /// Text was capped on its way in, and is not cut a second time.
  mutating func visit(_ value: inout Untrusted) throws(StorageError) {
    if isReading {
      value = Untrusted(try readText(), cap: .max)
    } else {
      var text = value.encoded { $0 }
      try visit(&text)
    }
  }

  mutating func visit<Word: RawRepresentable<String>>(_ value: inout Word) throws(StorageError) {
    var text = isReading ? "" : value.rawValue
    try visit(&text)
    guard isReading else { return }
    guard let word = Word(rawValue: text) else { throw Self.damaged }
    value = word
  }

  /// `blank` is any value, overwritten when there is one.
  mutating func visit<Part>(
    _ value: inout Part?, blank: Part,
    _ part: (inout Packer, inout Part) throws(StorageError) -> Void
  ) throws(StorageError) {
    var isThere = value != nil
    try visit(&isThere)
    guard isThere else { return value = nil }
    var inner = value ?? blank
    try part(&self, &inner)
    value = inner
  }

  mutating func visit<Part>(
    _ values: inout [Part], blank: Part,
    _ part: (inout Packer, inout Part) throws(StorageError) -> Void
  ) throws(StorageError) {
    var count = values.count
    try visit(&count)
    if isReading {
      // Each part takes a byte at least, so a damaged count cannot ask for all memory.
      guard count >= 0, count <= bytes.count - index else { throw Self.damaged }
      values = Array(repeating: blank, count: count)
    }
    for position in values.indices { try part(&self, &values[position]) }
  }

  private mutating func write(_ value: Int64) {
    var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func readNumber() throws(StorageError) -> Int64 {
    var (value, shift) = (UInt64(0), UInt64(0))
    while true {
      guard index < bytes.count, shift < 64 else { throw Self.damaged }
      let byte = bytes[index]
      index += 1
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { break }
      shift += 7
    }
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  private mutating func readText() throws(StorageError) -> ArraySlice<UInt8> {
    let count = try readNumber()
    guard count >= 0, count <= bytes.count - index else { throw Self.damaged }
    defer { index += Int(count) }
    return bytes[index..<index + Int(count)]
  }
}
