import Records
import Synchronization

/// Receipts as they come in from other threads, and the wait for all of them.
final class Answers: Sendable {
  private let receipts = Mutex<[(recipient: String?, receipt: Receipt)]>([])
  private let waker = Waker()

  var all: [(recipient: String?, receipt: Receipt)] { receipts.withLock { $0 } }

  func add(_ recipient: String?, _ receipt: Receipt) {
    receipts.withLock { $0.append((recipient, receipt)) }
    waker.ring()
  }

  /// Every attempt has a time-out of its own and answers exactly once.
  func wait(for count: Int) {
    while receipts.withLock({ $0.count }) < count { waker.wait(atMost: .seconds(1)) }
  }
}
