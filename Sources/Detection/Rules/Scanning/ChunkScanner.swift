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
  package private(set) var meter: RuleMeter?
  private var isMeasured = false
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
  private let baselineLiterals: FixedTable<Bool>
  /// Keys of kept sightings that no baseline knows any more.
  var staleSightings: [[UInt8]] = []
  /// What baselines take as the past.
  package var history = BaselineHistory.kept
  /// Joins lines into events and scans those as well; nil for formats whose lines stand alone.
  var assembly: Assembly?
  /// By line, the number under which hits are noted; empty: its own.
  var lineNumbers: [Int32] = []
  let plan: ScanPlan
  /// Kept here because a call through the class would copy the plan at every match.
  private let listening: Listening
  private let isJSON: Bool
  /// Each line's format is guessed.
  private let isGuessed: Bool
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
  private var matches = GrowingTable<UInt32>()
  /// Kept here for the same reason.
  let gates: FieldGates?
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

/// One line.
extension ChunkScanner {
  /// Decodes a line and runs the rules whose literals stand in it.
  private mutating func meet(
    _ line: Int, of chunk: borrowing Chunk, hitsFrom at: inout Int, _ tables: ProgramTables,
    _ batch: inout HitBatch
  ) {
    counters.candidates += 1
    begin(line, of: chunk)
    let start = at
    var isHidden = false
    var isBaselined = baselineLiterals.count == 0
    while unsafe at < scan.hits.count, unsafe Int(scan.hits[at].line) == line {
      let literal = unsafe Int(scan.hits[at].literal)
      if literal >= plan.hidingStart {
        isHidden = true
      } else if !isBaselined {
        isBaselined = baselineLiterals[literal]
      }
      at += 1
    }
    if isHidden || isBaselined { unsafe meetBaselines(line, of: chunk, tables) }
    if isHidden {
      counters.hidden += 1
      unsafe runAll(tables)
    } else {
      for index in start..<at { unsafe run(literal: Int(scan.hits[index].literal), tables) }
      for index in 0..<plan.slowRules.count { unsafe run(plan.slowRules[index], tables) }
    }
    finish(line, of: chunk, &batch)
  }

  mutating func begin(_ line: Int, of chunk: borrowing Chunk) {
    stamp &+= 1
    matches.removeAll()
    decode(line, of: chunk)
  }

  @inline(__always)
  private mutating func run(literal: Int, _ tables: ProgramTables) {
    let start = unsafe Int(plan.literalStarts.base[literal])
    let end = unsafe Int(plan.literalStarts.base[literal + 1])
    for index in start..<end { unsafe run(plan.literalRules.base[index], tables) }
  }

  private mutating func runAll(_ tables: ProgramTables) {
    for rule in 0..<UInt32(plan.rules.count) { unsafe run(rule, tables) }
  }

  /// Runs a rule once a line, when the line's log source serves it.
  @inline(__always)
  mutating func run(_ rule: UInt32, _ tables: ProgramTables) {
    guard unsafe stamps[Int(rule)] != stamp else { return }
    unsafe stamps[Int(rule)] = stamp
    let row = min(Int(event.decoder), plan.servingRows - 1) * plan.wordsPerRow
    let word = plan.serves[row + Int(rule >> 6)]
    guard word >> UInt64(rule & 63) & 1 == 1 else { return }
    let entry = plan.rules[Int(rule)]
    if entry.hasKeywords { event.noteLeaves(all: plan.hasKeywordExpressions) }
    counters.evaluated += 1
    if isMeasured { return unsafe runMeasured(rule, tables) }
    var work = workMax
    if unsafe Detection.matches(entry.entry, tables, event, work: &work) {
      matches.append(rule)
    } else if work < 0 {
      counters.overBudget += 1
    }
    counters.work &+= workMax &- work
  }

  /// The same with a look at the clock before and after.
  @inline(never)
  private mutating func runMeasured(_ rule: UInt32, _ tables: ProgramTables) {
    var work = workMax
    let start = RuleMeter.nanoseconds
    let isMatch = unsafe Detection.matches(
      plan.rules[Int(rule)].entry, tables, event, work: &work)
    let took = RuleMeter.nanoseconds &- start
    meter?.note(
      rule: Int(plan.rules[Int(rule)].number), isMatch: isMatch, nanoseconds: took,
      work: workMax - work)
    if isMatch { matches.append(rule) }
    if work < 0 { counters.overBudget += 1 }
  }

  /// From now on each rule is counted and timed.
  package mutating func measure() {
    meter = RuleMeter(rules: rules.rules.count)
    isMeasured = true
  }

  /// Notes the matches by rule number, so that their order depends on the line alone.
  mutating func finish(_ line: Int, of chunk: borrowing Chunk, _ batch: inout HitBatch) {
    guard matches.count > 0 else { return }
    matches.sort()
    counters.matched += matches.count
    let isOwn = lineNumbers.isEmpty
    let line = isOwn ? line : Int(lineNumbers[line])
    var shown: Shown?
    for index in 0..<matches.count {
      let rule = plan.rules[Int(matches[index])]
      if rule.isFed {
        listening.note(rule: Int(rule.number), line: line, event: event, into: &batch)
      }
      guard !rule.feedsOnly || tellsFeeds else { continue }
      batch.add(rule: Int(rule.number), line: line)
      if isOwn, assembly == nil { tell(ofRule: Int(rule.number), line, &shown, chunk) }
    }
  }

  /// Makes `event` the line's.
  mutating func decode(_ line: Int, of chunk: borrowing Chunk) {
    counters.decoded += 1
    let bytes = unsafe Self.bytes(of: line, in: chunk)
    var side = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    var sideTime: Instant?
    if unsafe line < chunk.sides.count {
      let entry = unsafe chunk.sides[line]
      unsafe side = .init(rebasing: chunk.sideBytes[Int(entry.start)..<Int(entry.end)])
      sideTime = Instant(microseconds: entry.time)
    }
    unsafe decoder.decode(
      bytes, side: side, sideTime: sideTime, arrival: chunk.arrival,
      reference: reference ?? chunk.arrival, into: &event)
    if let fixedTime { event.time = fixedTime }
    event.isStructured = unsafe isJSON || (isGuessed && bytes.first == 0x7b)
  }

  /// The same for a line that was scanned before: what baselines said of it then, they say again.
  mutating func decodeAgain(_ line: Int, of chunk: borrowing Chunk) {
    decode(line, of: chunk)
    if let sightings { sightings.remind(line, &event) }
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
