import Records
import Sentinel
import Testing

/// Offsets of named zones, from the system's files.
@Suite struct ZoneTests {
  /// Moments around the changes of 2026, and one before the first zones.
  static let rows: [(zone: String, second: Int64, east: Int)] = [
    ("UTC", 1_791_187_200, 0), ("Europe/Dublin", 1_767_225_600, 0),
    // 29 March 2026, 01:00 UTC.
    ("Europe/Dublin", 1_774_745_999, 0), ("Europe/Dublin", 1_774_746_000, 3600),
    ("America/New_York", 1_767_225_600, -18_000), ("Asia/Kolkata", 1_791_187_200, 19_800),
    ("Nowhere/At_All", 1_791_187_200, 0), ("../../../etc/passwd", 1_791_187_200, 0),
  ]

  @Test(arguments: rows)
  func aZoneHasItsOffset(_ row: (zone: String, second: Int64, east: Int)) {
    #expect(Zones.secondsEast(row.zone, Instant(seconds: row.second)) == row.east)
  }

  @Test func whatIsNoZoneFileIsRefused() {
    #expect(ZoneFile([]) == nil)
    #expect(ZoneFile(Array("TZif2".utf8)) == nil)
    #expect(ZoneFile(Array("TZif2".utf8) + [UInt8](repeating: 0xff, count: 200)) == nil)
    #expect(ZoneFile(Array("TZif2".utf8) + [UInt8](repeating: 0, count: 200)) == nil)
  }
}
