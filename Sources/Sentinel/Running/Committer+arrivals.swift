import Detection
import Records
import Storage

/// Lines without a time of their own take the one at which they were first read.
///
/// It is on the disk before the windows hear of it: read again after a kill, the same lines get the
/// same time, and the same alerts come of them. That costs a commit for each chunk with such a line,
/// where a correlation listens to it.
extension Committer {
  static func key(_ source: String, _ file: String) -> String { source + "\u{1F}" + file }

  static func key(_ arrival: Arrival) -> String { key(arrival.source, arrival.file) }

  func giveTimes(
    to batch: inout HitBatch, of chunk: borrowing Chunk, _ state: inout State
  ) throws {
    let arrival = chunk.arrival
    // What comes from a pipe is never read again.
    guard chunk.end.path != "-" else { return batch.setTimes { _ in arrival } }
    let key = Self.key(chunk.source, chunk.end.file)
    if (state.arrivals[key]?.last?.ends ?? .min) < chunk.end.offset {
      let fresh = Arrival(
        source: chunk.source, file: chunk.end.file, ends: chunk.end.offset, at: arrival)
      try persistently { try store.commit { ledger in try ledger.note(fresh) } }
      state.arrivals[key, default: []].append(fresh)
    }
    let known = state.arrivals[key] ?? []
    let ends = unsafe chunk.lines.map { line in
      unsafe chunk.end.offset - Int64(chunk.bytes.count) + Int64(line.end)
    }
    batch.setTimes { line in
      guard line < ends.count else { return arrival }
      return known.first { $0.ends >= ends[line] }?.at ?? arrival
    }
  }
}
