/// The whole line as its JSON escapes mean it, for keywords: they look for text wherever it
/// stands, also in values whose names no rule knows.
extension Event {
  /// Makes `unescaped` of a structured line that holds a backslash, once; others stay without.
  mutating func unescapeLine() {
    guard !isUnescaped else { return }
    isUnescaped = true
    guard isStructured, unsafe line.contains(0x5c) else { return }
    var index = 0
    while unsafe index < line.count {
      let byte = unsafe line[index]
      index += 1
      guard byte == 0x5c, unsafe index < line.count else {
        unescaped.append(byte)
        continue
      }
      index = unescape(at: index)
    }
  }

  /// Takes one escape whose letter stands at `index`; returns where reading goes on.
  private mutating func unescape(at index: Int) -> Int {
    let letter = unsafe line[index]
    switch letter {
    case UInt8(ascii: "n"): unescaped.append(0x0a)
    case UInt8(ascii: "t"): unescaped.append(0x09)
    case UInt8(ascii: "r"): unescaped.append(0x0d)
    case UInt8(ascii: "b"): unescaped.append(0x08)
    case UInt8(ascii: "f"): unescaped.append(0x0c)
    case UInt8(ascii: "u"):
      if let (scalar, end) = scalar(at: index + 1) {
        for byte in String(scalar).utf8 { unescaped.append(byte) }
        return end
      }
      unescaped.append(letter)
    default: unescaped.append(letter)
    }
    return index + 1
  }

  /// Reads the digits of `\uXXXX`, and of its second half where it is a surrogate.
  private func scalar(at index: Int) -> (Unicode.Scalar, Int)? {
    guard let first = unit(at: index) else { return nil }
    if let scalar = Unicode.Scalar(first) { return (scalar, index + 4) }
    guard unsafe index + 6 < line.count, unsafe line[index + 4] == 0x5c,
      unsafe line[index + 5] == UInt8(ascii: "u"), first < 0xdc00,
      let second = unit(at: index + 6), second >= 0xdc00, second < 0xe000,
      let scalar = Unicode.Scalar(0x1_0000 + (first - 0xd800) << 10 + (second - 0xdc00))
    else { return nil }
    return (scalar, index + 10)
  }

  private func unit(at index: Int) -> UInt32? {
    guard unsafe index + 4 <= line.count else { return nil }
    var value: UInt32 = 0
    for offset in 0..<4 {
      let byte = unsafe lowercased(line[index + offset])
      switch byte {
      case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
      case 0x61...0x66: value = value << 4 | UInt32(byte - 0x61 + 10)
      default: return nil
      }
    }
    return value
  }
}
