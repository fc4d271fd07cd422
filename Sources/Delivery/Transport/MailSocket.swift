import CCurl
import Glibc
import Synchronization

/// The socket of one mail session, which another thread may hang up.
///
/// libcurl waits for a relay's word on a whole message, and for its answer to QUIT, in loops that
/// nothing but the far end or a long timeout ends. Hanging up is that end.
final class MailSocket: Sendable {
  private struct State {
    /// Two while libcurl tries IPv6 and IPv4 side by side.
    var open: [Int32] = []
    var isHungUp = false
  }

  private let state = Mutex(State())

  /// A new socket, or -1 when it failed or the session was hung up.
  func open(family: Int32, kind: Int32, protocol: Int32) -> Int32 {
    state.withLock { state in
      guard !state.isHungUp else { return -1 }
      let number = socket(family, kind | Int32(SOCK_CLOEXEC.rawValue), `protocol`)
      if number >= 0 { state.open.append(number) }
      return number
    }
  }

  /// Closed under the lock, so that `hangUp` never meets a number that is somebody else's by now.
  func close(_ number: Int32) -> Int32 {
    state.withLock { state in
      state.open.removeAll { $0 == number }
      return Glibc.close(number)
    }
  }

  /// Ends the conversation at once, and every later one of this session.
  func hangUp() {
    state.withLock { state in
      state.isHungUp = true
      for number in state.open { shutdown(number, Int32(SHUT_RDWR)) }
    }
  }
}
