import Records

/// What the common names of JSON logs say about time, host, program and message.
///
/// The names of a journal's exported form (systemd.journal-fields(7)) are among them.
struct JSONEnvelope {
  struct Time {
    var instant: Instant?
    fileprivate var rank: Int
  }

  private(set) var time: Time?
  private(set) var host: Range<Int>?
  private(set) var program: Range<Int>?
  private(set) var process: Range<Int>?
  private(set) var message: Range<Int>?
  private(set) var isKernel = false

  /// Something beside the time was said, which gives the event fields of other names.
  var setsFields: Bool { host != nil || program != nil || process != nil || message != nil }

  /// What a name of a line's outermost object says.
  enum Role: BitwiseCopyable {
    case none, host, program, process, message
    /// Of several times the one of the lowest rank is taken.
    case time(rank: UInt8)

    /// A field is made of the value, under whatever name it stands.
    var makesField: Bool {
      switch self {
      case .none, .time: false
      case .host, .program, .process, .message: true
      }
    }
  }

  mutating func note(_ field: JSONField, _ role: Role, _ text: Span<UInt8>) {
    guard field.kind == .text || field.kind == .number else { return }
    switch role {
    case .none: break
    case .host: host = field.value
    case .program:
      program = field.value
      isKernel = equals(text, field.value, "kernel")
    case .process: process = field.value
    case .message: message = field.value
    case .time(let rank): noteTime(field, text, Int(rank))
    }
  }

  private mutating func noteTime(_ field: JSONField, _ text: Span<UInt8>, _ rank: Int) {
    if let time, time.rank < rank, time.instant != nil { return }
    time = Time(instant: Self.instant(text, field.value), rank: rank)
  }

  /// RFC 3339, or seconds, milliseconds, microseconds or nanoseconds since 1970 by their size.
  static func instant(_ text: Span<UInt8>, _ range: Range<Int>) -> Instant? {
    guard range.count > 0 else { return nil }
    if range.count >= 19, digit(text[range.lowerBound + 4]) < 0 {
      var clock = LineClock(zoneSeconds: 0)
      let reading = clock.dated(text.extracting(range), at: 0)
      return reading?.end == range.count ? reading?.instant : nil
    }
    return epoch(text, range)
  }

  private static func epoch(_ text: Span<UInt8>, _ range: Range<Int>) -> Instant? {
    var (whole, micro): (Int64, Int64) = (0, 0)
    /// What the next digit after the point is worth; nil before the point.
    var worth: Int64?
    for index in range {
      let next = Int64(digit(text[index]))
      if let scale = worth {
        guard next >= 0 else { return nil }
        (micro, worth) = (micro + next * scale, scale / 10)
      } else if text[index] == UInt8(ascii: ".") {
        worth = 100_000
      } else {
        guard next >= 0, whole < 100_000_000_000_000_000 else { return nil }
        whole = whole * 10 + next
      }
    }
    return scaled(whole, micro)
  }

  /// Seconds reach 10^11 in the year 5138, milliseconds 10^14 then; so the size tells the unit.
  private static func scaled(_ whole: Int64, _ micro: Int64) -> Instant? {
    switch whole {
    case 0..<100_000_000_000: Instant(microseconds: whole * 1_000_000 + micro)
    case 100_000_000_000..<100_000_000_000_000: Instant(microseconds: whole * 1000)
    case 100_000_000_000_000..<100_000_000_000_000_000: Instant(microseconds: whole)
    default: Instant(microseconds: whole / 1000)
    }
  }
}

extension JSONEnvelope.Role {
  init(_ name: Span<UInt8>) {
    let all = name.indices
    for rank in Self.times.indices where equals(name, all, Self.times[rank]) {
      self = .time(rank: UInt8(rank))
      return
    }
    self = Self.others.first { equals(name, all, $0.name) }?.role ?? .none
  }

  /// The first of these that is there gives the time.
  private static let times: [StaticString] = [
    "__REALTIME_TIMESTAMP", "time", "timestamp", "@timestamp", "ts", "datetime", "date",
  ]

  private static let others: [(name: StaticString, role: Self)] = [
    ("log", .message), ("msg", .message), ("message", .message), ("MESSAGE", .message),
    ("_PID", .process), ("_HOSTNAME", .host), ("SYSLOG_IDENTIFIER", .program),
  ]
}

/// True when `text[range]` is `word`, byte for byte.
func equals(_ text: Span<UInt8>, _ range: Range<Int>, _ word: StaticString) -> Bool {
  guard range.count == word.utf8CodeUnitCount else { return false }
  for offset in 0..<range.count
  where unsafe text[range.lowerBound + offset] != word.utf8Start[offset] { return false }
  return true
}

/// True when `text[range]` begins with `word`.
func begins(_ text: Span<UInt8>, _ range: Range<Int>, _ word: StaticString) -> Bool {
  let count = word.utf8CodeUnitCount
  guard range.count >= count else { return false }
  return equals(text, range.lowerBound..<range.lowerBound + count, word)
}
