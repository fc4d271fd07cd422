import Delivery
import Records
import Storage
import Synchronization

/// Follows notifications of a command until they have found an end, or patience has.
struct Delivering {
  /// A person waits so long in front of a prompt; what is not there by then goes on being tried by
  /// the sentinel, or by the next command.
  static let patience = Duration.seconds(20)

  private let desk: Desk

  init(_ desk: Desk) { self.desk = desk }

  func watch(
    _ keys: [String]
  ) throws -> (deliveries: [DeskResult.Delivered], problem: DeskProblem?) {
    let outbox = desk.isSentinelRunning ? nil : try makeOutbox()
    let end = ContinuousClock.now + Self.patience
    let waker = Waker()
    var rows = try read(keys)
    while rows.contains(where: \.isPending), ContinuousClock.now < end {
      if let outbox {
        let next = try outbox.step(at: .now())
        outbox.waker.wait(atMost: min(max(next - .now(), .milliseconds(1)), .milliseconds(200)))
        if outbox.hasNothingLeft(for: Set(rows.map(\.receiver))) { break }
      } else {
        waker.wait(atMost: .milliseconds(50))
      }
      rows = try read(keys)
    }
    outbox?.stop(within: .seconds(2), at: { .now() })
    rows = try read(keys)
    return (rows.map { delivered($0, outbox) }, problem(rows, outbox))
  }

  private func makeOutbox() throws -> Outbox {
    try Outbox(
      store: desk.store, register: desk.register, style: desk.style, isCommand: true,
      report: { [places = desk.places] in SelfLog(folder: places.state).append($0) })
  }

  private func read(_ keys: [String]) throws -> [Notification] {
    try desk.store.read { reading in try keys.compactMap { try reading.notification(key: $0) } }
  }

  private func delivered(_ row: Notification, _ outbox: Outbox?) -> DeskResult.Delivered {
    let to = row.receiver + (row.recipient.map { " (\($0))" } ?? "")
    let detail: String =
      switch row.state {
      case .delivered: "delivered"
      case .waiting, .sending:
        outbox?.whyUnusable(row.receiver).map { "queued: \($0)" }
          ?? (outbox == nil ? "queued for the sentinel" : "queued: " + Self.lastClass(row))
      case .parked: "parked: its receiver is stopped"
      case .dead: "refused: " + Self.lastClass(row)
      default: row.state.rawValue
      }
    return DeskResult.Delivered(receiver: to, state: row.state, detail: detail)
  }

  private static func lastClass(_ row: Notification) -> String {
    row.lastReceipt.map { "\($0.class.rawValue)" + ($0.code.map { ", code \($0)" } ?? "") }
      ?? "not tried yet"
  }

  private func problem(_ rows: [Notification], _ outbox: Outbox?) -> DeskProblem? {
    let failed = rows.filter { $0.state == .dead || $0.state == .parked }
    let unusable = rows.filter { $0.isPending && outbox?.whyUnusable($0.receiver) != nil }
    let late = outbox == nil ? [] : rows.filter(\.isPending)
    let left = Set((failed + unusable + late).map(\.receiver)).sorted()
    guard !left.isEmpty else { return nil }
    return DeskProblem(
      "not delivered to \(left.joined(separator: ", ")); it stays in the outbox",
      hint: "tocsin outbox list")
  }
}

extension Notification {
  var isPending: Bool { state == .waiting || state == .sending }
}

extension Outbox {
  /// Why a receiver cannot be used from here; nil when it can.
  func whyUnusable(_ id: String) -> String? {
    state.withLock { state in
      guard let lane = state.lanes[id] else { return "receiver '\(id)' is not declared" }
      if case .failure(let error) = lane.ready { return error.clause }
      return nil
    }
  }

  /// True when none of these receivers can be sent anything from here any more.
  func hasNothingLeft(for receivers: Set<String>) -> Bool {
    receivers.allSatisfy { whyUnusable($0) != nil }
  }
}
