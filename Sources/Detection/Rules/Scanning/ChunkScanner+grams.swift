import Records

/// Line by line, for sources with thousands of literals: a line meets a rule only when its clauses were
/// all seen in it.
extension ChunkScanner {
  /// Returns the last line: each is decoded, since its names and values are what is looked through.
  mutating func walkGrams(
    _ chunk: borrowing Chunk, _ tables: ProgramTables, _ batch: inout HitBatch
  ) -> Int {
    var at = 0
    let meetsAll = plan.slowRules.count > 0 || gates != nil
    for line in 0..<(unsafe chunk.lines.count) {
      let bytes = unsafe Self.bytes(of: line, in: chunk)
      let traits = unsafe LineTraits(of: bytes)
      let isHidden = traits.hasNumberedEscape
      begin(line, of: chunk)
      unsafe lookForGrams(bytes, traits)
      takeBeside(line, hitsFrom: &at)
      candidates.removeAll()
      grams?.collectRules(into: &candidates)
      guard candidates.count > 0 || isHidden || meetsAll else { continue }
      if isHidden { lookBehindEscapes() }
      unsafe meetCandidates(line, of: chunk, tables)
      finish(line, of: chunk, &batch)
    }
    return unsafe chunk.lines.count - 1
  }

  private mutating func meetCandidates(
    _ line: Int, of chunk: borrowing Chunk, _ tables: ProgramTables
  ) {
    var tables = unsafe tables
    unsafe grams?.tellSeen(to: &tables)
    unsafe tables.signatures = signatures
    unsafe tables.signatures?.line = stamp
    unsafe meetBaselines(line, of: chunk, tables)
    // Baselines set fields too.
    gates?.collect(of: event, into: &candidates)
    if candidates.count > 0 || plan.slowRules.count > 0 { counters.candidates += 1 }
    for index in 0..<candidates.count { unsafe run(candidates[index], tables) }
    for index in 0..<plan.slowRules.count { unsafe run(plan.slowRules[index], tables) }
  }

  /// In names and values, where the line is known by them; else in all of it.
  private mutating func lookForGrams(
    _ bytes: UnsafeBufferPointer<UInt8>, _ traits: LineTraits
  ) {
    grams?.begin()
    if !traits.hasNumberedEscape, decoder.holdsLine, !decoder.json.isCut {
      grams?.note(traits)
      unsafe grams?.look(through: bytes, decoder.json, decoder.names)
    } else {
      unsafe grams?.look(through: bytes, traits)
    }
  }

  /// What Hyperscan found of the line.
  private mutating func takeBeside(_ line: Int, hitsFrom at: inout Int) {
    while unsafe at < scan.hits.count, unsafe Int(scan.hits[at].line) == line {
      unsafe grams?.see(beside: Int(scan.hits[at].literal))
      at += 1
    }
  }

  /// Every value of a JSON line stands in the line without its escapes.
  private mutating func lookBehindEscapes() {
    counters.hidden += 1
    event.unescapeLine()
    let unescaped = unsafe UnsafeBufferPointer(
      start: UnsafePointer(event.unescaped.base), count: event.unescaped.count)
    unsafe grams?.look(through: unescaped, LineTraits(of: unescaped))
    grams?.seeAllBeside()
    candidates.removeAll()
    grams?.forgetSides()
    grams?.collectRules(into: &candidates)
  }
}
