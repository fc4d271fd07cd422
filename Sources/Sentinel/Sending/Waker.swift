import CLinux
import Glibc
import Records

/// Wakes one thread from others: rung once or many times, it is heard once.
final class Waker: Sendable {
  private let descriptor: CInt

  init() {
    descriptor = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
    precondition(descriptor >= 0, "no descriptor is left to wake a thread")
  }

  deinit { close(descriptor) }

  func ring() {
    var one: UInt64 = 1
    _ = unsafe write(descriptor, &one, 8)
  }

  /// Waits until it is rung, at most for `span`; true when it was.
  @discardableResult
  func wait(atMost span: Duration) -> Bool {
    var asked = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let milliseconds = max(0, min(span.microseconds / 1000 + 1, 60_000))
    guard unsafe poll(&asked, 1, CInt(milliseconds)) > 0 else { return false }
    var count: UInt64 = 0
    return unsafe read(descriptor, &count, 8) == 8
  }
}
