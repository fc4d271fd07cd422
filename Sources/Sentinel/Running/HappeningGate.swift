import Records
import Synchronization

/// Where readers leave what happens to them, whoever takes it then.
///
/// Readers are made before the sentinel that hears them is whole. Nothing is read before `open`,
/// so nothing is lost; `close` lets go of the sentinel.
final class HappeningGate: Sendable {
  private let taking = Mutex<(@Sendable (Happening) -> Void)?>(nil)

  func open(_ take: @escaping @Sendable (Happening) -> Void) { taking.withLock { $0 = take } }

  func close() { taking.withLock { $0 = nil } }

  func tell(_ happening: Happening) {
    let take = taking.withLock { $0 }
    take?(happening)
  }
}
