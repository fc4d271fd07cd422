import Records

/// Events written as lines of JSON, to be scanned as any chunk is.
///
/// Text is UTF-8; what is not valid there is replaced, and controls are escaped.
struct EventText {
  private(set) var bytes: [UInt8] = []
  private(set) var lines: [Chunk.Line] = []
  private var start = 0
  private var isFirst = true

  /// Forgets everything and keeps the memory.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
  }

  /// Lends what was written, with the bytes that vector code may read beyond it.
  mutating func withLines(
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<Chunk.Line>) -> Void
  ) {
    let count = bytes.count
    for _ in 0..<Chunk.paddingBytes { bytes.append(0) }
    unsafe bytes.withUnsafeBufferPointer { all in
      unsafe lines.withUnsafeBufferPointer { lines in
        unsafe body(UnsafeBufferPointer(rebasing: all[..<count]), lines)
      }
    }
    bytes.removeLast(Chunk.paddingBytes)
  }

  mutating func begin() {
    start = bytes.count
    isFirst = true
    bytes.append(UInt8(ascii: "{"))
  }

  mutating func end() {
    bytes.append(UInt8(ascii: "}"))
    lines.append(Chunk.Line(start: UInt32(start), end: UInt32(bytes.count)))
    bytes.append(0x0a)
  }

  mutating func add(_ name: StaticString, _ value: UnsafeBufferPointer<UInt8>) {
    write(name)
    bytes.append(UInt8(ascii: "\""))
    unsafe append(value)
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func add(_ name: StaticString, _ value: [UInt8]) {
    unsafe value.withUnsafeBufferPointer { unsafe add(name, $0) }
  }

  /// The runs between bytes of 0x01, which part several keys of one record.
  mutating func add(_ name: StaticString, list: [UInt8]) {
    guard list.contains(1) else { return add(name, list) }
    write(name)
    for (place, value) in list.split(separator: 1).enumerated() {
      append(place == 0 ? "[\"" : ",\"")
      unsafe value.withUnsafeBufferPointer { unsafe append($0) }
      append("\"")
    }
    append("]")
  }

  mutating func add(_ name: StaticString, number: Int64) {
    write(name)
    append(number)
  }

  mutating func add(_ name: StaticString, isTrue: Bool) {
    write(name)
    append(isTrue ? "true" : "false")
  }

  /// Seconds since 1970 with six places.
  mutating func add(_ name: StaticString, microseconds: Int64) {
    write(name)
    append(microseconds / 1_000_000)
    bytes.append(UInt8(ascii: "."))
    var (rest, scale) = (microseconds % 1_000_000, Int64(100_000))
    while scale > 0 {
      bytes.append(UInt8(48 + rest / scale))
      (rest, scale) = (rest % scale, scale / 10)
    }
  }

  private mutating func write(_ name: StaticString) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    bytes.append(UInt8(ascii: "\""))
    append(name)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func append(_ text: StaticString) {
    unsafe bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func append(_ number: Int64) {
    var (rest, divisor) = (number.magnitude, UInt64(1))
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    while rest / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(48 + rest / divisor))
      rest %= divisor
      divisor /= 10
    }
  }

  /// Runs of plain bytes are copied together.
  private mutating func append(_ value: UnsafeBufferPointer<UInt8>) {
    var (at, plain) = (0, 0)
    while at < value.count {
      let byte = unsafe value[at]
      if byte >= 0x20, byte < 0x7f, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
        at += 1
        continue
      }
      if byte >= 0x80, let count = unsafe Self.scalarBytes(value, at) {
        at += count
        continue
      }
      unsafe bytes.append(contentsOf: value[plain..<at])
      escape(byte)
      at += 1
      plain = at
    }
    unsafe bytes.append(contentsOf: value[plain..<at])
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x0a: append("\\n")
    case 0x09: append("\\t")
    case 0x0d: append("\\r")
    case 0x80...: append("\u{fffd}")
    case 0x7f: bytes.append(byte)
    default:
      append("\\u00")
      for digit in [byte >> 4, byte & 15] { bytes.append(digit < 10 ? 48 + digit : 87 + digit) }
    }
  }

  /// Bytes of the scalar that begins here (RFC 3629); nil when it is none.
  private static func scalarBytes(_ value: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int? {
    let lead = unsafe value[at]
    let count: Int
    switch lead {
    case 0xc2...0xdf: count = 2
    case 0xe0...0xef: count = 3
    case 0xf0...0xf4: count = 4
    default: return nil
    }
    guard at + count <= value.count else { return nil }
    for index in at + 1..<at + count where unsafe value[index] & 0xc0 != 0x80 { return nil }
    let second = unsafe value[at + 1]
    switch lead {
    case 0xe0 where second < 0xa0, 0xed where second > 0x9f, 0xf0 where second < 0x90,
      0xf4 where second > 0x8f:
      return nil
    default: return count
    }
  }
}
