import CLinux
import Glibc

/// The signals of the process, read as data by the thread that calls.
///
/// They are blocked everywhere before any other thread exists, and taken from a descriptor:
/// nothing ever runs inside a signal handler.
struct Signals: ~Copyable {
  enum Arrival { case stop, reload, none }

  private let descriptor: CInt

  init() {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&set, number) }
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    descriptor = unsafe signalfd(-1, &set, CInt(SFD_CLOEXEC | SFD_NONBLOCK))
  }

  deinit { close(descriptor) }

  /// Waits for a signal, at most `milliseconds`.
  func next(waitingAtMost milliseconds: Int) -> Arrival {
    var asked = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&asked, 1, CInt(milliseconds)) > 0 else { return .none }
    var info = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    guard unsafe read(descriptor, &info, size) == size else { return .none }
    return info.ssi_signo == UInt32(SIGHUP) ? .reload : .stop
  }
}
