import CLinux
import Glibc
import Synchronization

/// Wakes a reading thread from any other: an eventfd(2) that the reader waits on beside its input.
package final class Bell: Sendable {
  private let descriptor: Descriptor
  private let isStopping = Mutex(false)

  package init() throws(SystemError) {
    let number = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard number >= 0 else { throw SystemError(place: "eventfd", call: "eventfd", code: errno) }
    descriptor = Descriptor(number)
  }

  var number: Int32 { descriptor.number }
  package var isStopped: Bool { isStopping.withLock { $0 } }

  /// Makes the reader return once, with `.idle`.
  package func wake() { _ = eventfd_write(descriptor.number, 1) }

  /// Makes the reader return `.ended` from now on.
  package func stop() {
    isStopping.withLock { $0 = true }
    wake()
  }

  /// Whether it rang since the last time this was asked.
  func hasRung() -> Bool {
    var count: eventfd_t = 0
    return unsafe eventfd_read(descriptor.number, &count) == 0
  }

  /// Waits for the bell or for `input` to be readable, at most until `deadline` on the monotonic
  /// clock; true when `input` may have something.
  func wait(for input: Int32, until deadline: Monotonic) -> Bool {
    let left = max(0, min(deadline.milliseconds - Monotonic.now.milliseconds, 60_000))
    return linux_wait(number, input, Int32(left)) & 2 != 0
  }
}
