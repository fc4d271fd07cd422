import Detection
import Records
import Testing

@Suite struct JournalLineTests {
  private static let stopped = "9d1aaa27d60140bd96365438aad20286"

  private func read(_ line: String, _ side: [(String, String)]) throws -> Reading {
    try #require(
      Reading.all(
        [Array(line.utf8)], as: .journal, by: Shipped.decoders.set,
        names: Shipped.decoders.names, sides: [sideBytes(side)],
        sideTime: Instant(seconds: 1_778_480_401)
      ).first)
  }

  @Test func systemdsIdCountsWhateverTheTextSays() throws {
    let reading = try read(
      "systemd[1]: Angehalten: ufw.service",
      [("_PID", "1"), ("MESSAGE_ID", Self.stopped), ("UNIT", "ufw.service")])
    #expect(reading.fields["Action"] == "unit_stopped")
    #expect(reading.fields["UNIT"] == "ufw.service")
    #expect(reading.fields["MESSAGE_ID"] == Self.stopped)
  }

  @Test func anIdFromElsewhereMeansNothing() throws {
    for side in [
      [("_PID", "77"), ("MESSAGE_ID", Self.stopped), ("_EXE", "/home/joel/usr/lib/systemd/x")],
      [("MESSAGE_ID", Self.stopped)],
    ] {
      #expect(try read("systemd[77]: hello", side).fields["Action"] == nil)
    }
    let named = try read("evil[1]: hello", [("_PID", "1"), ("MESSAGE_ID", Self.stopped)])
    #expect(named.fields["Action"] == nil)
  }

  @Test func anIdentifierIsTakenWhole() throws {
    let name = "x]: sshd[1]"
    let line = "\(name)[77]: Accepted password for root from 192.0.2.9 port 1 ssh2"
    let reading = try read(line, [("SYSLOG_IDENTIFIER", name), ("_PID", "77")])
    #expect(reading.fields["program"] == name)
    #expect(reading.fields["Action"] == nil)
    #expect(reading.fields["pid"] == "77")
  }

  @Test func whoeverWritesAnEntryCannotSetWhatSudoSays() throws {
    let reading = try read(
      "sudo[7]: hello", [("USER", "root"), ("COMMAND", "x"), ("_UID", "1000")])
    #expect(reading.fields["USER"] == nil)
    #expect(reading.fields["_UID"] == "1000")
  }

  @Test func aMessageMayHoldLineEndsAndAnything() throws {
    let reading = try read(
      "sshd[7]: Failed password for invalid user a\nb\u{0}\r from 198.51.100.40 port 5 ssh2",
      [("PRIORITY", "6"), ("SYSLOG_FACILITY", "10")])
    #expect(reading.fields["User"] == "a\nb\u{0}\r")
    #expect(reading.fields["src_ip"] == "198.51.100.40")
    #expect(reading.fields["facility"] == "authpriv")
    #expect(reading.fields["priority"] == "info")
  }

  @Test func sideFieldsThatAreCutEndTheReading() throws {
    let side = sideBytes([("_UID", "0")])
    for count in 0...side.count {
      let reading = Reading.all(
        [Array("p: x".utf8)], as: .journal, by: Shipped.decoders.set,
        names: Shipped.decoders.names, sides: [Array(side.prefix(count))],
        sideTime: Instant(seconds: 1)
      ).first
      #expect(reading?.fields["_UID"] == (count == side.count ? "0" : nil))
    }
    let huge = Reading.all(
      [Array("p: x".utf8)], as: .journal, by: Shipped.decoders.set, names: Shipped.decoders.names,
      sides: [Array(repeating: 0xff, count: 40)], sideTime: Instant(seconds: 1)
    ).first
    #expect(huge?.fields["program"] == "p")
  }

  @Test func aFieldThatStandsTwiceHasTwoValues() throws {
    let reading = try read("p: x", [("_UID", "0"), ("_UID", "1")])
    #expect(Set(reading.values["_UID"] ?? []) == ["0", "1"])
  }
}
