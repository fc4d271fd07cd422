/// What a plain scalar is by the core schema of YAML 1.2 (section 10.3.2).
///
/// `yes`, `no`, `on`, `off`, `012` as octal and dates are of YAML 1.1 and plain text here.
extension MarkedNode.Scalar.Kind {
  init(plain text: String) {
    let bytes = Array(text.utf8)
    if bytes.isEmpty || Self.nulls.contains(text) {
      self = .null
    } else if Self.booleans.contains(text) {
      self = .boolean
    } else if Self.isInteger(bytes) {
      self = .integer
    } else {
      self = Self.isFloat(bytes) || Self.specials.contains(text) ? .float : .string
    }
  }

  private static let nulls: Set = ["~", "null", "Null", "NULL"]
  private static let booleans: Set = ["true", "True", "TRUE", "false", "False", "FALSE"]
  private static let specials: Set = [
    ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN",
    ".NAN",
  ]

  private static func isInteger(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: "0o".utf8) {
      return digits(bytes.dropFirst(2)) { (48...55).contains($0) }
    }
    if bytes.starts(with: "0x".utf8) { return digits(bytes.dropFirst(2), isHex) }
    return digits(bytes.dropFirst(isSign(bytes[0]) ? 1 : 0), isDecimal)
  }

  private static func isFloat(_ bytes: [UInt8]) -> Bool {
    var rest = bytes.dropFirst(isSign(bytes[0]) ? 1 : 0)
    let whole = rest.prefix(while: isDecimal)
    rest = rest.dropFirst(whole.count)
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = rest.prefix(while: isDecimal).count
      rest = rest.dropFirst(fraction)
    }
    guard whole.count + fraction > 0 else { return false }
    guard let mark = rest.first else { return true }
    guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return false }
    rest = rest.dropFirst()
    return digits(rest.dropFirst(rest.first.map(isSign) == true ? 1 : 0), isDecimal)
  }

  private static func digits(_ bytes: ArraySlice<UInt8>, _ belongs: (UInt8) -> Bool) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy(belongs)
  }

  private static func isSign(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
  }

  private static func isDecimal(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private static func isHex(_ byte: UInt8) -> Bool {
    isDecimal(byte) || (65...70).contains(byte) || (97...102).contains(byte)
  }
}
