import CHyperscan
import Records

/// One thread's scan for literals over whole chunks.
@safe struct LiteralScan: ~Copyable {
  private let collector: UnsafeMutablePointer<HitCollector>

  /// For the literals of a plan, which must outlive this.
  init(_ plan: ScanPlan) {
    unsafe collector = .allocate(capacity: 1)
    let literals = max(1, plan.literalBytes.count)
    let seen = UnsafeMutablePointer<UInt64>.allocate(capacity: literals)
    unsafe seen.initialize(repeating: 0, count: literals)
    let capacity = 1024
    let hits = UnsafeMutablePointer<HitCollector.Hit>.allocate(capacity: capacity)
    var placeholder = Chunk.Line(start: 0, end: 0)
    unsafe withUnsafePointer(to: &placeholder) { lines in
      unsafe collector.initialize(
        to: HitCollector(
          lines: lines, lineCount: 0, current: 0, isOrdered: true,
          bytes: UnsafePointer(UnsafeRawPointer(lines).assumingMemoryBound(to: UInt8.self)),
          scanStart: 0, literalBytes: plan.literalBytes.base,
          hidingStart: UInt32(plan.hidingStart), openingStart: UInt32(plan.openingStart),
          seen: seen, stampBase: 1, hits: hits, count: 0, capacity: capacity))
    }
  }

  deinit {
    unsafe collector.pointee.seen.deallocate()
    unsafe collector.pointee.hits.deallocate()
    unsafe collector.deallocate()
  }

  /// Scans a chunk; false when Hyperscan failed.
  ///
  /// What was found is in `hits` until the next scan. In lines in which `database` finds an opening
  /// `behindOpenings` is looked for as well.
  mutating func run(
    _ database: PatternDatabase, behindOpenings: PatternDatabase?, over chunk: borrowing Chunk,
    scratch: OpaquePointer?
  ) -> Bool {
    unsafe collector.pointee.stampBase &+= UInt64(collector.pointee.lineCount)
    unsafe collector.pointee.count = 0
    unsafe collector.pointee.isOrdered = true
    unsafe collector.pointee.lineCount = chunk.lines.count
    guard let lines = unsafe chunk.lines.baseAddress,
      let bytes = unsafe chunk.bytes.baseAddress,
      unsafe !chunk.lines.isEmpty
    else { return true }
    unsafe collector.pointee.lines = lines
    unsafe collector.pointee.bytes = bytes
    guard unsafe look(for: database, from: 0, to: UInt32(chunk.bytes.count), line: 0, scratch)
    else { return false }
    if unsafe !collector.pointee.isOrdered { sort() }
    guard let behindOpenings else { return true }
    return unsafe look(behindOpenings, scratch)
  }

  /// Scans a part of the chunk, whose first line is `line`.
  private func look(
    for database: PatternDatabase, from start: UInt32, to end: UInt32, line: Int,
    _ scratch: OpaquePointer?
  ) -> Bool {
    unsafe collector.pointee.scanStart = start
    unsafe collector.pointee.current = line
    let text = unsafe UnsafeRawPointer(collector.pointee.bytes + Int(start))
      .assumingMemoryBound(to: CChar.self)
    return unsafe hs_scan(database.handle, text, end - start, 0, scratch, collectHit, collector)
      == HS_SUCCESS
  }

  /// Takes the openings out of the hits and scans the lines in which they stand, neighbours at once.
  private func look(_ behindOpenings: PatternDatabase, _ scratch: OpaquePointer?) -> Bool {
    let found = unsafe collector.pointee.count
    var (at, kept) = (0, 0)
    var opened: Range<Int>?
    // New hits are noted behind those that are walked.
    while at < found {
      let hit = unsafe collector.pointee.hits[at]
      at += 1
      guard unsafe hit.literal >= collector.pointee.openingStart else {
        unsafe collector.pointee.hits[kept] = hit
        kept += 1
        continue
      }
      let line = Int(hit.line)
      if let lines = opened, line > lines.upperBound {
        guard unsafe look(for: behindOpenings, in: lines, scratch) else { return false }
        opened = nil
      }
      opened = (opened?.lowerBound ?? line)..<(line + 1)
    }
    guard let opened else { return true }
    guard unsafe look(for: behindOpenings, in: opened, scratch) else { return false }
    closeGap(from: kept, to: found)
    sort()
    return true
  }

  private func look(
    for database: PatternDatabase, in lines: Range<Int>, _ scratch: OpaquePointer?
  ) -> Bool {
    let all = unsafe collector.pointee.lines
    return unsafe look(
      for: database, from: all[lines.lowerBound].start, to: all[lines.upperBound - 1].end,
      line: lines.lowerBound, scratch)
  }

  /// Hits from `end` on follow those before `start`.
  private func closeGap(from start: Int, to end: Int) {
    let hits = unsafe collector.pointee.hits
    let moved = unsafe collector.pointee.count - end
    unsafe (hits + start).update(from: hits + end, count: moved)
    unsafe collector.pointee.count = start + moved
  }

  /// In the order of lines.
  var hits: UnsafeBufferPointer<HitCollector.Hit> {
    unsafe UnsafeBufferPointer(start: collector.pointee.hits, count: collector.pointee.count)
  }

  private func sort() {
    var hits = unsafe UnsafeMutableBufferPointer(
      start: collector.pointee.hits, count: collector.pointee.count)
    unsafe hits.sort { ($0.line, $0.literal) < ($1.line, $1.literal) }
  }
}
