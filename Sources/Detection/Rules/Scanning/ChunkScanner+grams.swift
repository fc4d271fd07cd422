import Records

/// Line by line, for sources with thousands of literals: a line is decoded only when some rule's
/// clauses were all seen in it.
extension ChunkScanner {
  /// Returns the last line that was decoded, or -1.
  mutating func walkGrams(
    _ chunk: borrowing Chunk, _ tables: ProgramTables, _ batch: inout HitBatch
  ) -> Int {
    var last = -1
    var at = 0
    let meetsSlowRules = plan.slowRules.count > 0
    for line in 0..<(unsafe chunk.lines.count) {
      let bytes = unsafe Self.bytes(of: line, in: chunk)
      let traits = unsafe LineTraits(of: bytes)
      unsafe lookForGrams(bytes, traits)
      takeShort(line, hitsFrom: &at)
      candidates.removeAll()
      grams?.collectRules(into: &candidates)
      let isHidden = traits.hasNumberedEscape
      guard candidates.count > 0 || isHidden || meetsSlowRules else { continue }
      begin(line, of: chunk)
      if isHidden { lookBehindEscapes() }
      var tables = unsafe tables
      unsafe grams?.tellSeen(to: &tables)
      unsafe tables.signatures = signatures
      unsafe tables.signatures?.line = stamp
      unsafe meetBaselines(line, of: chunk, tables)
      for index in 0..<candidates.count { unsafe run(candidates[index], tables) }
      for index in 0..<plan.slowRules.count { unsafe run(plan.slowRules[index], tables) }
      finish(line, of: chunk, &batch)
      last = line
    }
    return last
  }

  private mutating func lookForGrams(
    _ bytes: UnsafeBufferPointer<UInt8>, _ traits: LineTraits
  ) {
    grams?.begin()
    unsafe grams?.look(through: bytes, traits)
  }

  /// What Hyperscan found of the line.
  private mutating func takeShort(_ line: Int, hitsFrom at: inout Int) {
    while unsafe at < scan.hits.count, unsafe Int(scan.hits[at].line) == line {
      unsafe grams?.see(short: Int(scan.hits[at].literal))
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
    grams?.seeAllShort()
    candidates.removeAll()
    grams?.forgetSides()
    grams?.collectRules(into: &candidates)
  }
}
