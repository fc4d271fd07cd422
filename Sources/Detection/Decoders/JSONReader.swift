import CSimdjson

/// One thread's JSON parser, used again for every line.
///
/// simdjson reads past the end of what it parses, so the wrapper copies the line into padded room
/// of its own. Names are known by number: lines of one source
/// are written alike, and what a name means is asked once.
@safe struct JSONReader: ~Copyable {
  private let reader: OpaquePointer
  /// Of the line last read; asked for once, since a line holds sixteen fields or more.
  private var fields: UnsafeBufferPointer<tocsin_json_field>
  /// How often it has read: tells what it read last from what it read before.
  private(set) var reads = 0

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
    reads &+= 1
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

  @inline(__always)
  func field(_ index: Int) -> JSONField {
    precondition(index >= 0 && index < count)
    return unsafe JSONField(fields[index])
  }

  /// The text that values point into; it stays until the next `read`.
  var text: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(
      start: tocsin_json_text(reader), count: tocsin_json_text_count(reader))
  }

  /// Names read so far, numbered from 0; in another round they are numbered anew.
  var nameCount: Int { unsafe tocsin_json_name_count(reader) }

  var nameRound: UInt64 { unsafe tocsin_json_name_round(reader) }

  /// A name, with those of the objects around it; its bytes stay until the next `read`.
  func name(_ number: Int) -> UnsafeBufferPointer<UInt8> {
    precondition(number >= 0 && number < nameCount)
    let name = unsafe tocsin_json_name_at(reader, number)
    return unsafe UnsafeBufferPointer(start: name.bytes, count: name.count)
  }

  /// The name alone as lines spell it, with the quote that ends it.
  func spelling(ofName number: Int) -> UnsafeBufferPointer<UInt8> {
    precondition(number >= 0 && number < nameCount)
    let name = unsafe tocsin_json_name_at(reader, number)
    return unsafe UnsafeBufferPointer(start: name.spelled, count: name.spelled_count)
  }

  /// The name of the object around one, which has a lower number; nil for the outermost.
  func outer(ofName number: Int) -> Int? {
    precondition(number >= 0 && number < nameCount)
    let outer = unsafe tocsin_json_name_at(reader, number).outer
    return outer == UInt32.max ? nil : Int(outer)
  }
}

/// One flat field.
struct JSONField {
  enum Kind: UInt8 { case text, number, boolean, null }

  /// Number of its name.
  var name: Int
  /// A range of the reader's text.
  var value: Range<Int>
  /// A range of the line: the value as it is written there, with its quotes; empty for null.
  var spelled: Range<Int>
  var kind: Kind
  /// One more value of an array's field.
  var joins: Bool
  var isOutermost: Bool

  @inline(__always)
  fileprivate init(_ field: tocsin_json_field) {
    name = Int(field.name)
    let start = Int(field.value_start)
    value = start..<start &+ Int(field.value_count)
    let spelling = Int(field.spelled_start)
    spelled = spelling..<spelling &+ Int(field.spelled_count)
    kind = Kind(rawValue: field.kind) ?? .null
    joins = field.joins != 0
    isOutermost = field.depth == 0
  }
}
