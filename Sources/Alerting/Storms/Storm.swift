package import Records

/// A row that waits for a receiver, as far as a storm needs to know it.
package struct WaitingSummary: Sendable, Equatable {
  package var id: Int64
  package var severity: Severity
  /// An alert that was not there before.
  package var isNewAlert: Bool
  /// Made by findings or the clock.
  ///
  /// What people do, and digests, are never held.
  package var isAutomatic: Bool
  package var created: Instant
  package var title: String

  package init(
    id: Int64, severity: Severity, isNewAlert: Bool, isAutomatic: Bool = true, created: Instant,
    title: String
  ) {
    self.id = id
    self.severity = severity
    self.isNewAlert = isNewAlert
    self.isAutomatic = isAutomatic
    self.created = created
    self.title = title
  }

  package init(_ notification: Notification) {
    let reasons: [Message.Reason] = [.opened, .revised, .expired]
    self.init(
      id: notification.id, severity: notification.severity,
      isNewAlert: notification.reason == .opened,
      isAutomatic: notification.message.alert.origin == .automatic
        && reasons.contains(notification.reason),
      created: notification.created, title: notification.message.alert.title)
  }
}

/// What is to be done now with the rows that wait for one receiver.
package struct StormDecision: Sendable, Equatable {
  /// Rows that become one message.
  package struct Digest: Sendable, Equatable {
    /// To be marked `digested`, in the transaction that writes the digest's own row.
    package var ids: [Int64]
    package var content: Message.Digest
  }

  /// Rows that may be sent one by one, in the order they were given.
  package var send: [Int64] = []
  /// Rows that wait for the next digest.
  package var hold: [Int64] = []
  package var digest: Digest?
  /// When to ask again even if nothing new waits; nil: no storm.
  package var askAgain: Instant?
}

