import Detection
import Records

/// A house whose door tells who came from where, and a baseline of that.
struct BaselineLab {
  struct Visit {
    var day: Double
    var who: String
    var from: String
    /// The day on which the line is read, where it is not its own.
    var arrival: Double?

    init(_ day: Double, _ who: String, _ from: String = "192.0.2.9", arrival: Double? = nil) {
      (self.day, self.who, self.from, self.arrival) = (day, who, from, arrival)
    }

    var line: String { "\(BaselineLab.moment(day).rfc3339()) home door: opened \(who) at \(from)" }
  }

  static let logsource = Logsource(product: "house", service: "door")
  static let binding = SourceBinding(id: "house", format: .syslog)

  static func moment(_ day: Double) -> Instant {
    Instant(seconds: 1_778_479_200 + Int64(day * 86_400))
  }

  private static let decoder = DecoderDeclaration(
    id: "door", program: ["door"], logsource: [logsource],
    shapes: [
      .init(
        action: "opened", starts: "opened ",
        pattern: Marked("^opened (?<User>.*) at (?<src_ip>[^ ]+)$", at: .none)),
      .init(
        action: "opened", starts: "opened ", pattern: Marked("^opened (?<User>.*)$", at: .none)),
      .init(
        action: "closed", starts: "closed ", pattern: Marked("^closed (?<User>.*)$", at: .none)),
    ])

  static func scalar(_ text: String) -> MarkedNode.Scalar {
    .init(text: text, kind: .string, mark: .none)
  }

  /// Ten days are learned, thirty remembered.
  static func baseline(
    when: [String: String] = ["Action": "opened"], key: [String] = ["User", "src_net"],
    learn: Int64 = 10, sets: String = "NewHere", logsource: Logsource = logsource
  ) -> BaselineDeclaration {
    BaselineDeclaration(
      id: "visits", logsource: logsource,
      when: when.map { .init(key: scalar($0.key), value: .scalar(scalar($0.value))) }, key: key,
      learn: .seconds(learn * 86_400), forget: .seconds(30 * 86_400),
      sets: Marked(sets, at: .none))
  }

  static func rule(_ id: String, _ detection: String) -> String {
    """
    title: \(id)
    id: \(id)
    logsource: {product: house, service: door}
    detection: {s: {\(detection)}, condition: s}
    """
  }

  let configuration: Configuration
  let rules: RuleSet
  let files: [SourceFile]

  init(
    _ text: String = rule("new", "Action: opened, NewHere: true"),
    baselines: [BaselineDeclaration] = [baseline()], alsoServing: [Logsource] = [],
    cache: RuleCache? = nil
  ) {
    var configuration = Configuration()
    var decoder = Self.decoder
    decoder.logsource += alsoServing
    configuration.decoders = [decoder]
    configuration.baselines = baselines
    self.configuration = configuration
    files = [SourceFile(path: "door.yml", text: text)]
    rules = RuleSet.compile(files: files, configuration: configuration, cache: cache).0
  }

  /// A reader that is killed where a test says so: only what it gave away is left of it.
  struct House: ~Copyable {
    static let hashKey: (UInt64, UInt64) = (7, 11)
    let lab: BaselineLab
    var scanner: ChunkScanner
    /// What the disk has.
    var kept: [[UInt8]: SightingRow] = [:]

    init(_ lab: BaselineLab) throws {
      self.lab = lab
      scanner = try lab.rules.scanner(for: BaselineLab.binding)
      scanner.restore(sightings: [], hashKey: Self.hashKey)
    }

    /// Ids of the rules that match each line, as one chunk.
    mutating func read(_ lines: [String], at arrival: Double) -> [[String]] {
      var chunk = TestChunk(lines)
      chunk.source = "house"
      chunk.arrival = BaselineLab.moment(arrival)
      var batch = HitBatch()
      chunk.lend { scanner.scan($0, into: &batch) }
      for row in scanner.takeSightingChanges() {
        kept[row.key] = row.state.isEmpty ? nil : row
      }
      var found: [[String]] = Array(repeating: [], count: lines.count)
      for hit in batch.plain {
        found[Int(hit.line)].append(lab.rules.summaries[Int(hit.rule)].id)
      }
      return found
    }

    /// Whether each visit is new, read one at a time.
    mutating func hear(_ visits: [Visit]) -> [Bool] {
      visits.map { read([$0.line], at: $0.arrival ?? $0.day) == [["new"]] }
    }

    mutating func kill() throws { try replace(lab) }

    /// Goes on with other rules from what was kept.
    mutating func replace(_ other: BaselineLab) throws {
      scanner = try other.rules.scanner(for: BaselineLab.binding)
      scanner.restore(sightings: Array(kept.values), hashKey: Self.hashKey)
    }
  }
}
