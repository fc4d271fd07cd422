/// How every audit record begins: `node=N type=T msg=audit(SECONDS.MILLIS:SERIAL): `.
///
/// Records with one time, serial and node are of one event; a serial alone begins anew with each
/// start of the host. Made by auditd (audit-userspace, auditd.conf(5)); `node=` is there where
/// `name_format` asks for it.
struct AuditHeader {
  /// Empty where the record names none.
  var node = 0..<0
  var type: Range<Int>
  /// Microseconds since 1970.
  var time: Int64
  var serial: UInt64
  /// Where the fields begin.
  var body: Int

  /// Nil for a line that is no audit record.
  init?(_ text: Span<UInt8>) {
    var at = 0
    if begins(text, 0..<text.count, "node=") {
      at = 5
      while at < text.count, text[at] != UInt8(ascii: " ") { at += 1 }
      node = 5..<at
      at += 1
    }
    guard begins(text, min(at, text.count)..<text.count, "type=") else { return nil }
    let start = at + 5
    at = start
    while at < text.count, text[at] != UInt8(ascii: " ") { at += 1 }
    type = start..<at
    guard at > start, begins(text, min(at, text.count)..<text.count, " msg=audit(") else {
      return nil
    }
    at += 11
    guard let seconds = Self.digits(text, &at, most: 11), at < text.count,
      text[at] == UInt8(ascii: ".")
    else { return nil }
    at += 1
    guard let millis = Self.digits(text, &at, most: 3), at < text.count,
      text[at] == UInt8(ascii: ":")
    else { return nil }
    at += 1
    guard let serial = Self.digits(text, &at, most: 18),
      begins(text, at..<text.count, "):")
    else { return nil }
    time = Int64(seconds) * 1_000_000 + Int64(millis) * 1000
    self.serial = serial
    body = at + 2
  }

  /// One or more digits, at most `most` of them.
  private static func digits(_ text: Span<UInt8>, _ at: inout Int, most: Int) -> UInt64? {
    let start = at
    var value: UInt64 = 0
    while at < text.count, at - start <= most, digit(text[at]) >= 0 {
      value = value * 10 + UInt64(digit(text[at]))
      at += 1
    }
    return at > start && at - start <= most ? value : nil
  }
}
