import Records

/// Squid's own access log: `time elapsed client code/status bytes method URL user peer type`.
extension LineDecoder {
  /// False when the line is not written so.
  mutating func squid(_ line: Span<UInt8>, _ event: inout Event) -> Bool {
    var end = line.count
    if end > 0, line[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    let text = line.extracting(0..<end)
    guard let words = SquidWords(text), let time = JSONEnvelope.instant(text, words.time) else {
      return false
    }
    event.time = time
    let fields = set.fields
    event.set(fields.timeTaken, words.elapsed)
    event.set(fields.clientIp, words.client)
    putSource(fields.srcIp, text, words.client, 0, &event)
    event.set(fields.status, words.status)
    event.set(fields.sentBytes, words.bytes)
    event.set(fields.method, words.method)
    event.set(fields.uriQuery, words.target)
    event.set(fields.proxyUri, words.target)
    event.set(fields.proxyTarget, words.target)
    setValue(fields.userName, text, words.user, &event)
    setValue(fields.mimeType, text, words.type, &event)
    if let peer = AddressText.bare(text, words.peer) {
      event.set(fields.destinationIp, peer.range)
    }
    completeRequest(&event)
    event.set(Envelope.message.number, 0..<end)
    shaped(text, 0, 0..<end, ownChain, isKernel: false, &event)
    return true
  }
}

/// Where the words of a line stand.
///
/// The address is what lies between the six words before it and the three after it: whatever it
/// holds, it cannot pass for one of these.
private struct SquidWords {
  var time, elapsed, client, status, bytes, method, target, user, peer, type: Range<Int>

  init?(_ text: Span<UInt8>) {
    var at = 0
    var first: [Range<Int>] = []
    while first.count < 6 {
      guard let word = Self.word(text, &at) else { return nil }
      first.append(word)
    }
    var end = text.count
    var last: [Range<Int>] = []
    while last.count < 3 {
      guard let word = Self.wordBefore(text, &end), word.lowerBound > at else { return nil }
      last.append(word)
    }
    let start = at + 1
    guard start < end, let result = Self.cut(text, first[3]),
      let hierarchy = Self.cut(text, last[1])
    else { return nil }
    (time, elapsed, client, bytes, method) = (first[0], first[1], first[2], first[4], first[5])
    (target, user, type) = (start..<end, last[2], last[0])
    (status, peer) = (result, hierarchy)
  }

  private static func word(_ text: Span<UInt8>, _ at: inout Int) -> Range<Int>? {
    while at < text.count, text[at] == UInt8(ascii: " ") { at += 1 }
    let start = at
    while at < text.count, text[at] != UInt8(ascii: " ") { at += 1 }
    return at > start && at < text.count ? start..<at : nil
  }

  /// The word that ends at `end`, which becomes the place of the blank before it.
  private static func wordBefore(_ text: Span<UInt8>, _ end: inout Int) -> Range<Int>? {
    let stop = end
    while end > 0, text[end - 1] != UInt8(ascii: " ") { end -= 1 }
    let start = end
    guard start < stop, start > 0 else { return nil }
    end = start - 1
    return start..<stop
  }

  /// What follows the slash of `TCP_MISS/200` or `HIER_DIRECT/192.0.2.1`.
  private static func cut(_ text: Span<UInt8>, _ word: Range<Int>) -> Range<Int>? {
    for index in word where text[index] == UInt8(ascii: "/") { return index + 1..<word.upperBound }
    return nil
  }
}
