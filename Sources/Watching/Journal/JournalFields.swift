import Glibc

/// The fields of one journal entry, copied: the line it makes, and what stands beside it.
///
/// Its buffers are used again for the next entry.
struct JournalFields {
  /// Bytes of the fields beside one entry's message: a core dump's fields, for one, hold megabytes.
  static let sideBytesMax = 256 * 1024

  /// Fields that decide about an entry, found by name once.
  enum Known: Int, CaseIterable {
    case unit, user, facility, identifier, command, claimedProcess, process, sourceTime
  }

  private var message: [UInt8] = []
  private var hasMessage = false
  /// In the form of `Chunk.Side`.
  private(set) var side: [UInt8] = []
  /// Where in `side` the values of known fields stand.
  private var known = [Range<Int>](repeating: 0..<0, count: Known.allCases.count)
  /// Fields left out because they were too many or too large.
  private(set) var fieldsDropped = 0

  subscript(field: Known) -> ArraySlice<UInt8> { side[known[field.rawValue]] }

  /// Whether Tocsin itself wrote it: its own unit, or its name claimed by a program of that name.
  ///
  /// Reading what is logged about lines would be a loop. The claim alone is not enough, or anybody could hide behind it.
  var isOurs: Bool {
    self[.unit].elementsEqual("tocsin.service".utf8)
      || self[.identifier].elementsEqual("tocsin".utf8)
        && self[.command].elementsEqual("tocsin".utf8)
  }

  /// SYSLOG_IDENTIFIER, which the sender chose; else the program's name, which the kernel knows.
  var program: ArraySlice<UInt8> {
    self[.identifier].isEmpty ? self[.command] : self[.identifier]
  }

  /// When it happened, in microseconds since 1970: the sender's trusted time, else when it was
  /// received.
  func time(received: Int64) -> Int64 {
    var time: Int64 = 0
    for digit in self[.sourceTime] {
      let (value, isTooLarge) = time.multipliedReportingOverflow(by: 10)
      guard digit >= 48, digit <= 57, !isTooLarge, value <= .max - 9 else { return received }
      time = value + Int64(digit - 48)
    }
    return time > 0 ? time : received
  }

  mutating func removeAll() {
    message.removeAll(keepingCapacity: true)
    side.removeAll(keepingCapacity: true)
    for at in known.indices { known[at] = 0..<0 }
    hasMessage = false
    fieldsDropped = 0
  }

  /// Takes one field, `NAME=value`; only the first of a name decides or makes the line.
  mutating func take(_ field: UnsafeRawBufferPointer) {
    guard let start = field.baseAddress, let equals = unsafe memchr(start, 61, field.count) else {
      return
    }
    let nameBytes = unsafe equals - UnsafeMutableRawPointer(mutating: start)
    let name = unsafe UnsafeRawBufferPointer(rebasing: field[..<nameBytes])
    let value = unsafe UnsafeRawBufferPointer(rebasing: field[(nameBytes + 1)...])
    if !hasMessage, unsafe name.elementsEqual("MESSAGE".utf8) {
      hasMessage = true
      unsafe message.append(contentsOf: value)
      return
    }
    guard unsafe addSide(name, value), let field = unsafe Self.known(name),
      known[field.rawValue].isEmpty
    else { return }
    known[field.rawValue] = (side.count - value.count)..<side.count
  }

  private static func known(_ name: UnsafeRawBufferPointer) -> Known? {
    switch name.count {
    case 4:
      unsafe name.elementsEqual("_PID".utf8)
        ? .process : name.elementsEqual("_UID".utf8) ? .user : nil
    case 5: unsafe name.elementsEqual("_COMM".utf8) ? .command : nil
    case 10: unsafe name.elementsEqual("SYSLOG_PID".utf8) ? .claimedProcess : nil
    case 13: unsafe name.elementsEqual("_SYSTEMD_UNIT".utf8) ? .unit : nil
    case 15: unsafe name.elementsEqual("SYSLOG_FACILITY".utf8) ? .facility : nil
    case 17: unsafe name.elementsEqual("SYSLOG_IDENTIFIER".utf8) ? .identifier : nil
    case 26: unsafe name.elementsEqual("_SOURCE_REALTIME_TIMESTAMP".utf8) ? .sourceTime : nil
    default: nil
    }
  }

  private mutating func addSide(
    _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
  ) -> Bool {
    guard side.count + name.count + value.count + 8 <= Self.sideBytesMax else {
      fieldsDropped += 1
      return false
    }
    for count in [name.count, value.count] {
      let length = UInt32(count)
      for shift in [0, 8, 16, 24] as [UInt32] {
        side.append(UInt8(truncatingIfNeeded: length >> shift))
      }
    }
    unsafe side.append(contentsOf: name)
    unsafe side.append(contentsOf: value)
    return true
  }

  /// Appends `identifier[pid]: MESSAGE`, cut when too long; says how many bytes were cut out.
  func appendLine(to bytes: inout [UInt8]) -> Int {
    let start = bytes.count
    bytes += program
    let pid = self[.claimedProcess].isEmpty ? self[.process] : self[.claimedProcess]
    if !pid.isEmpty {
      bytes.append(UInt8(ascii: "["))
      bytes += pid
      bytes.append(UInt8(ascii: "]"))
    }
    bytes += ": ".utf8
    bytes += message
    guard bytes.count - start > LongLine.lineBytesMax else { return 0 }
    var long = LongLine()
    unsafe bytes.withUnsafeBufferPointer {
      unsafe long.absorb(UnsafeBufferPointer(rebasing: $0[start...]))
    }
    let (kept, missing) = long.cut()
    bytes.removeSubrange(start...)
    bytes += kept
    return missing
  }
}
