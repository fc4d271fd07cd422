package import Records

/// What a scanner's baselines know of the past.
package enum BaselineHistory: Sendable {
  /// What this source has been seen to do, after the declared learning time.
  case kept
  /// Nothing, and learning is over: the first sighting of everything is new. For samples.
  case fresh
  /// Nothing, and nothing is said of it. For files that are scanned, which have no past.
  case none
}

/// Baselines stand between decoding and the rules: a line's rules find the field that they set.
extension ChunkScanner {
  /// Looks the line just decoded up in the baselines it belongs to.
  @inline(__always)
  mutating func meetBaselines(
    _ line: Int, of chunk: borrowing Chunk, _ tables: ProgramTables
  ) {
    if let sightings { unsafe meet(sightings, line, chunk.arrival, tables) }
  }

  @inline(never)
  private mutating func meet(
    _ sightings: Sightings, _ line: Int, _ arrival: Instant, _ tables: ProgramTables
  ) {
    let row = min(Int(event.decoder), plan.servingRows - 1) * plan.wordsPerRow
    for book in sightings.places.indices {
      let place = sightings.places[book]
      // Its literals stand in the line like those of a rule; it is run here and nowhere else.
      unsafe stamps[place] = stamp
      guard plan.serves[row + (place >> 6)] >> UInt64(place & 63) & 1 == 1 else { continue }
      var work = workMax
      if unsafe Detection.matches(plan.rules[place].entry, tables, event, work: &work) {
        sightings.meet(book, line: line, arrival: arrival, &event, history)
      }
    }
  }

  /// What must be kept of baselines, changed since the last call.
  ///
  /// To be written in the transaction that carries the position after the chunk scanned last.
  package mutating func takeSightingChanges() -> [SightingRow] {
    var rows = staleSightings.map { SightingRow(source: source, key: $0, state: []) }
    staleSightings = []
    for sightings in allSightings { rows += sightings.takeChanges(of: source) }
    return rows
  }

  /// All of it, for a scanner that is made anew with other rules.
  package var sightingRows: [SightingRow] { allSightings.flatMap { $0.rows(of: source) } }

  /// Combinations that were let go because there were too many, since it was made.
  package var sightingsEvicted: Int { allSightings.reduce(0) { $0 + $1.evicted } }

  /// Takes back what was kept, before the first chunk; what no baseline knows any more is forgotten.
  ///
  /// `hashKey` is the secret under which combinations are told apart: always the same.
  package mutating func restore(sightings rows: [SightingRow], hashKey: (UInt64, UInt64)) {
    let all = allSightings
    for sightings in all { sightings.hashKey = hashKey }
    for row in rows where !all.contains(where: { $0.restore(row) }) {
      staleSightings.append(row.key)
    }
  }

  private var allSightings: [Sightings] {
    [sightings].compactMap(\.self) + (assembly?.sightings ?? [])
  }
}
