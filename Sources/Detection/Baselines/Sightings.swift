import Records

/// What one source's baselines have seen: for each combination of their keys when it was last.
///
/// It belongs to one scanner and thread. Combinations are kept as keyed digests (SipHash, 64 bits):
/// no text of a line, and nobody who does not know the key can make two meet. What comes out depends
/// on the lines and their order alone; what is kept between runs is all there is.
final class Sightings {
  /// Combinations that one baseline knows of one source.
  ///
  /// About a megabyte. A server has some dozen people with some dozen networks each.
  static let entriesMax = 20_000
  /// Share that is let go at once where there are more: the stalest.
  static let evictedShare = 16

  /// One baseline as this source meets it.
  struct Book {
    let baseline: Baseline
    /// Microseconds: its first event, by the lines' clock, and its newest.
    var started: Int64?
    var newest = Int64.min
    /// By digest, when the combination was seen last.
    var entries: [UInt64: Int64] = [:]
    /// What the disk does not know yet; those without an entry are forgotten there.
    var changed: Set<UInt64> = []
    var isStartChanged = false
    /// `newest` when what is forgotten was last let go in this run.
    var sweptAt: Int64?

    mutating func forget(_ digest: UInt64) {
      entries[digest] = nil
      changed.insert(digest)
    }
  }

  /// What was said of a line of this chunk, for when the line is decoded again.
  private struct Mark: BitwiseCopyable {
    var line: Int32
    var book: Int32
    var isNew: Bool
  }

  /// By book, the number of its `when` in the scan plan.
  let places: [Int]
  /// Tells the scanners of one source apart: 0 for its lines, others for events joined of them.
  var lane: UInt8 = 0
  /// Combinations that were let go because there were too many.
  var evicted = 0
  var hashKey: (UInt64, UInt64) = (0, 0)
  var books: [Book]
  private var marks: [Mark] = []
  private var scratch: [UInt8] = []

  /// Nil when no baseline is of the plan's lines.
  init?(_ plan: ScanPlan, _ rules: RuleSet) {
    let first = rules.rules.count
    places = (0..<plan.rules.count).filter { Int(plan.rules[$0].number) >= first }
    guard !places.isEmpty else { return nil }
    books = places.map { Book(baseline: rules.baselines[Int(plan.rules[$0].number) - first]) }
  }

  /// By literal, whether it stands for a baseline's `when`; empty when one of them has no literal.
  func literals(of plan: ScanPlan) -> [Bool] {
    let isPlace = Set(places.map { UInt32($0) })
    guard !(0..<plan.slowRules.count).contains(where: { isPlace.contains(plan.slowRules[$0]) })
    else { return [] }
    return (0..<max(0, plan.literalStarts.count - 1)).map { literal in
      let rules = Int(plan.literalStarts[literal])..<Int(plan.literalStarts[literal + 1])
      return rules.contains { isPlace.contains(plan.literalRules[$0]) }
    }
  }

  func begin() { marks.removeAll(keepingCapacity: true) }

  /// Looks an event up that is one of the book's, says in its field whether it is new, and notes it.
  ///
  /// An event that lacks a field of the key is left as it is, and so is each where there is no past:
  /// what is shown of a line must not depend on which scanner decodes it.
  func meet(
    _ book: Int, line: Int, arrival: Instant, _ event: inout Event, _ history: BaselineHistory
  ) {
    guard history != .none, let digest = digest(of: books[book].baseline.key, event) else { return }
    // A line that claims to come from later than now is taken as from now. No line is from before
    // 1970, whatever it claims, so that spans of time fit.
    let seen = max(0, min(event.time ?? arrival, arrival).microseconds)
    let isNew = note(digest, at: seen, arrival: arrival.microseconds, in: &books[book], history)
    marks.append(Mark(line: Int32(line), book: Int32(book), isNew: isNew))
    tell(isNew, books[book].baseline.field, &event)
  }

  /// Says again what was said of a line of this chunk.
  func remind(_ line: Int, _ event: inout Event) {
    var (low, high) = (0, marks.count)
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].line < Int32(line) { low = middle + 1 } else { high = middle }
    }
    while low < marks.count, marks[low].line == Int32(line) {
      tell(marks[low].isNew, books[Int(marks[low].book)].baseline.field, &event)
      low += 1
    }
  }

  private func tell(_ isNew: Bool, _ field: UInt16, _ event: inout Event) {
    let text: StaticString = isNew ? "true" : "false"
    unsafe event.set(
      field, making: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Each value with its length, since a value may hold any byte; nil when one is absent.
  private func digest(of key: [UInt16], _ event: borrowing Event) -> UInt64? {
    scratch.removeAll(keepingCapacity: true)
    for field in key {
      let isThere: Void? = unsafe event.withBytes(of: field) { bytes in
        GroupKey.append(UInt64(bytes.count), to: &scratch)
        unsafe scratch.append(contentsOf: bytes)
      }
      guard isThere != nil else { return nil }
    }
    return SipHash.hash(scratch, key: hashKey)
  }

  /// Whether a combination is new and the learning time over; from now on it is known.
  private func note(
    _ digest: UInt64, at seen: Int64, arrival: Int64, in book: inout Book,
    _ history: BaselineHistory
  ) -> Bool {
    // What lies after now was noted while the clock was wrong: it counts from now.
    if book.started.map({ $0 > arrival }) ?? true { book.started = seen }
    if book.newest > arrival { book.newest = seen }
    book.newest = max(book.newest, seen)
    book.isStartChanged = true
    let last = book.entries[digest].map { $0 > arrival ? seen : $0 }
    let isKnown = last.map { book.newest &- $0 <= book.baseline.forget } ?? false
    // A late line never makes a combination older.
    book.entries[digest] = max(last ?? seen, seen)
    book.changed.insert(digest)
    if !isKnown { makeRoom(in: &book) }
    let learn = history == .fresh ? 0 : book.baseline.learn
    return !isKnown && seen &- (book.started ?? seen) >= learn
  }
}
