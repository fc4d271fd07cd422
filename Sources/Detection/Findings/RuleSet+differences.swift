import Records

/// Whether the scan finds what decoding every line finds: the proof that no line is skipped.
extension RuleSet {
  /// One rule that the two ways disagree on.
  package struct Difference: Sendable, Equatable {
    package var rule: String
    /// Index into the lines given.
    package var line: Int
    /// True when the scan missed it, false when only the scan found it.
    package var isMissed: Bool
  }

  /// Compares both ways over the same lines; empty when they agree.
  package func differences(
    lines: [[UInt8]], binding: SourceBinding
  ) throws -> [Difference] {
    let (quick, thorough) = (
      try hits(in: lines, binding, isExhaustive: false),
      try hits(in: lines, binding, isExhaustive: true)
    )
    let found = { (hits: Set<HitPlace>, isMissed: Bool) in
      hits.sorted { ($0.line, $0.rule) < ($1.line, $1.rule) }.map {
        Difference(
          rule: self.rules[Int($0.rule)].summary.id, line: Int($0.line), isMissed: isMissed)
      }
    }
    return found(thorough.subtracting(quick), true) + found(quick.subtracting(thorough), false)
  }

  /// Ids of the rules that match each line, in the order of the rules.
  package func matches(
    in lines: [[UInt8]], binding: SourceBinding, isExhaustive: Bool = false
  ) throws -> [[String]] {
    var matches: [[String]] = Array(repeating: [], count: lines.count)
    let hits = try hits(in: lines, binding, isExhaustive: isExhaustive)
    for hit in hits.sorted(by: { ($0.line, $0.rule) < ($1.line, $1.rule) }) {
      matches[Int(hit.line)].append(rules[Int(hit.rule)].summary.id)
    }
    return matches
  }

  private struct HitPlace: Hashable {
    var rule: Int32
    var line: Int32
  }

  private func hits(
    in lines: [[UInt8]], _ binding: SourceBinding, isExhaustive: Bool
  ) throws -> Set<HitPlace> {
    var scanner = try scanner(for: binding)
    scanner.tellsFeeds = true
    scanner.history = .fresh
    scanner.isExhaustive = isExhaustive
    var batch = HitBatch()
    let lent = LentLines(lines, source: binding.id, arrival: Instant(seconds: 1_778_479_200))
    var places: Set<HitPlace> = []
    lent.withChunk { chunk in
      scanner.scan(chunk, into: &batch)
      for hit in batch.plain {
        let line = scanner.line(ofHit: Int(hit.line), in: chunk)
        places.insert(HitPlace(rule: hit.rule, line: Int32(line)))
      }
    }
    batch.reset()
    Chunk.withEnd(source: binding.id, path: nil, arrival: lent.arrival) {
      scanner.scan($0, into: &batch)
    }
    for hit in batch.plain where !lines.isEmpty {
      places.insert(HitPlace(rule: hit.rule, line: Int32(lines.count - 1)))
    }
    return places
  }
}
