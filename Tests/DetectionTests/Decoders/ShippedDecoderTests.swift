import Detection
import Records
import Testing

@Suite struct ShippedDecoderTests {
  @Test func theShippedRecordsHoldNoMistake() {
    #expect(Shipped.decoders.diagnostics == [])
    #expect(Shipped.decoders.declarations.count >= 14)
  }

  @Test(arguments: MessageExample.all)
  func aMessageBecomesFields(_ example: MessageExample) throws {
    for line in [example.line, example.traditional, example.structured] {
      let reading = try #require(Shipped.decoders.read(line))
      example.check(reading, line)
    }
  }

  @Test(arguments: MessageExample.hostile)
  func aStrangersTextMovesNoField(_ example: MessageExample) throws {
    let reading = try #require(Shipped.decoders.read(example.line))
    example.check(reading, example.line)
  }

  @Test(arguments: MessageExample.all)
  func theJournalsFormSaysTheSame(_ example: MessageExample) throws {
    let side = sideBytes([("_HOSTNAME", "journal-1"), ("_UID", "0")])
    let reading = try #require(
      Reading.all(
        [Array(example.tagged.utf8)], as: .journal, by: Shipped.decoders.set,
        names: Shipped.decoders.names, sides: [side], sideTime: Instant(seconds: 1_000)
      ).first)
    example.check(reading, example.tagged)
    #expect(reading.fields["host"] == "journal-1")
    #expect(reading.fields["_UID"] == "0")
    #expect(reading.time == Instant(seconds: 1_000))
  }

  /// The scan may let through too much, never too little.
  @Test(arguments: MessageExample.all + MessageExample.hostile)
  func anActionsLiteralsStandInItsLines(_ example: MessageExample) throws {
    let set = Shipped.decoders.set
    for line in [example.line, example.traditional] {
      let reading = try #require(Shipped.decoders.read(line))
      guard let action = reading.fields["Action"] else { continue }
      for served in reading.served {
        try checkPromise(set, "Action", action, served, .syslog, line)
      }
      try checkPromise(set, "Action", action, nil, .auto, line)
    }
  }

  private func checkPromise(
    _ set: DecoderSet, _ field: String, _ value: String, _ served: Logsource?,
    _ format: SourceDeclaration.Format, _ line: String
  ) throws {
    let literals = try #require(
      set.literals(whenField: field, equals: value, serving: served, format: format))
    let text = line.lowercased()
    #expect(
      literals.contains { text.contains(String(decoding: $0, as: UTF8.self).lowercased()) },
      "\(value) in \(line)")
  }
}

/// The bytes of `Chunk.Side`.
func sideBytes(_ fields: [(String, String)]) -> [UInt8] {
  fields.flatMap { name, value in
    let lengths = [name.utf8.count, value.utf8.count].flatMap { count in
      (0..<4).map { UInt8(count >> ($0 * 8) & 0xff) }
    }
    return lengths + Array(name.utf8) + Array(value.utf8)
  }
}
