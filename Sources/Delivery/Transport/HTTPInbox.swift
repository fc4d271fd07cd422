import CCurl
import Synchronization

/// What other threads hand to the transport's loop, and how they wake it.
@safe final class HTTPInbox: Sendable {
  enum Phase { case open, finishing, abandoning, closed }

  struct Order: Sendable {
    var request: HTTPRequest
    var completion: HTTPTransport.Completion
    let added = ContinuousClock.now

    var isLate: Bool { added.duration(to: .now) > request.timeouts.queue }
  }

  struct News {
    var orders: [Order] = []
    var answers: [(ticket: Int, answer: NameResolver.Answer)] = []
    var phase = Phase.open

    /// News that was not taken yet has woken the loop already.
    var isEmpty: Bool { orders.isEmpty && answers.isEmpty }
  }

  /// Requests handed in and not yet answered.
  ///
  /// 4,096 bodies of 28 KB are 115 MB at worst; the outbox holds what is beyond.
  static let pendingMax = 4096

  private struct State {
    var news = News()
    var pending = 0
  }

  private let state = Mutex(State())
  let multi: Multi

  init(multi: Multi) { self.multi = multi }

  /// Takes an order, or says why not.
  func add(_ order: Order) -> Obstacle? {
    state.withLock { state in
      guard state.news.phase == .open else { return .stopped }
      guard state.pending < Self.pendingMax else { return .full }
      state.pending += 1
      if state.news.isEmpty { multi.wake() }
      state.news.orders.append(order)
      return nil
    }
  }

  func add(_ answer: NameResolver.Answer, for ticket: Int) {
    state.withLock { state in
      guard state.news.phase != .closed else { return }
      if state.news.isEmpty { multi.wake() }
      state.news.answers.append((ticket, answer))
    }
  }

  /// Goes on to a later phase; never back.
  func enter(_ phase: Phase) {
    state.withLock { state in
      guard state.news.phase != .closed else { return }
      state.news.phase = phase
      multi.wake()
    }
  }

  func take() -> News {
    state.withLock { state in
      let news = state.news
      state.news = News(phase: news.phase)
      return news
    }
  }

  func countAnswered() { state.withLock { $0.pending -= 1 } }

  /// Nothing is taken, and the multi handle is not touched, from here on; what was left is returned.
  func close() -> [Order] {
    state.withLock { state in
      let left = state.news.orders
      state.news = News(phase: .closed)
      return left
    }
  }
}

/// libcurl's multi handle.
///
/// Only `wake` may be called from a thread other than the loop's (curl_multi_wakeup(3)), and only
/// while the inbox is not closed.
@safe struct Multi: @unchecked Sendable {
  let handle: UnsafeMutableRawPointer

  init?() {
    guard Curl.isReady, let handle = unsafe curl_multi_init() else { return nil }
    unsafe self.handle = unsafe handle
    // Idle connections kept over all receivers.
    unsafe tocsin_multi_set_long(handle, CURLMOPT_MAXCONNECTS, 64)
  }

  func wake() { unsafe curl_multi_wakeup(handle) }
}
