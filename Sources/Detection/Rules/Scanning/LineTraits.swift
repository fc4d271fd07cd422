/// What a JSON line holds that literals do not tell.
struct LineTraits {
  /// Some character is written by its number (`\u0041`), so that a literal may stand there unseen.
  ///
  /// All other escapes stand for characters at which literals are cut.
  var hasNumberedEscape = false
  /// Some byte is beyond ASCII.
  var isBeyondASCII = false

  init(of line: UnsafeBufferPointer<UInt8>) {
    guard let base = line.baseAddress else { return }
    let last = line.count - 1
    var (index, all) = (0, SIMD16<UInt8>(repeating: 0))
    // Compared with one byte instead of sixteen, lanes are compared one by one.
    let slashes = SIMD16<UInt8>(repeating: 0x5c)
    let letters = SIMD16<UInt8>(repeating: 0x75)
    while index + 16 <= last {
      let raw = unsafe UnsafeRawPointer(base + index)
      let bytes = unsafe raw.loadUnaligned(as: SIMD16<UInt8>.self)
      let next = unsafe raw.loadUnaligned(fromByteOffset: 1, as: SIMD16<UInt8>.self)
      all |= bytes
      let found = (bytes .== slashes) .& (next .== letters)
      // `any` of a mask is a call; two words compared with zero are not.
      let words = unsafe unsafeBitCast(found, to: SIMD2<UInt64>.self)
      if !hasNumberedEscape, words[0] | words[1] != 0 {
        for place in index..<index + 16 where unsafe isNumbered(base, place) {
          hasNumberedEscape = true
        }
      }
      index += 16
    }
    var rest: UInt8 = 0
    while index <= last {
      rest |= unsafe base[index]
      if !hasNumberedEscape, index < last, unsafe isNumbered(base, index) {
        hasNumberedEscape = true
      }
      index += 1
    }
    let words = unsafe unsafeBitCast(all, to: SIMD2<UInt64>.self)
    isBeyondASCII = rest >= 0x80 || (words[0] | words[1]) & 0x8080_8080_8080_8080 != 0
  }
}

/// True when `\u` begins at `place` and no backslash before it makes its own an ordinary one.
@inline(__always)
private func isNumbered(_ base: UnsafePointer<UInt8>, _ place: Int) -> Bool {
  guard unsafe base[place] == 0x5c, unsafe base[place + 1] == 0x75 else { return false }
  var first = place
  while first > 0, unsafe base[first - 1] == 0x5c { first -= 1 }
  return (place - first) & 1 == 0
}
