package import Records

/// Turns one source's lines into events: the envelope by code, the message by declared shapes.
///
/// One belongs to one scanning thread and source, because it remembers: the last date it read, the
/// newest time of lines without a year, room for matches. A line that its format does not fit is
/// never lost: it is counted and stays an event of plain text.
@safe package struct LineDecoder: ~Copyable {
  /// What became of the lines so far.
  package struct Counts: Sendable, Equatable {
    package var lines = 0
    /// Not written in the declared format, so left as plain text.
    package var rejected = 0
    /// Times that name no moment.
    package var badTimes = 0
    /// Matches that spent their budget.
    package var spent = 0
    /// JSON names that stood twice; the last one was taken.
    package var duplicates = 0
    /// JSON values deeper or more numerous than is read.
    package var cut = 0

    package init() {}
  }

  package internal(set) var counts = Counts()
  let set: DecoderSet
  let binding: SourceBinding
  let matcher = Matcher()
  var clock: LineClock
  /// Names a JSON line may set, and those a journal's entry may carry beside its message.
  let jsonNames: NameTable
  let besideNames: NameTable
  var json = JSONReader()
  var names = JSONNames()
  /// Which of the reader's readings was the whole line; -1 for none.
  var lineRead = -1
  /// Where lines without a program find their shapes: under the source's id.
  let ownChain: Int
  let known: KnownPrograms
  /// Of mappings: for whole lines, and for messages that are events by themselves.
  let lineTranslation: Translation
  let messageTranslations: [Translation]
  /// The source's lines are those of a proxy, whose fields have names of their own.
  let isProxy: Bool
  /// Used again for every made value.
  var scratch: [UInt8] = []

  /// `names` are as they stand after every rule was compiled; later names are not set.
  package init(set: DecoderSet, names: FieldNames, binding: SourceBinding) {
    self.set = set
    self.binding = binding
    clock = LineClock(zoneSeconds: binding.zoneSeconds)
    jsonNames = NameTable(names.names) { _ in true }
    besideNames = NameTable(names.names) { set.isBeside($0) }
    let id = Array(binding.id.utf8)
    ownChain = set.programs.chain(id.span, id.indices)
    known = KnownPrograms(set)
    lineTranslation = Translation.ofLines(set, binding)
    messageTranslations = Translation.ofMessages(set, binding)
    isProxy = binding.logsource.contains { $0.category == "proxy" }
  }

  /// Begins `event` anew with `line` and sets what can be read from it.
  ///
  /// `side` are the fields of a journal's entry in the form of `Chunk.Side`, empty for others, and
  /// `sideTime` its time. `reference` is when the line can have been written at the latest:
  /// arrival when live, the file's modification time when a file is scanned. The time of an event
  /// without one of its own stays nil.
  package mutating func decode(
    _ line: UnsafeBufferPointer<UInt8>, side: UnsafeBufferPointer<UInt8>, sideTime: Instant?,
    arrival: Instant, reference: Instant, into event: inout Event
  ) {
    unsafe event.begin(line: line)
    counts.lines += 1
    lineRead = -1
    let text = unsafe line.span
    if sideTime != nil || side.count > 0 {
      event.time = sideTime
      return unsafe journal(text, side.span, &event)
    }
    switch binding.format {
    case .auto: guess(text, reference, &event)
    case .journal: journal(text, unsafe side.span, &event)
    case .syslog: if !syslog(text, reference, &event) { reject(text, reference, &event) }
    case .combined: if !combined(text, &event) { reject(text, reference, &event) }
    case .squid: if !squid(text, &event) { reject(text, reference, &event) }
    case .json: if !jsonLine(text, &event) { reject(text, reference, &event) }
    case .audit: if !audit(text, &event) { reject(text, reference, &event) }
    case .raw, .csv: plain(text, reference, &event)
    }
  }

  private mutating func guess(
    _ text: Span<UInt8>, _ reference: Instant, _ event: inout Event
  ) {
    let isRead =
      switch FormatGuess.form(of: text) {
      case .json: jsonLine(text, &event)
      case .syslog: syslog(text, reference, &event, isGuessed: true)
      case .combined: combined(text, &event)
      case .squid: squid(text, &event)
      default: false
      }
    if !isRead { plain(text, reference, &event) }
  }

  private mutating func reject(
    _ text: Span<UInt8>, _ reference: Instant, _ event: inout Event
  ) {
    counts.rejected += 1
    plain(text, reference, &event)
  }
}

/// What an envelope says, as ranges of the line; an empty range is absent.
struct Header {
  var host = 0..<0
  var program = 0..<0
  var pid = 0..<0
  var message = 0..<0
  /// Facility times 8 plus severity (RFC 5424, 6.2.1); -1 for none.
  var priority = -1
}

extension LineDecoder {
  func set(_ header: Header, _ event: inout Event) {
    if !header.host.isEmpty { event.set(Envelope.host.number, header.host) }
    if !header.program.isEmpty { event.set(Envelope.program.number, header.program) }
    if !header.pid.isEmpty { event.set(Envelope.pid.number, header.pid) }
    event.set(Envelope.message.number, header.message)
    guard header.priority >= 0 else { return }
    setText(Envelope.facility.number, Priority.facilities[header.priority >> 3], &event)
    setText(Envelope.priority.number, Priority.severities[header.priority & 7], &event)
  }

  func setText(_ field: UInt16, _ text: StaticString, _ event: inout Event) {
    unsafe event.set(
      field, making: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func note(_ reading: LineClock.Reading, _ event: inout Event) {
    event.time = reading.instant
    if reading.instant == nil { counts.badTimes += 1 }
  }
}

/// Names of syslog's numbers (RFC 5424, tables 1 and 2; syslog(3)).
enum Priority {
  static let facilities: [StaticString] = [
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv",
    "ftp", "ntp", "security", "console", "clock", "local0", "local1", "local2", "local3",
    "local4", "local5", "local6", "local7",
  ]
  static let severities: [StaticString] = [
    "emerg", "alert", "crit", "err", "warning", "notice", "info", "debug",
  ]
  static let highest = 191
}
