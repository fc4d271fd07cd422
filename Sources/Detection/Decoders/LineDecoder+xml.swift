import Records

/// `<Event><System>…</System><EventData><Data Name="Image">/bin/ls</Data>…`: the Windows event
/// schema, in which Sysmon for Linux writes its messages to syslog and the journal.
///
/// Elements of `System` become fields under their own names (`EventID`, `Computer`), `Data` under
/// the one they bear. The first of two is kept, because a stranger's text stands in later ones; a
/// message can set nothing of the envelope.
extension LineDecoder {
  /// False when the message does not begin as such an event.
  mutating func xmlEvent(
    _ text: Span<UInt8>, _ base: Int, _ range: Range<Int>, _ event: inout Event
  ) -> Bool {
    guard begins(text, range, "<Event>") || begins(text, range, "<Event ") else { return false }
    var at = range.lowerBound
    while let element = XMLElement(text, from: at, upTo: range.upperBound) {
      at = element.next
      guard let content = element.content else { continue }
      if let number = jsonNames.number(text, element.name),
        Int(number) >= Envelope.allCases.count, !event.has(number)
      {
        setXML(number, text, base, content, &event)
      }
    }
    return true
  }

  private mutating func setXML(
    _ field: UInt16, _ text: Span<UInt8>, _ base: Int, _ range: Range<Int>, _ event: inout Event
  ) {
    if XMLText.undo(text, range, into: &scratch) {
      unsafe scratch.withUnsafeBufferPointer { unsafe event.set(field, making: $0) }
    } else {
      event.set(field, base + range.lowerBound..<base + range.upperBound)
    }
  }
}

/// The next opening tag, and its text where it holds nothing else.
private struct XMLElement {
  /// The tag's name; of `Data` what stands under `Name`.
  var name: Range<Int>
  var content: Range<Int>?
  /// Where the next one is looked for.
  var next: Int

  init?(_ text: Span<UInt8>, from start: Int, upTo end: Int) {
    var at = start
    while at < end, text[at] != UInt8(ascii: "<") { at += 1 }
    guard at + 1 < end else { return nil }
    let tag = at + 1
    at = tag
    while at < end, text[at] != UInt8(ascii: ">"), text[at] != UInt8(ascii: " "),
      text[at] != UInt8(ascii: "/")
    { at += 1 }
    name = tag..<at
    var isUnnamed = equals(text, name, "Data")
    while at < end, text[at] != UInt8(ascii: ">") {
      if isUnnamed, begins(text, at..<end, " Name=") {
        isUnnamed = false
        if let value = Self.attribute(text, at, end) { (name, at) = (value, value.upperBound) }
      }
      at += 1
    }
    guard at < end else { return nil }
    next = at + 1
    let isClosed = text[at - 1] == UInt8(ascii: "/") || at == tag
    guard !isClosed, text[tag] != UInt8(ascii: "/") else { return }
    var stop = next
    while stop < end, text[stop] != UInt8(ascii: "<") { stop += 1 }
    guard stop + 1 < end, text[stop + 1] == UInt8(ascii: "/") else { return }
    content = next..<stop
    next = stop
  }

  /// What stands between the quotes of the ` Name="…"` that begins at `start`.
  private static func attribute(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Range<Int>? {
    guard start + 7 < end else { return nil }
    let quote = text[start + 6]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
    var at = start + 7
    while at < end, text[at] != quote, text[at] != UInt8(ascii: ">") { at += 1 }
    return at < end && text[at] == quote ? start + 7..<at : nil
  }
}

/// References to characters (XML 1.0, 4.1 and 4.6).
enum XMLText {
  /// Undoes them once, into `bytes`; false, with `bytes` left alone, where there is none.
  static func undo(_ text: Span<UInt8>, _ range: Range<Int>, into bytes: inout [UInt8]) -> Bool {
    var at = range.lowerBound
    while at < range.upperBound, text[at] != UInt8(ascii: "&") { at += 1 }
    guard at < range.upperBound else { return false }
    LogEscapes.copy(text, range.lowerBound..<at, into: &bytes)
    while at < range.upperBound {
      if text[at] == UInt8(ascii: "&"), let count = one(text, at, range.upperBound, into: &bytes) {
        at += count
      } else {
        bytes.append(text[at])
        at += 1
      }
    }
    return true
  }

  /// Bytes of the longest reference that is undone, `&#x10FFFF;`.
  private static let bytesMax = 10

  /// Writes what the reference at `at` stands for; its length, or nil where there is none.
  private static func one(
    _ text: Span<UInt8>, _ at: Int, _ end: Int, into bytes: inout [UInt8]
  ) -> Int? {
    var stop = at + 1
    while stop < end, stop - at < bytesMax, text[stop] != UInt8(ascii: ";") { stop += 1 }
    guard stop < end, text[stop] == UInt8(ascii: ";") else { return nil }
    let name = at + 1..<stop
    if let known = named(text, name) {
      bytes.append(known)
    } else if let scalar = numbered(text, name) {
      for byte in String(scalar).utf8 { bytes.append(byte) }
    } else {
      return nil
    }
    return stop + 1 - at
  }

  private static func named(_ text: Span<UInt8>, _ name: Range<Int>) -> UInt8? {
    if equals(text, name, "lt") { return UInt8(ascii: "<") }
    if equals(text, name, "gt") { return UInt8(ascii: ">") }
    if equals(text, name, "amp") { return UInt8(ascii: "&") }
    if equals(text, name, "quot") { return UInt8(ascii: "\"") }
    return equals(text, name, "apos") ? UInt8(ascii: "'") : nil
  }

  private static func numbered(_ text: Span<UInt8>, _ name: Range<Int>) -> Unicode.Scalar? {
    guard name.count >= 2, text[name.lowerBound] == UInt8(ascii: "#") else { return nil }
    let isHex = text[name.lowerBound + 1] | 0x20 == UInt8(ascii: "x")
    let digits = name.lowerBound + (isHex ? 2 : 1)..<name.upperBound
    guard !digits.isEmpty else { return nil }
    var value: UInt32 = 0
    for index in digits {
      let next = isHex ? hexDigit(text[index]).map(Int.init) ?? -1 : digit(text[index])
      guard next >= 0, value <= 0x10_ffff else { return nil }
      value = value * (isHex ? 16 : 10) + UInt32(next)
    }
    return Unicode.Scalar(value)
  }
}
