import Records

/// A journal's entry: the line is `identifier[pid]: MESSAGE`, the other fields stand beside it.
extension LineDecoder {
  mutating func journal(_ text: Span<UInt8>, _ side: Span<UInt8>, _ event: inout Event) {
    var header = Header()
    header.message = 0..<text.count
    let beside = Beside(side)
    // An identifier is its sender's text and may hold brackets and colons, so its length is taken
    // from beside the line where it is given there.
    if let tag = beside.tag(text) ?? Tag(text, 0) { header.take(tag, text) }
    header.priority = beside.priority
    set(header, &event)
    // What is promised about literals counts on fields beside the line for journals only.
    let isBound = binding.format == .journal
    if isBound { setBeside(side, &event) }
    if let host = beside.host {
      unsafe side.extracting(host).withUnsafeBufferPointer {
        unsafe event.set(Envelope.host.number, making: $0)
      }
    }
    message(text, 0, header.program, header.message, &event)
    if isBound, let id = beside.messageID, beside.isOfSystemd,
      begins(text, header.program, Catalogue.program),
      let action = Catalogue.action(ofID: side.extracting(id))
    {
      setText(Envelope.action.number, action, &event)
    }
  }

  private mutating func setBeside(_ side: Span<UInt8>, _ event: inout Event) {
    var reader = SideReader()
    while let field = reader.next(side) {
      guard let number = besideNames.number(side, field.name) else { continue }
      unsafe side.extracting(field.value).withUnsafeBufferPointer {
        unsafe event.append(number, making: $0)
      }
    }
  }
}

/// One field beside a line, as ranges of the side bytes.
struct SideField {
  var name: Range<Int>
  var value: Range<Int>
}

/// Walks the fields of `Chunk.Side`: two 32-bit little-endian lengths, the name, the value.
struct SideReader {
  private var at = 0

  /// The next field; nil at the end, or where a length points beyond it.
  mutating func next(_ side: Span<UInt8>) -> SideField? {
    guard at + 8 <= side.count else { return nil }
    let (nameCount, valueCount) = (length(side, at), length(side, at + 4))
    let nameStart = at + 8
    guard nameCount <= side.count - nameStart,
      valueCount <= side.count - nameStart - nameCount
    else { return nil }
    at = nameStart + nameCount + valueCount
    return SideField(
      name: nameStart..<nameStart + nameCount, value: nameStart + nameCount..<at)
  }

  private func length(_ side: Span<UInt8>, _ at: Int) -> Int {
    Int(side[at]) | Int(side[at + 1]) << 8 | Int(side[at + 2]) << 16 | Int(side[at + 3]) << 24
  }
}

/// The fields beside a line that the envelope needs.
private struct Beside {
  var host: Range<Int>?
  var messageID: Range<Int>?
  var identifierCount: Int?
  /// Facility times 8 plus severity; -1 for none.
  var priority = -1
  var isOfSystemd = false

  init(_ side: Span<UInt8>) {
    var (facility, severity) = (-1, -1)
    var reader = SideReader()
    while let field = reader.next(side) {
      let value = field.value
      switch field.name.count {
      case 4 where equals(side, field.name, "_PID"):
        if value.count == 1, side[value.lowerBound] == UInt8(ascii: "1") { isOfSystemd = true }
      case 4 where equals(side, field.name, "_EXE"):
        if begins(side, value, "/usr/lib/systemd/") || begins(side, value, "/lib/systemd/") {
          isOfSystemd = true
        }
      case 8 where equals(side, field.name, "PRIORITY"): severity = number(side, value)
      case 9 where equals(side, field.name, "_HOSTNAME"): host = value
      case 10 where equals(side, field.name, "MESSAGE_ID"): messageID = value
      case 15 where equals(side, field.name, "SYSLOG_FACILITY"): facility = number(side, value)
      case 17 where equals(side, field.name, "SYSLOG_IDENTIFIER"): identifierCount = value.count
      default: break
      }
    }
    if (0..<24).contains(facility), (0..<8).contains(severity) {
      priority = facility << 3 | severity
    }
  }

  /// The tag whose program is as long as the identifier beside the line.
  func tag(_ text: Span<UInt8>) -> Tag? {
    guard let count = identifierCount, count > 0, count < text.count else { return nil }
    return Tag(text, programCount: count)
  }
}

extension Tag {
  fileprivate init?(_ text: Span<UInt8>, programCount: Int) {
    var at = programCount
    program = 0..<at
    if text[at] == UInt8(ascii: "["), let close = Tag.close(text, at + 1) {
      pid = at + 1..<close
      at = close + 1
    }
    guard at < text.count, text[at] == UInt8(ascii: ":") else { return nil }
    end = at + 1
  }
}

private func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
  guard range.count > 0, range.count <= 3 else { return -1 }
  var value = 0
  for index in range {
    guard digit(text[index]) >= 0 else { return -1 }
    value = value * 10 + digit(text[index])
  }
  return value
}
