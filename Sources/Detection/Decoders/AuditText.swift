/// How audit records write text: in quotes, or as hexadecimal where it holds a byte below 0x21,
/// above 0x7E or a quote (kernel, `audit_log_untrustedstring`).
///
/// Quotes decide: `comm="DEAD"` is a word and `comm=DEAD` two bytes. Numbers are never decoded, so
/// only fields that hold text are, and `a0…` only in EXECVE records (audit-userspace, `typetab.h`).
enum AuditText {
  /// Fields that hold text, beside EXECVE's arguments.
  static let names: [StaticString] = [
    "proctitle", "name", "exe", "comm", "ocomm", "cwd", "cmd", "acct", "key", "path", "file", "dir",
    "watch", "data", "device", "cgroup", "grp", "new_group", "vm", "old-disk", "new-disk", "old-fs",
    "new-fs", "old-chardev", "new-chardev", "sw", "root_dir",
  ]

  /// One of these stands in every record that may write a value as hexadecimal.
  static let hidingLiterals: [String] =
    ["type=EXECVE"]
    + names.flatMap { name in "0123456789ABCDEF".map { "\(name.description)=\($0)" } }

  /// True when the field's value is to be decoded; `ofArguments` for EXECVE records.
  static func isHex(
    _ field: AuditField, _ text: Span<UInt8>, ofArguments: Bool
  ) -> Bool {
    guard !field.isQuoted, field.value.count >= 2, field.value.count & 1 == 0,
      isHex(text, field.value)
    else { return false }
    if ofArguments, argument(text, field.name) != nil { return true }
    for name in names where equals(text, field.name, name) { return true }
    return false
  }

  private static func isHex(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range {
      let byte = text[index]
      guard digit(byte) >= 0 || (65...70).contains(byte) else { return false }
    }
    return true
  }

  /// Writes what the digits mean to the end of `bytes`.
  static func decode(_ text: Span<UInt8>, _ range: Range<Int>, to bytes: inout [UInt8]) {
    var at = range.lowerBound
    while at + 1 < range.upperBound, let high = hexDigit(text[at]), let low = hexDigit(text[at + 1])
    {
      bytes.append(high << 4 | low)
      at += 2
    }
  }

  /// The number of an argument of EXECVE and of its part: `a2`, or `a2[1]` of a long one.
  static func argument(_ text: Span<UInt8>, _ name: Range<Int>) -> (index: Int, part: Int?)? {
    guard name.count >= 2, text[name.lowerBound] == UInt8(ascii: "a") else { return nil }
    var at = name.lowerBound + 1
    guard let index = number(text, &at, name.upperBound) else { return nil }
    if at == name.upperBound { return (index, nil) }
    guard text[at] == UInt8(ascii: "["), text[name.upperBound - 1] == UInt8(ascii: "]") else {
      return nil
    }
    at += 1
    guard let part = number(text, &at, name.upperBound - 1), at == name.upperBound - 1 else {
      return nil
    }
    return (index, part)
  }

  private static func number(_ text: Span<UInt8>, _ at: inout Int, _ end: Int) -> Int? {
    let start = at
    var value = 0
    while at < end, at - start < 9, digit(text[at]) >= 0 {
      value = value * 10 + digit(text[at])
      at += 1
    }
    return at > start ? value : nil
  }

  /// A whole decimal number, with a sign; nil when it is none.
  static func decimal(_ text: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    guard range.count > 0, range.count <= 19 else { return nil }
    let isNegative = text[range.lowerBound] == UInt8(ascii: "-")
    var value: Int64 = 0
    for index in (range.lowerBound + (isNegative ? 1 : 0))..<range.upperBound {
      let next = digit(text[index])
      guard next >= 0 else { return nil }
      value = value &* 10 &+ Int64(next)
    }
    return isNegative ? -value : value
  }

  /// A number in hexadecimal, as `arch` and the arguments of a call are written.
  static func hexadecimal(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    guard range.count > 0, range.count <= 16 else { return nil }
    var value: UInt64 = 0
    for index in range {
      guard let next = hexDigit(text[index]) else { return nil }
      value = value << 4 | UInt64(next)
    }
    return value
  }
}
