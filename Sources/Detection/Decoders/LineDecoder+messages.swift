import CPCRE2

/// From a message to fields, by the shapes of its program.
extension LineDecoder {
  /// Decodes `text[message]`, which stands in the line `base` bytes further on.
  mutating func message(
    _ text: Span<UInt8>, _ base: Int, _ program: Range<Int>, _ message: Range<Int>,
    _ event: inout Event
  ) {
    let chain = program.isEmpty ? ownChain : set.programs.chain(text, program)
    shaped(
      text, base, message, chain, isKernel: equals(text, program, "kernel"), &event)
  }

  /// The same with the chain known; `base` nil for text that stands in no line.
  mutating func shaped(
    _ text: Span<UInt8>, _ base: Int?, _ message: Range<Int>, _ number: Int, isKernel: Bool,
    _ event: inout Event
  ) {
    let chain = set.chains[number]
    event.decoder = chain.base
    var range = message
    if isKernel { skipStamp(text, &range) }
    let repeats = unfold(text, &range)
    if let base, !messageTranslations.isEmpty, !range.isEmpty,
      Self.beginsEvent(text[range.lowerBound]), wholeEvent(text, base, range, &event)
    {
      return
    }
    if chain.entries.count > 0 {
      let body = text.extracting(range)
      let place = base.map { $0 + range.lowerBound }
      if fits(chain, body, place, repeats, &event) { return }
    }
    if repeats > 1 { setCount(repeats, &event) }
  }

  /// True for the first byte of XML, of JSON, and of the cookie before JSON.
  private static func beginsEvent(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "<") || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "@")
  }

  /// The kernel's own clock before its text, `[ 5120.330918] `.
  private func skipStamp(_ text: Span<UInt8>, _ range: inout Range<Int>) {
    guard range.count > 3, text[range.lowerBound] == UInt8(ascii: "[") else { return }
    var at = range.lowerBound + 1
    while at < range.upperBound,
      digit(text[at]) >= 0 || text[at] == UInt8(ascii: ".") || text[at] == UInt8(ascii: " ")
    { at += 1 }
    guard at + 1 < range.upperBound, at > range.lowerBound + 1, text[at] == UInt8(ascii: "]"),
      text[at + 1] == UInt8(ascii: " ")
    else { return }
    range = at + 2..<range.upperBound
  }

  /// rsyslog's `message repeated 4 times: [ text]`: narrows to the text and says how often.
  private func unfold(_ text: Span<UInt8>, _ range: inout Range<Int>) -> Int {
    guard begins(text, range, "message repeated "), text[range.upperBound - 1] == UInt8(ascii: "]")
    else { return 1 }
    var (at, times) = (range.lowerBound + 17, 0)
    while at < range.upperBound, digit(text[at]) >= 0, times < 100_000_000 {
      times = times * 10 + digit(text[at])
      at += 1
    }
    guard times > 0, begins(text, at..<range.upperBound, " times: [") else { return 1 }
    at += 9
    if at < range.upperBound, text[at] == UInt8(ascii: " ") { at += 1 }
    guard at <= range.upperBound - 1 else { return 1 }
    range = at..<range.upperBound - 1
    return times
  }

  private mutating func fits(
    _ chain: Chain, _ body: Span<UInt8>, _ place: Int?, _ repeats: Int, _ event: inout Event
  ) -> Bool {
    let words = Int(chain.words)
    let row = Int(chain.masks) + (body.isEmpty ? 0 : Int(body[0])) * words
    for word in 0..<words {
      var mask = set.masks[row + word]
      while mask != 0 {
        let bit = mask.trailingZeroBitCount
        mask &= mask - 1
        let entry = set.entries[Int(chain.entries.start) + word * 64 + bit]
        switch take(entry, body, place, repeats, &event) {
        case .declined: break
        case .matched: return true
        case .spent:
          // A later shape may read less strictly; nobody may choose it by wearing out this one.
          counts.spent += 1
          return false
        }
      }
    }
    return false
  }

  private mutating func take(
    _ entry: ChainEntry, _ body: Span<UInt8>, _ place: Int?, _ repeats: Int,
    _ event: inout Event
  ) -> Matcher.Outcome {
    let shape = set.shapes[Int(entry.shape)]
    guard opens(body, shape.starts), holds(body, shape.contains) else { return .declined }
    if let code = unsafe shape.code {
      let outcome = unsafe matcher.match(code, body)
      guard outcome == .matched else { return outcome }
      store(shape, body, place, repeats, &event)
    } else if shape.separator.count > 0 {
      guard split(shape, body, place, repeats, &event) else { return .declined }
    }
    event.decoder = entry.decoder
    setPooled(Envelope.action.number, shape.action, &event)
    if shape.blocks {
      setText(set.fields.blocked, "true", &event)
      setText(set.fields.filterAction, "drop", &event)
    }
    if repeats > 1, !event.has(set.fields.count) { setCount(repeats, &event) }
    return .matched
  }

  private func opens(_ body: Span<UInt8>, _ literal: PoolRange) -> Bool {
    let count = Int(literal.count)
    guard body.count >= count else { return false }
    for offset in 0..<count where body[offset] != set.bytes[Int(literal.start) + offset] {
      return false
    }
    return true
  }

  private func holds(_ body: Span<UInt8>, _ literal: PoolRange) -> Bool {
    literal.count == 0 || find(literal, body, from: 0) != nil
  }

  /// Where `literal` next stands in `body`.
  func find(_ literal: PoolRange, _ body: Span<UInt8>, from start: Int) -> Int? {
    unsafe body.withUnsafeBufferPointer { text in
      unsafe set.bytes.withUnsafeBufferPointer { pool -> Int? in
        guard let first = text.baseAddress, let base = pool.baseAddress,
          let found = unsafe memmem(
            first + start, text.count - start, base + Int(literal.start), Int(literal.count))
        else { return nil }
        return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(first)
      }
    }
  }
}
