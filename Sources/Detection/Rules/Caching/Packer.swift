/// Values to bytes and back, by one list of fields for both ways, so that they cannot differ.
///
/// A text is written once and counted after that, so that equal texts share their memory when they
/// are read again. Nothing that is read is believed: whatever does not fit is `Damage`.
struct Packer {
  /// The bytes are not what this program writes.
  struct Damage: Error {}

  let isReading: Bool
  private(set) var bytes: [UInt8]
  /// Where the next value is read.
  private var at = 0
  private var texts: [String] = []
  private var places: [String: UInt32] = [:]

  /// For writing.
  init() {
    isReading = false
    bytes = []
  }

  init(reading bytes: [UInt8], from start: Int = 0) {
    isReading = true
    self.bytes = bytes
    at = start
  }

  /// Everything was read.
  var isAtEnd: Bool { at == bytes.count }

  mutating func pack<Value: Packable>(_ value: inout Value) throws(Damage) {
    try value.pack(&self)
  }

  /// Bytes as they are, behind their number.
  mutating func pack(raw run: inout [UInt8]) throws(Damage) {
    var count = UInt32(run.count)
    try pack(&count)
    guard isReading else { return bytes += run }
    run = Array(bytes[try take(Int(count))])
  }

  /// A number as it lies in memory.
  mutating func pack<Number: FixedWidthInteger & BitwiseCopyable>(
    number: inout Number
  ) throws(Damage) {
    let size = MemoryLayout<Number>.size
    guard isReading else {
      return unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
    }
    let start = try take(size).lowerBound
    number = unsafe bytes.withUnsafeBytes { bytes in
      Number(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: start, as: Number.self))
    }
  }

  mutating func pack(text: inout String) throws(Damage) {
    var number = isReading ? 0 : places[text] ?? UInt32(texts.count)
    try pack(&number)
    if Int(number) < texts.count {
      text = texts[Int(number)]
      return
    }
    guard Int(number) == texts.count else { throw Damage() }
    var count = UInt32(text.utf8.count)
    try pack(&count)
    if isReading {
      guard let read = String(validating: bytes[try take(Int(count))], as: UTF8.self) else {
        throw Damage()
      }
      text = read
    } else {
      bytes += text.utf8
      places[text] = number
    }
    texts.append(text)
  }

  private mutating func take(_ count: Int) throws(Damage) -> Range<Int> {
    // Where reading begins is itself read from a file that may be damaged.
    guard count >= 0, at >= 0, at <= bytes.count, count <= bytes.count - at else {
      throw Damage()
    }
    defer { at += count }
    return at..<(at + count)
  }
}

/// Tables of plain values, as they lie in memory: the cache's key holds the build.
extension Packer {
  mutating func write<Element>(_ table: borrowing FixedTable<Element>) {
    var size = UInt32(MemoryLayout<Element>.stride)
    var count = UInt32(table.count)
    try? pack(&size)
    try? pack(&count)
    unsafe bytes.append(
      contentsOf: UnsafeRawBufferPointer(
        start: table.base, count: table.count * MemoryLayout<Element>.stride))
  }

  mutating func readTable<Element>() throws(Damage) -> FixedTable<Element> {
    var (size, count) = (UInt32(0), UInt32(0))
    try pack(&size)
    try pack(&count)
    guard Int(size) == MemoryLayout<Element>.stride else { throw Damage() }
    return FixedTable(copying: bytes[try take(Int(size) * Int(count))])
  }
}

/// What goes through a `Packer`.
protocol Packable {
  /// Any value, to be filled in while it is read.
  static var blank: Self { get }

  /// Hands over its fields, each once and in one order.
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage)
}

extension Packable {
  static func read(from packer: inout Packer) throws(Packer.Damage) -> Self {
    var value = blank
    try value.pack(&packer)
    return value
  }

  func write(to packer: inout Packer) {
    var copy = self
    // Writing fails at nothing: `Damage` is what is read.
    try? copy.pack(&packer)
  }
}
