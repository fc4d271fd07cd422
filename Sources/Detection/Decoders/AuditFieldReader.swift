/// One `name=value` of an audit record, as ranges of the line.
struct AuditField {
  var name: Range<Int>
  /// Without quotes.
  var value: Range<Int>
  var isQuoted: Bool
}

/// Walks the fields of an audit record: its own, those nested in `msg='…'`, and those that auditd
/// added after the byte 0x1D (`log_format = ENRICHED`).
///
/// It reads what is written and resolves nothing. Words without `=` are stepped over, but for the
/// permissions of an AVC record, `{ write }`, which come under an empty name.
struct AuditFieldReader {
  /// Between the kernel's fields and auditd's translations.
  static let enrichment: UInt8 = 0x1d

  private var at: Int
  private let end: Int
  /// Where the text after `msg='` ends; -1 outside of it.
  private var nestedEnd = -1

  init(_ text: Span<UInt8>, from start: Int) {
    at = start
    var end = text.count
    if end > start, text[end - 1] == 0x0d { end -= 1 }
    self.end = end
  }

  mutating func next(_ text: Span<UInt8>) -> AuditField? {
    while at < end {
      if at == nestedEnd {
        (at, nestedEnd) = (at + 1, -1)
        continue
      }
      guard !Self.isGap(text[at]) else {
        at += 1
        continue
      }
      let start = at
      while at < limit, !Self.isGap(text[at]), text[at] != UInt8(ascii: "=") { at += 1 }
      guard at < limit, text[at] == UInt8(ascii: "="), at > start else {
        if let braces = permissions(text, start) { return braces }
        // A bare word, or a `=` without a name.
        if at < limit, at == start { at += 1 }
        continue
      }
      let name = start..<at
      at += 1
      if isNesting(text, name) { continue }
      return value(text, name)
    }
    return nil
  }

  private var limit: Int { nestedEnd >= 0 ? nestedEnd : end }

  private static func isGap(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == enrichment
  }

  /// `msg='`: what follows, up to the last quote before the translations, is a list of its own.
  private mutating func isNesting(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
    guard nestedEnd < 0, at < end, text[at] == UInt8(ascii: "'"), equals(text, name, "msg") else {
      return false
    }
    at += 1
    var stop = end
    for index in at..<end where text[index] == Self.enrichment {
      stop = index
      break
    }
    var close = stop
    while close > at, text[close - 1] != UInt8(ascii: "'") { close -= 1 }
    nestedEnd = close > at ? close - 1 : stop
    return true
  }

  private mutating func value(_ text: Span<UInt8>, _ name: Range<Int>) -> AuditField {
    let start = at
    if at < limit, text[at] == UInt8(ascii: "\"") {
      at += 1
      while at < limit, text[at] != UInt8(ascii: "\"") { at += 1 }
      let value = start + 1..<at
      at = min(at + 1, limit)
      return AuditField(name: name, value: value, isQuoted: true)
    }
    let close = at < limit && text[at] == UInt8(ascii: "{") ? UInt8(ascii: "}") : 0
    while at < limit, close != 0 ? text[at] != close : !Self.isGap(text[at]) { at += 1 }
    if close != 0 { at = min(at + 1, limit) }
    return AuditField(name: name, value: start..<at, isQuoted: false)
  }

  /// `{ read write }` of an AVC record.
  private mutating func permissions(_ text: Span<UInt8>, _ start: Int) -> AuditField? {
    guard at == start + 1, text[start] == UInt8(ascii: "{"), at < limit else { return nil }
    var close = at
    while close < limit, text[close] != UInt8(ascii: "}") { close += 1 }
    guard close < limit, close - 1 > at else { return nil }
    defer { at = close + 1 }
    return AuditField(name: start..<start, value: at + 1..<close - 1, isQuoted: true)
  }
}
