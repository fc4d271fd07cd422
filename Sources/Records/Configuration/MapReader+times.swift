/// Spans, days and moments as people write them; mistakes are TOC006.
extension MapReader {
  func duration(_ key: String, _ need: Need = .optional) -> Duration? {
    guard let node = node(key, need) else { return nil }
    if let text = node.scalar?.text, let span = Duration(spelled: text) { return span }
    refuse(
      node.mark,
      "\"\(key)\" is no span of time: \(node.scalar.map { "\"\($0.text)\"" } ?? node.shape)",
      hint: "a whole number and one of s, m, h, d: 15m", code: "TOC006")
    return nil
  }

  func date(_ key: String, _ need: Need = .optional) -> CalendarDate? {
    guard let node = node(key, need) else { return nil }
    if let text = node.scalar?.text, let date = Self.date(text) { return date }
    refuse(
      node.mark, "\"\(key)\" is no date: \(node.scalar.map { "\"\($0.text)\"" } ?? node.shape)",
      hint: "year, month, day: 2027-03-31", code: "TOC006")
    return nil
  }

  /// `2027-03-31`; nil for days that do not exist.
  static func date(_ text: String) -> CalendarDate? {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2], parts.joined().allSatisfy({ (48...57).contains($0) })
    else { return nil }
    let numbers = parts.compactMap { Int(String(Substring($0))) }
    guard numbers.count == 3 else { return nil }
    let date = CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2])
    return date.exists ? date : nil
  }

  func instant(_ key: String, _ need: Need = .optional) -> Instant? {
    guard let node = node(key, need) else { return nil }
    if let text = node.scalar?.text, let instant = Instant(rfc3339: text) { return instant }
    refuse(
      node.mark,
      "\"\(key)\" is no moment: \(node.scalar.map { "\"\($0.text)\"" } ?? node.shape)",
      hint: "with its offset from UTC: 2027-03-31T18:00:00+01:00", code: "TOC006")
    return nil
  }
}
