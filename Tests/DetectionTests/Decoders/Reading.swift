import Detection
import Records

/// Decodes lines for tests and gives the fields as text.
struct Reading {
  var fields: [String: String] = [:]
  /// Every value of fields that have more than one.
  var values: [String: [String]] = [:]
  var nulls: Set<String> = []
  var time: Instant?
  var served: [Logsource] = []
  var decoders: [String] = []
  var counts = LineDecoder.Counts()

  static let arrival = Instant(rfc3339: "2026-05-11T07:00:00Z") ?? Instant(seconds: 0)

  /// Reads lines one after the other with one decoder.
  static func all(
    _ lines: [[UInt8]], as format: SourceDeclaration.Format, by set: DecoderSet,
    names: FieldNames, source: String = "test", sides: [[UInt8]] = [], sideTime: Instant? = nil,
    zoneSeconds: Int = 0, reference: Instant = Reading.arrival
  ) -> [Reading] {
    var decoder = LineDecoder(
      set: set, names: names,
      binding: SourceBinding(id: source, format: format, zoneSeconds: zoneSeconds))
    var event = Event(fieldCount: names.count)
    var readings: [Reading] = []
    for (index, line) in lines.enumerated() {
      let side = index < sides.count ? sides[index] : []
      unsafe line.withUnsafeBufferPointer { bytes in
        unsafe side.withUnsafeBufferPointer { beside in
          unsafe decoder.decode(
            bytes, side: beside, sideTime: sideTime, arrival: arrival, reference: reference,
            into: &event)
        }
        readings.append(Reading(event, names, set, decoder.counts))
      }
    }
    return readings
  }

  private init(
    _ event: borrowing Event, _ names: FieldNames, _ set: DecoderSet,
    _ counts: LineDecoder.Counts
  ) {
    time = event.time
    decoders = set.ids(of: event.decoder)
    served = set.served(by: event.decoder)
    self.counts = counts
    for field in event.presentFields {
      let name = names.names[Int(field)]
      if event.kind(of: field) == .null { nulls.insert(name) }
      let first = unsafe event.withBytes(of: field) { unsafe String(decoding: $0, as: UTF8.self) }
      guard let first else { continue }
      fields[name] = first
      _ = unsafe event.anyValue(of: field) { bytes, _ in
        values[name, default: []].append(unsafe String(decoding: bytes, as: UTF8.self))
        return false
      }
    }
  }

  /// One line with the records that are handed in.
  static func one(
    _ line: String, as format: SourceDeclaration.Format = .auto,
    declared: [DecoderDeclaration] = [], wanted: [String] = [], source: String = "test",
    zoneSeconds: Int = 0, reference: Instant = Reading.arrival
  ) -> Reading? {
    var names = FieldNames()
    var diagnostics: [Diagnostic] = []
    let set = DecoderSet(declared, names: &names, diagnostics: &diagnostics)
    for name in wanted { _ = names.number(for: name) }
    return all(
      [Array(line.utf8)], as: format, by: set, names: names, source: source,
      zoneSeconds: zoneSeconds, reference: reference
    ).first
  }
}
