/// Comparison without regard to case.
///
/// ASCII letters fold with ASCII letters only; others by simple Unicode case folding, except where
/// that would lead into ASCII (the Kelvin sign, the long s): a scan for ASCII literals could not
/// find those.

@inline(__always)
func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

/// True when `count` bytes at `value` are those at `literal`, which is in small letters.
@inline(__always)
func equalsFolded(
  _ value: UnsafePointer<UInt8>, _ literal: UnsafePointer<UInt8>, _ count: Int
) -> Bool {
  for index in 0..<count where unsafe lowercased(value[index]) != literal[index] { return false }
  return true
}

@inline(__always)
func equalsExactly(
  _ value: UnsafePointer<UInt8>, _ literal: UnsafePointer<UInt8>, _ count: Int
) -> Bool {
  for index in 0..<count where unsafe value[index] != literal[index] { return false }
  return true
}

/// One character of bytes that may be no UTF-8: its number and its length.
///
/// A byte that belongs to none is a character of its own, above all Unicode ones.
@inline(__always)
func scalar(in bytes: UnsafePointer<UInt8>, at index: Int, end: Int) -> (UInt32, Int) {
  let first = unsafe bytes[index]
  if first < 0x80 { return (UInt32(first), 1) }
  let invalid = (0x11_0000 + UInt32(first), 1)
  let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0
  guard length > 0, first < 0xf5, index + length <= end else { return invalid }
  var value = UInt32(first) & (0xff >> UInt32(length + 1))
  for offset in 1..<length {
    let next = unsafe bytes[index + offset]
    guard next & 0xc0 == 0x80 else { return invalid }
    value = value << 6 | UInt32(next & 0x3f)
  }
  let least: UInt32 = length == 4 ? 0x1_0000 : length == 3 ? 0x800 : 0x80
  guard value >= least, Unicode.Scalar(value) != nil else { return invalid }
  return (value, length)
}

func holdsWide(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
  for index in value.indices where unsafe value[index] >= 0x80 { return true }
  return false
}

/// True for valid UTF-8.
///
/// Where case is ignored, not with the Kelvin sign or the long s: Hyperscan would take them for `k`
/// and `s`.
func isCharacters(_ value: UnsafeBufferPointer<UInt8>, ignoresCase: Bool) -> Bool {
  guard let base = value.baseAddress else { return true }
  var index = 0
  while index < value.count {
    let (number, length) = unsafe scalar(in: base, at: index, end: value.count)
    guard number < 0x11_0000 else { return false }
    if ignoresCase, number == 0x17f || number == 0x212a { return false }
    index += length
  }
  return true
}

/// Simple case folding of one character.
func folded(_ value: UInt32) -> UInt32 {
  if value < 0x80 { return UInt32(lowercased(UInt8(value))) }
  guard let scalar = Unicode.Scalar(value) else { return value }
  let upper = only(scalar.properties.uppercaseMapping) ?? scalar
  let lower = only(upper.properties.lowercaseMapping) ?? upper
  return lower.isASCII ? value : lower.value
}

private func only(_ text: String) -> Unicode.Scalar? {
  let scalars = text.unicodeScalars
  guard let first = scalars.first, scalars.count == 1 else { return nil }
  return first
}

/// Whether `left` folds to `right`; the two never meet across the border of ASCII.
@inline(__always)
private func isFolded(_ left: UInt32, _ right: UInt32) -> Bool {
  if left < 0x80 || right < 0x80 { return (left | right) < 0x80 && folded(left) == folded(right) }
  return folded(left) == folded(right)
}

/// True for characters that have another case, or are one's.
func hasCase(_ scalar: Unicode.Scalar) -> Bool {
  let text = String(scalar)
  return scalar.properties.lowercaseMapping != text || scalar.properties.uppercaseMapping != text
}

/// The text with each character folded.
func foldedText(_ bytes: [UInt8]) -> [UInt8] {
  var text = String.UnicodeScalarView()
  for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
    text.append(Unicode.Scalar(folded(scalar.value)) ?? scalar)
  }
  return Array(String(text).utf8)
}

/// How many bytes of `value` from `index` on are `literal` without regard to case; -1 for none.
func lengthFolded(
  _ value: UnsafeBufferPointer<UInt8>, from index: Int, _ literal: UnsafeBufferPointer<UInt8>
) -> Int {
  guard !literal.isEmpty else { return 0 }
  guard let values = value.baseAddress, let literals = literal.baseAddress else { return -1 }
  var (at, matched) = (index, 0)
  while matched < literal.count {
    guard at < value.count else { return -1 }
    let (first, other) = unsafe (values[at], literals[matched])
    if first | other < 0x80 {
      guard lowercased(first) == lowercased(other) else { return -1 }
      (at, matched) = (at + 1, matched + 1)
      continue
    }
    let (left, leftLength) = unsafe scalar(in: values, at: at, end: value.count)
    let (right, rightLength) = unsafe scalar(in: literals, at: matched, end: literal.count)
    guard left == right || isFolded(left, right) else { return -1 }
    at += leftLength
    matched += rightLength
  }
  return at - index
}

/// Letters beyond ASCII that fold to the same one.
enum CaseVariants {
  /// By the folded letter; built when a rule first needs it.
  private static let table: [UInt32: [Unicode.Scalar]] = {
    var table: [UInt32: [Unicode.Scalar]] = [:]
    for value in lettersWithCase {
      guard let scalar = Unicode.Scalar(value), hasCase(scalar) else { continue }
      table[folded(value), default: []].append(scalar)
    }
    return table
  }()

  /// No script of Unicode 16 has case above it.
  private static let lettersWithCase: Range<UInt32> = 0x80..<0x1_e944

  static func all(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    hasCase(scalar) ? table[folded(scalar.value)] ?? [scalar] : [scalar]
  }
}
