package import Records

/// One thread's way through the lines of one source: from chunks to hits.
///
/// The chunk is scanned for literals as raw bytes; only lines that hold one are decoded and
/// evaluated, and the chunk's last line, whose time is the watermark. Nothing is allocated for a
/// line that matches no rule.
@safe package struct ChunkScanner: ~Copyable {
  /// What was done since it was made.
  package struct Counters: Sendable, Equatable {
    package var lines = 0
    /// Lines that held a literal or met a rule without one.
    package var candidates = 0
    package var decoded = 0
    /// Rules run on a line.
    package var evaluated = 0
    /// Matches of rules, several in a line included.
    package var matched = 0
    /// Lines in which an escape might hide a literal.
    package var hidden = 0
    /// Rules given up on a line, because they had spent their work (`workMax`).
    package var overBudget = 0
    /// Units of work spent, as `workMax` counts them.
    package var work = 0

    package init() {}
  }

  package internal(set) var counters = Counters()
  /// When lines can have been written at the latest; nil: when they arrived.
  ///
  /// For a file that is scanned, its modification time: lines without a year are dated by it.
  package var reference: Instant?
  /// The time of every line, whatever it says of itself: for samples.
  package var fixedTime: Instant?
  /// Tells also the hits of rules that only feed correlations.
  package var tellsFeeds = false
  /// What each rule costs; nil, and no cost, unless `measure` was called.
  package internal(set) var meter: RuleMeter?
  var isMeasured = false
  /// Decodes every line and lets it meet every rule: the slow way, to compare with.
  package var isExhaustive = false

  /// What is told of the plain hits of the chunk scanned last, made while their lines were decoded.
  var told: [Finding] = []
  var scanNumber = 0

  let rules: RuleSet
  let source: String
  /// What baselines know; nil, and no cost, where none is of these lines.
  var sightings: Sightings?
  /// By literal, whether some baseline is found by it; empty where all of their lines are to meet them.
  let baselineLiterals: FixedTable<Bool>
  /// Keys of kept sightings that no baseline knows any more.
  var staleSightings: [[UInt8]] = []
  /// What baselines take as the past.
  package var history = BaselineHistory.kept
  /// Joins lines into events and scans those as well; nil for formats whose lines stand alone.
  var assembly: Assembly?
  /// By line, the number under which hits are noted; empty: its own.
  var lineNumbers: [Int32] = []
  let plan: ScanPlan
  /// Both kept here because a call through the class would copy the plan at every match.
  let listening: Listening
  let gates: FieldGates?
  let isJSON: Bool
  /// Each line's format is guessed.
  let isGuessed: Bool
  /// Looked up once, not for each finding.
  let usualGroupFields: [UInt16]
  var decoder: LineDecoder
  var event: Event
  var scan: LiteralScan
  private var scratch: PatternScratch
  private var databases: UnsafeMutablePointer<ExpressionDatabase>
  /// Where rules are so many that a value is asked for dozens of texts.
  let signatures: ValueSignatures?
  /// By rule: the line it was last run on.
  var stamps: UnsafeMutablePointer<UInt64>
  var stamp: UInt64 = 0
  var matches = GrowingTable<UInt32>()
  /// For a plan with grams, and the rules that a line may match by them.
  var grams: GramScan?
  var candidates = GrowingTable<UInt32>()

  init(_ plan: ScanPlan, rules: RuleSet, binding: SourceBinding) throws {
    self.plan = plan
    listening = rules.plan.listening
    gates = plan.gates
    self.rules = rules
    source = binding.id
    isJSON = binding.format == .json
    isGuessed = binding.format == .auto
    usualGroupFields = rules.usualGroupFields
    decoder = LineDecoder(set: rules.decoders, names: rules.names, binding: binding)
    event = Event(fieldCount: rules.names.count)
    scan = LiteralScan(plan)
    if let grams = plan.grams { self.grams = GramScan(grams) } else { grams = nil }
    var scratch = PatternScratch()
    for case let database? in [plan.database, plan.behindOpenings] {
      try scratch.prepare(for: database)
    }
    let count = plan.program.databases.count
    let databases = UnsafeMutablePointer<ExpressionDatabase>.allocate(capacity: max(1, count))
    for (index, database) in plan.program.databases.enumerated() {
      unsafe (databases + index).initialize(to: ExpressionDatabase(database))
      try scratch.prepare(for: database)
    }
    unsafe self.databases = databases
    unsafe signatures = plan.grams == nil ? nil : .allocate(fields: rules.names.count)
    self.scratch = scratch
    let ruleCount = max(1, plan.rules.count)
    unsafe stamps = .allocate(capacity: ruleCount)
    unsafe stamps.initialize(repeating: 0, count: ruleCount)
    let sightings = Sightings(plan, rules)
    baselineLiterals = FixedTable(sightings?.literals(of: plan) ?? [])
    self.sightings = sightings
  }

  deinit {
    unsafe databases.deallocate()
    unsafe signatures?.deallocate()
    unsafe stamps.deallocate()
  }

  /// Adds the chunk's hits to `batch`, in the order of its lines.
  package mutating func scan(_ chunk: borrowing Chunk, into batch: inout HitBatch) {
    let count = unsafe chunk.lines.count
    guard count > 0 else { return }
    if chunk.isEnd { return assemble(chunk, into: &batch) }
    counters.lines += count
    batch.begin(chunk)
    scanNumber &+= 1
    batch.scanNumber = scanNumber
    told.removeAll(keepingCapacity: true)
    sightings?.begin()
    var meetsAll = isExhaustive
    if let database = plan.database, !isExhaustive {
      // A scan that fails finds nothing: then nothing may be skipped.
      meetsAll = unsafe !scan.run(
        database, behindOpenings: plan.behindOpenings, over: chunk, scratch: scratch.handle)
    }
    let lastDecoded =
      if meetsAll || (plan.grams == nil && plan.slowRules.count > 0) {
        walkAll(chunk, &batch, exhaustively: meetsAll)
      } else if plan.grams != nil {
        unsafe walkGrams(chunk, makeTables(), &batch)
      } else {
        walkHits(chunk, &batch)
      }
    if lastDecoded != count - 1 { decode(count - 1, of: chunk) }
    batch.watermark = event.time ?? batch.watermark
    if assembly != nil { assemble(chunk, into: &batch) }
  }

  /// Only the lines with hits; the last one decoded, or -1.
  private mutating func walkHits(_ chunk: borrowing Chunk, _ batch: inout HitBatch) -> Int {
    var last = -1
    var at = 0
    let tables = unsafe makeTables()
    while unsafe at < scan.hits.count {
      let line = unsafe Int(scan.hits[at].line)
      unsafe meet(line, of: chunk, hitsFrom: &at, tables, &batch)
      last = line
    }
    return last
  }

  private mutating func walkAll(
    _ chunk: borrowing Chunk, _ batch: inout HitBatch, exhaustively: Bool
  ) -> Int {
    var at = 0
    let tables = unsafe makeTables()
    for line in 0..<(unsafe chunk.lines.count) {
      if exhaustively {
        counters.candidates += 1
        begin(line, of: chunk)
        unsafe meetBaselines(line, of: chunk, tables)
        unsafe runAll(tables)
        finish(line, of: chunk, &batch)
      } else {
        unsafe meet(line, of: chunk, hitsFrom: &at, tables, &batch)
      }
    }
    return unsafe chunk.lines.count - 1
  }

  private func makeTables() -> ProgramTables {
    let program = plan.program
    return unsafe ProgramTables(
      steps: program.steps.base, pool: program.pool.base, parts: program.parts.base,
      numbers: program.numbers.base, networks: program.networks.base, databases: databases,
      scratch: scratch.handle, squeezed: scratch.squeezed)
  }
}

extension ChunkScanner {
  /// From now on each rule is counted and timed.
  package mutating func measure() {
    meter = RuleMeter(rules: rules.rules.count)
    isMeasured = true
  }

  /// What its source is bound to.
  package var binding: SourceBinding { decoder.binding }

  /// Numbers of the rules that the line decoded last may meet: for people.
  var servedRules: Set<Int> {
    let row = min(Int(event.decoder), plan.servingRows - 1) * plan.wordsPerRow
    let served = (0..<plan.rules.count).filter { local in
      plan.serves[row + (local >> 6)] >> UInt64(local & 63) & 1 == 1
    }
    return Set(served.map { Int(plan.rules[$0].number) })
  }

  /// Lines decoded so far that were not written in the declared format.
  package var rejectedLines: Int { decoder.counts.rejected }

  static func bytes(of line: Int, in chunk: borrowing Chunk) -> UnsafeBufferPointer<UInt8> {
    let range = unsafe chunk.lines[line]
    return unsafe .init(rebasing: chunk.bytes[Int(range.start)..<Int(range.end)])
  }
}
