/// What the encoding modifiers make of a value (Sigma specification, "Value modifiers").
///
/// Each takes values without wildcards and works on bytes; nil where a value has wildcards.
extension ValuePattern {
  enum Width { case utf16le, utf16be, utf16 }

  /// UTF-16 of the value, with a byte-order mark for `utf16`.
  func widened(_ width: Width) -> ValuePattern? {
    guard let bytes = plainBytes else { return nil }
    let units = String(decoding: bytes, as: UTF8.self).utf16
    let mark: [UInt8] = width == .utf16 ? [0xff, 0xfe] : []
    return ValuePattern(
      bytes: mark
        + units.flatMap { unit -> [UInt8] in
          let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xff))
          return width == .utf16be ? [high, low] : [low, high]
        })
  }

  var base64: ValuePattern? { plainBytes.map { ValuePattern(bytes: base64Text(of: $0)) } }

  /// The three texts of which one stands in any Base64 that holds the value at some byte.
  ///
  /// A shift of n bytes spoils the first characters, the bytes after the value spoil the last:
  /// both are cut off.
  var base64Offsets: [ValuePattern]? {
    guard let bytes = plainBytes else { return nil }
    return (0..<3).map { shift in
      let text = base64Text(of: Array(repeating: 0x20, count: shift) + bytes)
      let cut = [0, 3, 2][(bytes.count + shift) % 3]
      return ValuePattern(bytes: Array(text.dropFirst([0, 2, 3][shift]).dropLast(cut)))
    }
  }
}

/// RFC 4648 section 4, with padding.
private func base64Text(of bytes: [UInt8]) -> [UInt8] {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var text: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    var bits: UInt32 = 0
    for index in 0..<3 {
      bits = bits << 8 | (index < group.count ? UInt32(group[start + index]) : 0)
    }
    for index in 0..<4 {
      let digit = Int(bits >> UInt32(18 - 6 * index) & 63)
      text.append(index <= group.count ? alphabet[digit] : UInt8(ascii: "="))
    }
  }
  return text
}

extension ValuePattern {
  /// Dashes of one value that may vary; more would be hundreds of values.
  static let windashMax = 3

  /// The value with each dash or slash that begins a parameter written in all five ways; nil when
  /// there are more than `windashMax` of them.
  ///
  /// As pySigma has it: the regular expression `\B[-/]\b` on each run of text.
  var windashVariants: [ValuePattern]? {
    var variants: [[Part]] = [[]]
    var dashes = 0
    for part in parts {
      guard case .bytes(let bytes) = part else {
        variants = variants.map { $0 + [part] }
        continue
      }
      for piece in Self.splitAtDashes(bytes) {
        dashes += piece == nil ? 1 : 0
        guard dashes <= Self.windashMax else { return nil }
        let choices = piece.map { [$0] } ?? Self.dashes
        variants = variants.flatMap { before in choices.map { before + [.bytes($0)] } }
      }
    }
    return variants.map(ValuePattern.init(parts:))
  }

  /// `-`, `/`, and the en, em and horizontal-bar dashes.
  private static let dashes: [[UInt8]] = ["-", "/", "–", "—", "―"].map { Array($0.utf8) }

  /// Runs of bytes, with nil where a dash may vary.
  private static func splitAtDashes(_ bytes: [UInt8]) -> [[UInt8]?] {
    var pieces: [[UInt8]?] = [[]]
    for (index, byte) in bytes.enumerated() {
      let isDash = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/")
      if isDash && !endsWithWord(bytes[..<index]) && beginsWithWord(bytes[(index + 1)...]) {
        pieces += [nil, []]
      } else {
        pieces[pieces.count - 1]?.append(byte)
      }
    }
    return pieces
  }

  private static func endsWithWord(_ bytes: ArraySlice<UInt8>) -> Bool {
    String(decoding: bytes.suffix(4), as: UTF8.self).unicodeScalars.last.map(isWord) ?? false
  }

  private static func beginsWithWord(_ bytes: ArraySlice<UInt8>) -> Bool {
    String(decoding: bytes.prefix(4), as: UTF8.self).unicodeScalars.first.map(isWord) ?? false
  }

  /// Letters, numbers and `_` in every script.
  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default: scalar == "_"
    }
  }
}
