import Records

/// One line: decoded, run through the rules whose literals stand in it, noted.
extension ChunkScanner {
  /// Decodes a line and runs the rules whose literals stand in it.
  mutating func meet(
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

  mutating func runAll(_ tables: ProgramTables) {
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
}
