import Records

/// Which correlations hear a rule, and by which fields they group its matches.
///
/// Asked for every match, so it is plain memory of one owner: looking counts no references.
final class Listening: Sendable {
  /// A rule heard by a correlation.
  struct Listener: BitwiseCopyable, Sendable {
    var correlation: Int32
    var mask: UInt32
    /// In `fields`; the same fields have the same place.
    var fieldStart: Int32
    var fieldCount: Int32
    /// In `fields` too: what is measured, if anything.
    var valueStart: Int32
    var valueCount: Int32
    var isNumeric: Bool
    /// What the line says is kept beside the match.
    var wantsNote: Bool

    var hasExtra: Bool { valueCount > 0 || wantsNote }
  }

  private let listeners: FixedTable<Listener>
  private let fields: FixedTable<UInt16>
  /// By rule, where its listeners begin; one more entry ends the last.
  private let starts: FixedTable<Int32>

  init(_ draft: ListeningDraft) {
    var (all, starts): ([Listener], [Int32]) = ([], [])
    for rule in 0..<((draft.byRule.keys.max() ?? -1) + 1) {
      starts.append(Int32(all.count))
      all += draft.byRule[rule] ?? []
    }
    listeners = FixedTable(all)
    self.starts = FixedTable(starts + [Int32(all.count)])
    fields = FixedTable(draft.fields)
  }

  func isHeard(_ rule: Int) -> Bool {
    rule < starts.count - 1 && starts[rule] < starts[rule + 1]
  }

  /// Notes that `rule` matched line `line` of the chunk, for every correlation that listens.
  ///
  /// A line without a time waits for one (`HitBatch.setTimes`). One that lacks a field of
  /// `group-by`, or the value that is measured, is not counted in that group; the batch counts it.
  func note(rule: Int, line: Int, event: borrowing Event, into batch: inout HitBatch) {
    guard isHeard(rule) else { return }
    let time = event.time?.microseconds ?? HitBatch.unknownTime
    // Listeners mostly group by the same fields, whose bytes and hash are then made once.
    var key: HitBatch.Key?
    var former = (start: Int32(-1), count: Int32(0))
    for number in Int(starts[rule])..<Int(starts[rule + 1]) {
      let listener = listeners[number]
      if listener.fieldStart != former.start || listener.fieldCount != former.count {
        former = (listener.fieldStart, listener.fieldCount)
        let run = unsafe UnsafeBufferPointer(
          start: fields.base + Int(former.start), count: Int(former.count))
        key = unsafe batch.makeKey(of: run, in: event)
      }
      var extra = HitBatch.noExtra
      if listener.hasExtra, key != nil {
        guard let made = makeExtra(listener, event, into: &batch) else { continue }
        extra = made
      }
      batch.add(
        extra: extra, line: line, time: time, correlation: listener.correlation,
        mask: listener.mask, key)
    }
  }

  /// Nil when the value that is measured is absent or no number; the batch counts it.
  private func makeExtra(
    _ listener: Listener, _ event: borrowing Event, into batch: inout HitBatch
  ) -> UInt32? {
    let run = unsafe UnsafeBufferPointer(
      start: fields.base + Int(listener.valueStart), count: Int(listener.valueCount))
    return unsafe batch.makeExtra(
      measuring: run, isNumeric: listener.isNumeric, keepingLine: listener.wantsNote, of: event)
  }
}

/// The same while it is made.
struct ListeningDraft {
  private(set) var byRule: [Int: [Listening.Listener]] = [:]
  private(set) var fields: [UInt16] = []

  mutating func add(
    _ correlation: Int, hears rule: Int, mask: UInt32, _ watch: CorrelationPlan.Watch,
    by wanted: [UInt16], measuring measured: [UInt16]
  ) {
    byRule[rule, default: []].append(
      Listening.Listener(
        correlation: Int32(correlation), mask: mask, fieldStart: place(wanted),
        fieldCount: Int32(wanted.count), valueStart: place(measured),
        valueCount: Int32(measured.count), isNumeric: watch.measure.isNumeric,
        wantsNote: watch.wantsNotes))
  }

  private mutating func place(_ wanted: [UInt16]) -> Int32 {
    if fields.count >= wanted.count {
      for start in 0...(fields.count - wanted.count)
      where Array(fields[start..<start + wanted.count]) == wanted {
        return Int32(start)
      }
    }
    fields += wanted
    return Int32(fields.count - wanted.count)
  }
}
