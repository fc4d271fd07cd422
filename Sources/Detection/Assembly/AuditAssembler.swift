/// What assembling left out or had to end early, counted since it was made.
package struct AuditCounters: Sendable, Equatable {
  /// Events that were read from their records, also those of which none came out.
  package var events = 0
  /// Ended because a record two seconds newer came: some of their own are missing.
  package var expired = 0
  /// Ended because too many were open.
  package var evicted = 0
  /// Records beyond what is kept of one event.
  package var cut = 0

  package init() {}
}

/// Joins the records of one source into events.
///
/// An event is complete when all that its SYSCALL record announces is there, when EOE came, or when
/// a record came that is two seconds newer by its own time (auditd.conf(5),
/// `end_of_event_timeout`). What comes out depends on the records and their order alone: neither on
/// chunks nor on a clock, and what is kept between runs is all there is.
struct AuditAssembler {
  /// Events that may be incomplete at a time.
  static let openMax = 1000
  /// Bytes of their records: the kernel splits arguments that an attacker may choose.
  static let openBytesMax = 16 << 20
  /// Microseconds by which a newer record ends an event.
  static let patience: Int64 = 2_000_000

  private(set) var counters = AuditCounters()
  var events: AuditEvents
  var processes = ProcessTable()
  var open: [AuditGroup] = []
  /// Kept groups that are complete, since they were last asked for.
  var forgotten: [AuditGroup.Identity] = []
  var opened: UInt64 = 0
  private var openBytes = 0
  /// No open event is older than this.
  private var earliest = Int64.max
  private var spare: [[UInt8]] = []

  init(wanted: Set<AuditCategory>) { events = AuditEvents(wanted: wanted) }

  /// Takes one line; what it completes is among `events`, with `index` as its place.
  mutating func take(_ line: Span<UInt8>, at index: Int) {
    guard let header = AuditHeader(line) else { return }
    let identity = AuditGroup.Identity(
      time: header.time, serial: header.serial,
      node: header.node.isEmpty ? 0 : hashBytes(line, header.node))
    if header.time - Self.patience > earliest { expire(identity, at: index) }
    let kind = AuditRecordKind(line, header.type)
    guard kind != .other, let place = place(of: identity, kind) else { return }
    let before = open[place].bytes.count
    if !open[place].add(line, header) { counters.cut += 1 }
    openBytes += open[place].bytes.count - before
    if open[place].progress.isWhole {
      complete(place, at: index)
    } else {
      makeRoom(at: index)
    }
  }

  /// Completes whatever is open, at the end of a file that is scanned.
  mutating func finish(at index: Int) {
    while !open.isEmpty {
      counters.expired += 1
      complete(0, at: index)
    }
  }

  /// An event's place among the open ones; a title or an end begins none.
  private mutating func place(
    of identity: AuditGroup.Identity, _ kind: AuditRecordKind
  ) -> Int? {
    if let known = open.lastIndex(where: { $0.identity == identity }) { return known }
    guard kind != .title, kind != .end else { return nil }
    adopt(AuditGroup(identity: identity, order: opened, bytes: spare.popLast() ?? []))
    opened += 1
    return open.count - 1
  }

  /// Puts an event among the open ones.
  mutating func adopt(_ group: AuditGroup) {
    earliest = min(earliest, group.identity.time)
    openBytes += group.bytes.count
    open.append(group)
  }

  private mutating func expire(_ newer: AuditGroup.Identity, at index: Int) {
    var place = 0
    while place < open.count {
      let known = open[place].identity
      if known.node == newer.node, known.time < newer.time - Self.patience {
        counters.expired += 1
        complete(place, at: index)
      } else {
        place += 1
      }
    }
    earliest = open.map(\.identity.time).min() ?? .max
  }

  private mutating func makeRoom(at index: Int) {
    while open.count > Self.openMax || openBytes > Self.openBytesMax {
      counters.evicted += 1
      complete(0, at: index)
    }
  }

  private mutating func complete(_ place: Int, at index: Int) {
    var group = open.remove(at: place)
    openBytes -= group.bytes.count
    counters.events += 1
    if group.isKept { forgotten.append(group.identity) }
    events.make(group, at: index, &processes)
    group.bytes.removeAll(keepingCapacity: group.bytes.capacity < 16_384)
    if spare.count < 64 { spare.append(group.bytes) }
  }
}
