import CSimdjson

/// One thread's JSON parser, used again for every line.
///
/// simdjson reads past the end of what it parses, so the wrapper copies the line into padded room
/// of its own; that costs a fiftieth of the parsing.
@safe struct JSONReader: ~Copyable {
  private let reader: OpaquePointer
  /// Of the line last read; asked for once, since a line holds sixteen fields or more.
  private var fields: UnsafeBufferPointer<tocsin_json_field>

  init() {
    guard let reader = unsafe tocsin_json_new() else {
      preconditionFailure("no memory for a parser")
    }
    unsafe self.reader = reader
    unsafe fields = UnsafeBufferPointer(start: nil, count: 0)
  }

  deinit { unsafe tocsin_json_free(reader) }

  /// Reads one object; false when the line is none (RFC 8259, UTF-8 only).
  mutating func read(_ text: Span<UInt8>) -> Bool {
    let error = unsafe text.withUnsafeBufferPointer {
      unsafe tocsin_json_read(reader, $0.baseAddress, $0.count)
    }
    unsafe fields = UnsafeBufferPointer(
      start: tocsin_json_fields(reader), count: tocsin_json_field_count(reader))
    return error == 0
  }

  /// Fields of the line last read; a name that stands twice is listed twice.
  var count: Int { unsafe fields.count }

  /// True when values were too deep or too many.
  var isCut: Bool { unsafe tocsin_json_cut(reader) != 0 }

  func field(_ index: Int) -> JSONField {
    precondition(index >= 0 && index < count)
    return unsafe JSONField(fields[index])
  }

  /// The text that fields point into; it stays until the next `read`.
  var text: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(
      start: tocsin_json_text(reader), count: tocsin_json_text_count(reader))
  }
}

/// One flat field, as ranges of the reader's text.
struct JSONField {
  enum Kind: UInt8 { case text, number, boolean, null }

  var name: Range<Int>
  var value: Range<Int>
  var kind: Kind
  /// One more value of an array's field.
  var joins: Bool
  var isOutermost: Bool

  fileprivate init(_ field: tocsin_json_field) {
    let (name, value) = (Int(field.name_start), Int(field.value_start))
    self.name = name..<name + Int(field.name_count)
    self.value = value..<value + Int(field.value_count)
    kind = Kind(rawValue: field.kind) ?? .null
    joins = field.joins != 0
    isOutermost = field.depth == 0
  }
}
