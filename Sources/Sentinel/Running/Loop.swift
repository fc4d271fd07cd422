import Glibc
import Synchronization

/// A thread of its own for a loop that blocks, which can be waited for.
///
/// `poll`, `read`, `sd_journal_wait` and SQLite never run on the cooperative pool: it has one
/// thread a core, and two blocked ones stop a small server.
final class Loop: Sendable {
  private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }

  private let thread: Mutex<pthread_t?>

  init(_ name: String, _ body: @escaping @Sendable () -> Void) {
    var started = pthread_t()
    let start = unsafe Unmanaged.passRetained(Start(name: name, body: body)).toOpaque()
    let result = unsafe pthread_create(
      &started, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        start.body()
        return nil
      }, start)
    precondition(result == 0, "a thread could not be started: errno \(result)")
    thread = Mutex(started)
  }

  /// Waits until the loop has ended; a second call returns at once.
  func join() {
    let waited = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let waited { pthread_join(waited, nil) }
  }
}
