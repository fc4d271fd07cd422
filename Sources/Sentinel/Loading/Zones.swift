import FoundationEssentials
package import Records
import Synchronization

/// Offsets of named time zones, from the files that the system keeps of them (RFC 8536).
///
/// The C library knows one zone a process, and Foundation's needs the 40 MB of ICU.
package enum Zones {
  private static let known = Mutex<[String: ZoneFile?]>([:])

  /// True when the system has the zone.
  package static func exists(_ name: String) -> Bool { name == "UTC" || file(name) != nil }

  /// Seconds east of Greenwich at a moment; 0 for a zone that is not there.
  package static func secondsEast(_ name: String, _ moment: Instant) -> Int {
    name == "UTC" ? 0 : file(name)?.secondsEast(moment) ?? 0
  }

  private static func file(_ name: String) -> ZoneFile? {
    known.withLock { known in
      if let file = known[name] { return file }
      let isPlain = name.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || "/_+-".utf8.contains(byte)
      }
      let data = isPlain ? try? Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/" + name)) : nil
      let file = data.flatMap { ZoneFile(Array($0)) }
      known[name] = file
      return file
    }
  }
}

/// One zone: when its offset changes, and to what.
package struct ZoneFile: Sendable, Equatable {
  private var times: [Int64] = []
  private var offsets: [Int] = []
  private var first = 0

  /// Nil for bytes that are no zone file of version 2 or later.
  package init?(_ bytes: [UInt8]) {
    guard let old = Header(bytes, at: 0), old.version >= UInt8(ascii: "2"),
      let header = Header(bytes, at: 44 + old.length(timeBytes: 4))
    else { return nil }
    let start = 44 + old.length(timeBytes: 4) + 44
    let types = start + header.times * 9
    guard header.types > 0, types + header.types * 6 <= bytes.count else { return nil }
    let known = (0..<header.types).map { Int(Self.number(bytes, types + $0 * 6, 4)) }
    first = known[0]
    for index in 0..<header.times {
      let type = Int(bytes[start + header.times * 8 + index])
      guard type < known.count else { return nil }
      times.append(Self.number(bytes, start + index * 8, 8))
      offsets.append(known[type])
    }
  }

  func secondsEast(_ moment: Instant) -> Int {
    let second = moment.microseconds / 1_000_000
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= second { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? first : offsets[low - 1]
  }

  /// Most significant byte first, with a sign.
  private static func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int64 {
    let value = bytes[at..<at + count].reduce(Int64(0)) { $0 << 8 | Int64($1) }
    return count == 4 ? Int64(Int32(truncatingIfNeeded: value)) : value
  }

  /// RFC 8536 section 3.1: `TZif`, a version, fifteen unused bytes, six counts.
  private struct Header {
    var version: UInt8
    var (isUTC, isStandard, leaps, times, types, letters) = (0, 0, 0, 0, 0, 0)

    init?(_ bytes: [UInt8], at start: Int) {
      guard start + 44 <= bytes.count, bytes[start..<start + 4].elementsEqual("TZif".utf8) else {
        return nil
      }
      version = bytes[start + 4]
      let counts = (0..<6).map { Int(ZoneFile.number(bytes, start + 20 + $0 * 4, 4)) }
      guard counts.allSatisfy({ (0..<100_000).contains($0) }) else { return nil }
      (isUTC, isStandard, leaps) = (counts[0], counts[1], counts[2])
      (times, types, letters) = (counts[3], counts[4], counts[5])
    }

    func length(timeBytes: Int) -> Int {
      times * (timeBytes + 1) + types * 6 + letters + leaps * (timeBytes + 4) + isStandard + isUTC
    }
  }
}