/// Whether one receiver is in a storm, and what it has heard of it.
///
/// Up to `stormNewAlerts` alerts within `stormWithin` go one by one. With the next, everything
/// automatic that waits becomes one digest; from then on there is a digest every
/// `stormDigestEvery`, and when a whole `stormWithin` has brought no more than the limit, a last
/// one that says so. Three critical alerts between two digests still pass. Kept as JSON between
/// runs; a value that is lost notices the storm anew.
package struct Storm: Sendable, Equatable, Codable {
  /// A row that was seen, and when it was made.
  private struct Seen: Sendable, Equatable, Codable {
    var id: Int64
    var created: Instant
  }

  /// Critical alerts that pass one by one between two digests.
  package static let criticalMax = 3

  /// The latest rows seen, oldest first; no more than tell whether the limit is passed.
  private var recentNew: [Seen] = []
  private var recentRevised: [Seen] = []
  /// When the storm was noticed; nil while there is none.
  private var since: Instant?
  private var lastDigest: Instant?
  private var lastArrival: Instant?
  private var passed: [Int64] = []
  /// By title, since the storm began.
  private var toldNew = TitleCounts()
  private var toldRevised = TitleCounts()
  private var first: Instant?
  private var last: Instant?

  package init() {}

  package var isRaging: Bool { since != nil }

  /// Decides over all rows that wait for the receiver, whether due or not.
  ///
  /// Call it whenever rows were added, at `askAgain`, and before each batch is sent.
  package mutating func decide(
    waiting: [WaitingSummary], limits: Limits, now: Instant
  ) -> StormDecision {
    notice(waiting, limits, now)
    let isOver = !isAboveLimit(limits, now)
    if since == nil, !isOver { begin(now) }
    guard let since else { return StormDecision(send: waiting.map(\.id)) }
    var decision = StormDecision()
    var held: [WaitingSummary] = []
    for row in waiting {
      if mayPass(row) { decision.send.append(row.id) } else { held.append(row) }
    }
    if isOver {
      decision.digest = end(held)
    } else if isDigestDue(since, held, limits, now) {
      decision.digest = digest(of: held, now)
    } else {
      decision.hold = held.map(\.id)
    }
    decision.askAgain = self.since == nil ? nil : nextLook(limits, now)
    return decision
  }

  private mutating func begin(_ now: Instant) {
    since = now
    (lastDigest, first, last, passed) = (nil, nil, nil, [])
    (toldNew, toldRevised) = (TitleCounts(), TitleCounts())
  }

  /// Remembers when rows were made, each once.
  private mutating func notice(_ waiting: [WaitingSummary], _ limits: Limits, _ now: Instant) {
    let oldest = now - limits.stormWithin
    let fresh = waiting.filter { $0.isAutomatic && $0.created > oldest }
    Self.notice(fresh.filter(\.isNewAlert), in: &recentNew, limits, oldest)
    Self.notice(fresh.filter { !$0.isNewAlert }, in: &recentRevised, limits, oldest)
    lastArrival = [lastArrival, recentNew.last?.created, recentRevised.last?.created]
      .compactMap(\.self).max()
  }

  private static func notice(
    _ rows: [WaitingSummary], in recent: inout [Seen], _ limits: Limits, _ oldest: Instant
  ) {
    let known = Set(recent.map(\.id))
    recent += rows.filter { !known.contains($0.id) }.map { Seen(id: $0.id, created: $0.created) }
    recent = recent.filter { $0.created > oldest }.sorted {
      ($0.created, $0.id) < ($1.created, $1.id)
    }.suffix(limits.stormNewAlerts + 1)
  }

  /// New alerts and revisions are counted apart: an alert that opens and grows is no storm.
  private func isAboveLimit(_ limits: Limits, _ now: Instant) -> Bool {
    [recentNew, recentRevised].contains { $0.count > limits.stormNewAlerts }
  }

  private mutating func mayPass(_ row: WaitingSummary) -> Bool {
    guard row.isAutomatic else { return true }
    guard row.isNewAlert, row.severity == .critical else { return false }
    if passed.contains(row.id) { return true }
    guard passed.count < Self.criticalMax else { return false }
    passed.append(row.id)
    return true
  }

  /// At once, then at intervals; when arrivals have stopped the closing digest is near and takes
  /// what is left.
  private func isDigestDue(
    _ since: Instant, _ held: [WaitingSummary], _ limits: Limits, _ now: Instant
  ) -> Bool {
    guard let lastDigest else { return !held.isEmpty }
    guard !held.isEmpty, now - lastDigest >= limits.stormDigestEvery else { return false }
    let calm = lastArrival.map { now - $0 } ?? .zero
    return calm < limits.stormWithin / 4 || now - lastDigest >= limits.stormDigestEvery * 3
  }

  private mutating func digest(of held: [WaitingSummary], _ now: Instant) -> StormDecision.Digest {
    let (opened, revised) = count(held)
    lastDigest = now
    passed = []
    return content(held, opened.total > 0 ? opened : revised, isClosing: false)
  }

  /// Nil when everything passed by itself: nothing was summed up, so there is nothing to close.
  private mutating func end(_ held: [WaitingSummary]) -> StormDecision.Digest? {
    _ = count(held)
    since = nil
    let told = toldNew.total > 0 ? toldNew : toldRevised
    guard told.total > 0 else { return nil }
    return content(held, told, isClosing: true, from: first, to: last)
  }

  /// New alerts and revisions apart: who is told of 5,000 alerts and later that they grew has not
  /// been told of 10,000.
  private mutating func count(
    _ held: [WaitingSummary]
  ) -> (opened: TitleCounts, revised: TitleCounts) {
    var (opened, revised) = (TitleCounts(), TitleCounts())
    for row in held {
      if row.isNewAlert {
        opened.add(row.title, row.severity)
      } else {
        revised.add(row.title, row.severity)
      }
      first = min(first ?? row.created, row.created)
      last = max(last ?? row.created, row.created)
    }
    toldNew.add(opened)
    toldRevised.add(revised)
    return (opened, revised)
  }

  private func content(
    _ held: [WaitingSummary], _ counts: TitleCounts, isClosing: Bool, from: Instant? = nil,
    to: Instant? = nil
  ) -> StormDecision.Digest {
    let created = held.map(\.created)
    let start = from ?? created.min() ?? Instant(microseconds: 0)
    return StormDecision.Digest(
      ids: held.map(\.id),
      content: Message.Digest(
        alerts: counts.total, rows: counts.rows, first: start, last: to ?? created.max() ?? start,
        isClosing: isClosing))
  }

  private func nextLook(_ limits: Limits, _ now: Instant) -> Instant {
    let calm = [recentNew, recentRevised].filter { $0.count > limits.stormNewAlerts }
      .compactMap(\.first).map { $0.created + limits.stormWithin }.max()
    let digest = (lastDigest ?? now) + limits.stormDigestEvery
    let next = min(calm ?? digest, digest)
    return next > now ? next : now + .seconds(1)
  }
}
