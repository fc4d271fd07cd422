package import Records

/// Tells a format from the bytes, for files nobody declared.
package enum FormatGuess {
  /// Bytes that are looked at.
  package static let bytesMax = 65_536

  /// The one format of nine in ten lines among the first 64 KiB, else `.auto`.
  ///
  /// Lines of `.raw` say nothing: any format has strays.
  package static func guess(_ bytes: UnsafeBufferPointer<UInt8>) -> SourceDeclaration.Format {
    let text = unsafe bytes.span
    var votes: [SourceDeclaration.Format: Int] = [:]
    var (start, lines) = (0, 0)
    let end = min(text.count, bytesMax)
    while start < end {
      var stop = start
      while stop < end, text[stop] != UInt8(ascii: "\n") { stop += 1 }
      if stop > start {
        votes[form(of: text.extracting(start..<stop)), default: 0] += 1
        lines += 1
      }
      start = stop + 1
    }
    guard let best = votes.max(by: { $0.value < $1.value }), best.value * 10 >= lines * 9 else {
      return .auto
    }
    return best.key
  }

  /// The form of one line, by a few of its bytes: `.json`, `.syslog`, `.combined`,
  /// `.squid`, `.audit`, `.raw`.
  static func form(of text: Span<UInt8>) -> SourceDeclaration.Format {
    guard text.count >= 2 else { return .raw }
    switch text[0] {
    case UInt8(ascii: "{"): return .json
    case UInt8(ascii: "<"): return digit(text[1]) >= 0 ? .syslog : .raw
    case UInt8(ascii: "["): return .raw
    default: break
    }
    if isTimed(text) { return .syslog }
    if begins(text, text.indices, "type=") || begins(text, text.indices, "node="),
      AuditHeader(text) != nil
    {
      return .audit
    }
    if isEpoch(text) { return .squid }
    return isAccess(text) ? .combined : .raw
  }

  /// `1778480049.104    180 `: seconds with milliseconds, and a duration.
  private static func isEpoch(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 24, text[10] == UInt8(ascii: "."), text[14] == UInt8(ascii: " ") else {
      return false
    }
    for index in 0..<14 where index != 10 && digit(text[index]) < 0 { return false }
    var at = 15
    while at < 21, text[at] == UInt8(ascii: " ") { at += 1 }
    return digit(text[at]) >= 0
  }

  /// `2026-05-11T06:…` or `May 11 06:20:…`.
  private static func isTimed(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 16 else { return false }
    if text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), text[10] == UInt8(ascii: "T") {
      return twoDigits(text, 0) >= 0
    }
    return text[3] == UInt8(ascii: " ") && text[6] == UInt8(ascii: " ")
      && text[9] == UInt8(ascii: ":") && monthNumber(text, 0) != nil
  }

  /// ` [11/May/2026:` within the first words.
  private static func isAccess(_ text: Span<UInt8>) -> Bool {
    var at = 1
    let last = min(text.count - 30, 512)
    while at < last {
      if text[at] == UInt8(ascii: "["), text[at - 1] == UInt8(ascii: " "),
        text[at + 3] == UInt8(ascii: "/"), text[at + 7] == UInt8(ascii: "/"),
        text[at + 12] == UInt8(ascii: ":")
      {
        return true
      }
      at += 1
    }
    return false
  }
}
