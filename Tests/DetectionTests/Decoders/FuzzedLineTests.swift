import Detection
import Records
import Testing

/// Lines that nobody wrote: every format must take any bytes.
@Suite struct FuzzedLineTests {
  /// xorshift64: the same lines on every machine.
  struct Dice {
    var state: UInt64 = 0x9e37_79b9_7f4a_7c15

    mutating func below(_ limit: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(max(1, limit)))
    }
  }

  private static let seeds: [[UInt8]] =
    ((MessageExample.all + MessageExample.hostile).flatMap {
      [$0.line, $0.traditional, $0.structured]
    }
    + JSONLineTests.examples.map(\.line) + WebLineTests.examples.map(\.line)
    + WebLineTests.errors.map(\.line)
    + [
      #"<165>1 2026-05-11T06:20:01.1Z h app 7 id [x@1 a="q\"\\\]\n"][y] hi"#,
      "[Mon May 11 06:32:01 2026]", "2026/05/11 06:31:40 [", "<", "<1", "<191>", "<1>1 ", "{", "",
    ]).map { Array($0.utf8) }

  private static func mutate(_ seed: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var line = seed
    for _ in 0...dice.below(4) {
      let at = dice.below(line.count + 1)
      switch dice.below(6) {
      case 0: line.removeSubrange(min(at, line.count)..<line.count)
      case 1: line.insert(UInt8(dice.below(256)), at: min(at, line.count))
      case 2 where at < line.count: line[at] = UInt8(dice.below(256))
      case 3 where at < line.count: line.remove(at: at)
      case 4:
        let other = seeds[dice.below(seeds.count)]
        line.insert(contentsOf: other.prefix(dice.below(other.count + 1)), at: min(at, line.count))
      default: line.removeFirst(min(dice.below(20), line.count))
      }
    }
    return line
  }

  @Test(arguments: [
    SourceDeclaration.Format.auto, .syslog, .json, .combined, .raw, .journal,
  ])
  func mutatedLinesAreTaken(_ format: SourceDeclaration.Format) {
    let shipped = Shipped.decoders
    var decoder = LineDecoder(
      set: shipped.set, names: shipped.names, binding: SourceBinding(id: "fuzz", format: format))
    var event = Event(fieldCount: shipped.names.count)
    var dice = Dice()
    let now = Reading.arrival
    let rounds = 34_000
    var held = 0
    for round in 0..<rounds {
      let line = Self.mutate(Self.seeds[round % Self.seeds.count], &dice)
      let side = format == .journal ? Self.mutate(sideBytes([("_PID", "1")]), &dice) : []
      unsafe line.withUnsafeBufferPointer { bytes in
        unsafe side.withUnsafeBufferPointer { beside in
          unsafe decoder.decode(
            bytes, side: beside, sideTime: nil, arrival: now, reference: now, into: &event)
        }
        // Every range that was set must lie within the line.
        for field in event.presentFields {
          _ = unsafe event.anyValue(of: field) { value, _ in
            held += value.count
            return false
          }
        }
      }
    }
    #expect(decoder.counts.lines == rounds)
    #expect(held > 0)
  }
}
