extension Packable where Self: FixedWidthInteger & BitwiseCopyable {
  static var blank: Self { 0 }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    try packer.pack(number: &self)
  }
}

extension UInt8: Packable {}
extension UInt16: Packable {}
extension UInt32: Packable {}
extension UInt64: Packable {}
extension Int32: Packable {}
extension Int64: Packable {}
extension Int: Packable {}

extension Bool: Packable {
  static var blank: Bool { false }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    var byte: UInt8 = self ? 1 : 0
    try packer.pack(&byte)
    guard byte < 2 else { throw Packer.Damage() }
    self = byte == 1
  }
}

extension Double: Packable {
  static var blank: Double { 0 }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    var bits = bitPattern
    try packer.pack(&bits)
    self = Double(bitPattern: bits)
  }
}

extension String: Packable {
  static var blank: String { "" }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) { try packer.pack(text: &self) }
}

extension Duration: Packable {
  static var blank: Duration { .zero }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    var (seconds, attoseconds) = components
    try packer.pack(&seconds)
    try packer.pack(&attoseconds)
    self = Duration(secondsComponent: seconds, attosecondsComponent: attoseconds)
  }
}

extension Optional: Packable where Wrapped: Packable {
  static var blank: Wrapped? { nil }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    var isThere = self != nil
    try packer.pack(&isThere)
    guard isThere else { return self = nil }
    var value: Wrapped = self ?? Wrapped.blank
    try packer.pack(&value)
    self = value
  }
}

extension Array: Packable where Element: Packable {
  static var blank: [Element] { [] }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    var number = UInt32(count)
    try packer.pack(&number)
    if packer.isReading {
      self = []
      for _ in 0..<number { append(try .read(from: &packer)) }
    } else {
      for element in self { element.write(to: &packer) }
    }
  }
}

extension Dictionary: Packable where Key: Packable & Comparable, Value: Packable {
  static var blank: [Key: Value] { [:] }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    var keys = keys.sorted()
    try packer.pack(&keys)
    for key in keys {
      var value: Value = self[key] ?? Value.blank
      try packer.pack(&value)
      self[key] = value
    }
  }
}

extension Packable where Self: RawRepresentable, RawValue: Packable {
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    var raw = rawValue
    try packer.pack(&raw)
    guard let value = Self(rawValue: raw) else { throw Packer.Damage() }
    self = value
  }
}
