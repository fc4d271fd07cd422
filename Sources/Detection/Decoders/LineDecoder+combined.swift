/// The combined and common formats of web access logs:
/// `c-ip ident user [time] "request" status bytes "referer" "user agent"`.
extension LineDecoder {
  /// Bytes of the user's name and what stands before it; the time is looked for within.
  private static let prefixMax = 1024

  /// False when the line is not written so.
  mutating func combined(_ line: Span<UInt8>, _ event: inout Event) -> Bool {
    var end = line.count
    if end > 0, line[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    let text = line.extracting(0..<end)
    guard let opening = bracket(text), let time = clock.access(text, at: opening + 1),
      let people = AccessPeople(text, upTo: opening)
    else { return false }
    let request = time.end + 3
    guard let close = closingQuote(text, request), let status = status(text, close + 1) else {
      return false
    }
    note(time, &event)
    set(people, text, &event)
    event.set(set.fields.status, status)
    setRequest(text, request..<close, &event)
    setRest(text, status.upperBound, &event)
    if isProxy { completeRequest(&event) }
    event.set(Envelope.message.number, 0..<end)
    shaped(text, 0, 0..<end, ownChain, isKernel: false, &event)
    return true
  }

  /// The bracket before a time that is followed by `] "`.
  ///
  /// A user's name may hold brackets and dates; it cannot hold a bare quote, because servers
  /// escape those.
  private func bracket(_ text: Span<UInt8>) -> Int? {
    let last = min(text.count - 30, Self.prefixMax)
    var at = 1
    while at < last {
      if text[at] == UInt8(ascii: "["), text[at - 1] == UInt8(ascii: " "),
        text[at + 3] == UInt8(ascii: "/"), text[at + 7] == UInt8(ascii: "/"),
        text[at + 27] == UInt8(ascii: "]"), text[at + 28] == UInt8(ascii: " "),
        text[at + 29] == UInt8(ascii: "\"")
      {
        return at
      }
      if text[at] == UInt8(ascii: "\"") { return nil }
      at += 1
    }
    return nil
  }

  private func closingQuote(_ text: Span<UInt8>, _ start: Int) -> Int? {
    var at = start
    while at < text.count {
      switch text[at] {
      case UInt8(ascii: "\""): return at
      case UInt8(ascii: "\\"): at += 2
      default:
        at = ByteSearch.place(
          of: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), in: text, at + 1..<text.count)
      }
    }
    return nil
  }

  /// Three digits after a space.
  private func status(_ text: Span<UInt8>, _ at: Int) -> Range<Int>? {
    guard at + 4 <= text.count, text[at] == UInt8(ascii: " "), digit(text[at + 1]) >= 0,
      twoDigits(text, at + 2) >= 0, at + 4 == text.count || text[at + 4] == UInt8(ascii: " ")
    else { return nil }
    return at + 1..<at + 4
  }

  private mutating func set(
    _ people: AccessPeople, _ text: Span<UInt8>, _ event: inout Event
  ) {
    event.set(set.fields.clientIp, people.client)
    putSource(set.fields.srcIp, text, people.client, 0, &event)
    if let vhost = people.vhost { event.set(set.fields.vhost, vhost) }
    setValue(set.fields.userName, text, people.user, &event)
  }

  private mutating func setRest(_ text: Span<UInt8>, _ start: Int, _ event: inout Event) {
    guard start + 1 < text.count else { return }
    let at = ByteSearch.place(of: UInt8(ascii: " "), in: text, start + 1..<text.count)
    guard at > start + 1 else { return }
    setValue(set.fields.sentBytes, text, start + 1..<at, &event)
    guard let referer = quoted(text, at + 1) else { return }
    setValue(set.fields.referer, text, referer, &event)
    guard let agent = quoted(text, referer.upperBound + 2) else { return }
    setValue(set.fields.userAgent, text, agent, &event)
  }

  private func quoted(_ text: Span<UInt8>, _ start: Int) -> Range<Int>? {
    guard start < text.count, text[start] == UInt8(ascii: "\""),
      let close = closingQuote(text, start + 1)
    else { return nil }
    return start + 1..<close
  }

  /// A value with its escapes undone; `-` is null.
  mutating func setValue(
    _ field: UInt16, _ text: Span<UInt8>, _ range: Range<Int>, _ event: inout Event
  ) {
    if range.count == 1, text[range.lowerBound] == UInt8(ascii: "-") {
      event.setNull(field)
    } else if LogEscapes.undo(text, range, into: &scratch) {
      unsafe scratch.withUnsafeBufferPointer { unsafe event.set(field, making: $0) }
    } else {
      event.set(field, range)
    }
  }
}

/// What stands before the time: `[vhost:port ]client ident user `.
private struct AccessPeople {
  var vhost: Range<Int>?
  var client: Range<Int>
  var user: Range<Int>

  init?(_ text: Span<UInt8>, upTo end: Int) {
    var words: [Range<Int>] = []
    var start = 0
    while words.count < 3, start < end {
      var at = start
      while at < end, text[at] != UInt8(ascii: " ") { at += 1 }
      words.append(start..<at)
      start = at + 1
    }
    guard words.count >= 3 else { return nil }
    let isHosted = AccessPeople.isHosted(text, words)
    if isHosted { vhost = words[0] }
    client = isHosted ? words[1] : words[0]
    let userStart = isHosted ? start : words[2].lowerBound
    guard !client.isEmpty, userStart < end else { return nil }
    user = userStart..<end - 1
  }

  /// Debian's `vhost_combined`: the first word ends in `:port` and the second is an address.
  private static func isHosted(_ text: Span<UInt8>, _ words: [Range<Int>]) -> Bool {
    // A line that begins with a blank has an empty first word.
    guard !words[0].isEmpty, AddressText.bare(text, words[0]) == nil,
      AddressText.bare(text, words[1]) != nil
    else { return false }
    var at = words[0].upperBound - 1
    while at > words[0].lowerBound, digit(text[at]) >= 0 { at -= 1 }
    return text[at] == UInt8(ascii: ":")
  }
}
