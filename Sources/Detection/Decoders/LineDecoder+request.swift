/// `METHOD target VERSION`, of which anything may be missing.
extension LineDecoder {
  /// A request that is no such thing is taken whole as the target, so that rules see it.
  mutating func setRequest(
    _ text: Span<UInt8>, _ range: Range<Int>, _ event: inout Event
  ) {
    if range.isEmpty || range.count == 1 && text[range.lowerBound] == UInt8(ascii: "-") { return }
    var (start, end) = (range.lowerBound, range.upperBound)
    if let space = method(text, range) {
      event.set(set.fields.method, range.lowerBound..<space)
      start = space + 1
    }
    if let space = version(text, start..<end) {
      event.set(set.fields.version, space + 1..<end)
      end = space
    }
    setValue(set.fields.uriQuery, text, start..<end, &event)
    let stem = ByteSearch.place(of: UInt8(ascii: "?"), in: text, start..<end)
    if stem == end {
      event.copy(set.fields.uriQuery, to: set.fields.uriStem)
    } else {
      setValue(set.fields.uriStem, text, start..<stem, &event)
    }
    setDecoded(text, start..<end, &event)
  }

  /// The space after a method in capital letters.
  private func method(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var at = range.lowerBound
    while at < range.upperBound, at - range.lowerBound < 32,
      (65...90).contains(text[at]) || text[at] == UInt8(ascii: "_") || text[at] == UInt8(ascii: "-")
    { at += 1 }
    return at > range.lowerBound && at < range.upperBound && text[at] == UInt8(ascii: " ")
      ? at : nil
  }

  /// The space before `HTTP/1.1` at the end.
  private func version(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var at = range.upperBound - 1
    while at > range.lowerBound, text[at] != UInt8(ascii: " "), range.upperBound - at < 12 {
      at -= 1
    }
    guard at >= range.lowerBound, text[at] == UInt8(ascii: " "),
      begins(text, at + 1..<range.upperBound, "HTTP/")
    else { return nil }
    return at
  }

  private mutating func setDecoded(
    _ text: Span<UInt8>, _ range: Range<Int>, _ event: inout Event
  ) {
    let isEscaped = LogEscapes.undo(text, range, into: &scratch)
    let isPercent =
      isEscaped
      ? LogEscapes.holdsPercent(scratch.span, scratch.indices)
      : LogEscapes.holdsPercent(text, range)
    guard isEscaped || isPercent else {
      event.set(set.fields.uriDecoded, range)
      return
    }
    if !isEscaped { LogEscapes.copy(text, range, into: &scratch) }
    // Twice, because servers that decode once more than their filter are what `%252e` aims at.
    LogEscapes.undoPercent(&scratch)
    LogEscapes.undoPercent(&scratch)
    unsafe scratch.withUnsafeBufferPointer { unsafe event.set(set.fields.uriDecoded, making: $0) }
  }
}
