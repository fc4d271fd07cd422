import Dispatch
import Glibc

/// A thread of its own for a loop that blocks, so that it takes none from the cooperative pool.
///
/// Asynchronous happenings of the process (SIGTERM, SIGHUP, SIGPIPE) are kept away from it: they
/// belong to whoever waits for them, and OpenSSL can raise SIGPIPE even with `NOSIGNAL`.
struct LoopThread: Sendable {
  private let ended = DispatchSemaphore(value: 0)

  /// Begins `body`; nil when the system has no thread left.
  ///
  /// `name` is what `ps -L` shows: at most 15 bytes.
  init?(named name: String, _ body: @escaping @Sendable () -> Void) {
    let ended = ended
    let work = Work {
      Self.show(name)
      body()
      ended.signal()
    }
    let context = unsafe Unmanaged.passRetained(work)
    guard unsafe Self.start(context.toOpaque()) else {
      unsafe context.release()
      return nil
    }
  }

  /// Waits until the loop has returned; false when it has not within `span`.
  func waitForEnd(within span: Duration) -> Bool {
    let nanoseconds = Int(max(0, span.inMicroseconds) * 1000)
    guard ended.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .success else { return false }
    ended.signal()  // So that it can be asked again.
    return true
  }

  /// Names the calling thread.
  private static func show(_ name: String) {
    let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    unsafe write(file, name, name.utf8.count)
    close(file)
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private static func start(_ context: UnsafeMutableRawPointer) -> Bool {
    var blocked = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&blocked)
    // What the thread itself breaks must still end the process with a trace.
    for number in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] {
      unsafe sigdelset(&blocked, number)
    }
    unsafe pthread_sigmask(SIG_BLOCK, &blocked, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
        return nil
      }, context)
    guard code == 0 else { return false }
    pthread_detach(thread)
    return true
  }
}

extension Duration {
  /// Whole microseconds, without overflow for spans of many years.
  var inMicroseconds: Int64 {
    let seconds = min(max(components.seconds, -9_000_000_000), 9_000_000_000)
    return seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }

  /// Whole milliseconds, at least 1: libcurl takes 0 for "no limit".
  var curlMilliseconds: Int { max(1, Int(inMicroseconds / 1000)) }
}
