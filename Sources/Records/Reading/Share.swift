import Synchronization

/// What the threads of one call share.
final class Share<Result: Sendable>: Sendable {
  private let count: Int
  private let work: @Sendable (Int) -> Result
  private let next = Atomic(0)
  private let made = Mutex<[(start: Int, results: [Result])]>([])
  /// Taken at once.
  private let atOnce: Int

  init(_ count: Int, atOnce: Int, _ work: @escaping @Sendable (Int) -> Result) {
    self.count = count
    self.atOnce = atOnce
    self.work = work
  }

  func run() {
    while true {
      let start = next.wrappingAdd(atOnce, ordering: .relaxed).oldValue
      guard start < count else { return }
      let results = (start..<min(start + atOnce, count)).map(work)
      made.withLock { $0.append((start, results)) }
    }
  }

  var results: [Result] {
    made.withLock { $0.sorted { $0.start < $1.start }.flatMap(\.results) }
  }
}
