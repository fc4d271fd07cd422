import CCurl
import Dispatch
import Glibc
import Synchronization

/// Finds the addresses of a name, each name in a thread of its own.
///
/// libcurl's own lookups cannot be given up: removing a handle waits for `getaddrinfo`, and one dead
/// name would stall every receiver. Here a name that hangs keeps one thread, whoever asked stops
/// waiting at his own deadline, and libcurl is handed numbers (`CURLOPT_RESOLVE`).
package final class NameResolver: Sendable {
  package enum Answer: Sendable, Equatable {
    case found([NetAddress])
    case notFound
    /// Too many names hang already.
    case busy
  }

  /// Lookups at once: more names than any configuration has receivers that could hang.
  static let lookupsMax = 64
  /// Addresses kept of one name; libcurl tries them in turn within one connect timeout.
  static let addressesMax = 8
  /// How long an answer serves: what libcurl itself would keep it.
  ///
  /// The record's own time is not known to `getaddrinfo`.
  static let answerKept = Duration.seconds(60)
  /// Answers kept at most, so that names that change do not pile up.
  static let answersMax = 256

  private typealias Waiter = @Sendable (Answer) -> Void

  private struct Names {
    var waiting: [String: [Waiter]] = [:]
    var kept: [String: (addresses: [NetAddress], until: ContinuousClock.Instant)] = [:]
  }

  private let names = Mutex(Names())
  private let lookup: @Sendable (String) -> [NetAddress]

  /// `lookup` may block for as long as it likes; the system's by default.
  package init(lookup: @escaping @Sendable (String) -> [NetAddress] = NameResolver.system) {
    self.lookup = lookup
  }

  /// The addresses of a name that needs no lookup: a number, or one looked up lately.
  func known(_ name: String) -> [NetAddress]? {
    if let address = NetAddress(name) { return [address] }
    let now = ContinuousClock.now
    return names.withLock { names in
      guard let kept = names.kept[name], kept.until > now else { return nil }
      return kept.addresses
    }
  }

  /// Calls `completion` with the addresses, at once or later from another thread.
  func find(_ name: String, completion: @escaping @Sendable (Answer) -> Void) {
    if let addresses = known(name) { return completion(.found(addresses)) }
    let isBusy = names.withLock { names in
      if names.waiting[name] != nil {
        names.waiting[name]?.append(completion)
        return false
      }
      guard names.waiting.count < Self.lookupsMax, begin(name) else { return true }
      names.waiting[name] = [completion]
      return false
    }
    if isBusy { completion(.busy) }
  }

  /// The same for a thread that may block, for at most `span` and while `isWanted`; nil when that
  /// was over before.
  func addresses(
    of name: String, within span: Duration, while isWanted: () -> Bool
  ) -> Answer? {
    let arrived = DispatchSemaphore(value: 0)
    let box = Box()
    find(name) { answer in
      box.answer.withLock { $0 = answer }
      arrived.signal()
    }
    let deadline = ContinuousClock.now + span
    while ContinuousClock.now < deadline, isWanted() {
      if arrived.wait(timeout: .now() + .milliseconds(100)) == .success { break }
    }
    return box.answer.withLock { $0 }
  }

  private final class Box: Sendable {
    let answer = Mutex<Answer?>(nil)
  }

  private func begin(_ name: String) -> Bool {
    LoopThread(named: "tocsin-name") { [self] in
      let addresses = Array(lookup(name).prefix(Self.addressesMax))
      answer(name, addresses)
    } != nil
  }

  private func answer(_ name: String, _ addresses: [NetAddress]) {
    let now = ContinuousClock.now
    let waiters = names.withLock { names in
      // A name that was not found is asked for again by the next attempt.
      if !addresses.isEmpty {
        names.kept = names.kept.filter { $0.value.until > now }
        if names.kept.count < Self.answersMax {
          names.kept[name] = (addresses, now + Self.answerKept)
        }
      }
      return names.waiting.removeValue(forKey: name) ?? []
    }
    let answer = addresses.isEmpty ? Answer.notFound : .found(addresses)
    for waiter in waiters { waiter(answer) }
  }
}

extension NameResolver {
  /// `getaddrinfo(3)`, in its order (RFC 6724); empty when there is none.
  package static let system: @Sendable (String) -> [NetAddress] = { name in
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    unsafe hints.ai_flags = AI_ADDRCONFIG
    var first: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(name, nil, &hints, &first) == 0 else { return [] }
    defer { unsafe freeaddrinfo(first) }
    var found: [NetAddress] = []
    var next = unsafe first
    while let entry = unsafe next {
      if let address = unsafe entry.pointee.ai_addr, let one = unsafe NetAddress(address),
        !found.contains(one)
      {
        found.append(one)
      }
      unsafe next = entry.pointee.ai_next
    }
    return found
  }
}
