import Alerting
import Delivery
import Records

/// One receiver as the outbox sees it: its secrets, its pace, its storm, what is under way.
struct Lane {
  /// Attempts under way at once.
  ///
  /// Chats order messages by arrival, so they get one; a collector takes many.
  static func concurrency(_ kind: Receiver.Kind) -> Int {
    switch kind {
    case .slack, .teams, .discord, .terminal: 1
    case .mail: 2
    case .webhook: 32
    }
  }

  let receiver: Receiver
  /// What is sent with, or why the receiver cannot be used.
  var ready: Result<ReadyReceiver, SecretError>
  var pace: ReceiverPace
  var storm: Storm
  var underWay = 0
  /// Somebody was told that it cannot be used.
  var isToldUnusable = false
  /// When an attempt may be made again; nil: now.
  var quietUntil: Instant?

  init(_ receiver: Receiver, pace: ReceiverPace?, storm: Storm?, credentials: String?) {
    self.receiver = receiver
    do {
      ready = .success(try ReadyReceiver(reading: receiver, credentials: credentials))
    } catch {
      ready = .failure(error)
    }
    self.pace = pace ?? ReceiverPace(for: receiver)
    self.storm = storm ?? Storm()
    if pace != nil { self.pace.reload(for: receiver) }
  }

  var isStopped: Bool { pace.stopped != nil }

  /// Its secret could be read.
  var isUsable: Bool { (try? ready.get()) != nil }

  /// How many attempts may begin now; none are taken yet.
  mutating func room(at now: Instant) -> Int {
    quietUntil = nil
    var trial = pace
    var room = 0
    let most = Self.concurrency(receiver.kind) - underWay
    while room < most {
      switch trial.mayStart(at: now) {
      case .go: room += 1
      case .wait(let until):
        quietUntil = until
        return room
      case .stopped: return room
      }
      // A probe goes alone.
      if trial.breaker.state != .closed { return room }
    }
    return room
  }
}
