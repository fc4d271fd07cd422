package import Records

/// What is said when a silence is over.
extension Register {
  /// What ending a silence writes, in one transaction.
  package struct EndedSilence: Sendable, Equatable {
    /// The alerts that are free again.
    package var alerts: [Alert]
    package var notifications: [Notification]
    package var journal: [JournalEntry]
  }

  /// Frees the alerts a silence held back and summarises them, once, for each receiver that would
  /// have been told.
  ///
  /// `held` are the alerts whose `silence` names it, ended ones too. One that another silence of
  /// `silences` covers now is held by that one. To be called when `until` has passed, when a
  /// person ended it and when its declaration is gone.
  package func endSilence(
    _ silence: Silence, held: [Alert], silences: [Silence] = [], now: Instant
  ) -> EndedSilence {
    var free: [Alert] = []
    let others = silences.filter { $0.id != silence.id }
    let alerts = held.sorted { ($0.lastHeard, $0.id) < ($1.lastHeard, $1.id) }.map { alert in
      var alert = alert
      alert.silence = nil
      alert.silence = self.held(alert, by: others, now)
      if alert.silence == nil { free.append(alert) }
      return alert
    }
    let entry = JournalEntry(
      at: now, who: Author.tocsin, subject: .silence, id: silence.id, action: "ended",
      detail: "\(free.count) alerts were held back")
    return EndedSilence(
      alerts: alerts, notifications: summaries(of: free, silence, now), journal: [entry])
  }

  private func summaries(
    of alerts: [Alert], _ silence: Silence, _ now: Instant
  ) -> [Notification] {
    var byReceiver: [String: (receiver: Receiver, alerts: [Alert])] = [:]
    for alert in alerts {
      for destination in destinations(of: alert) {
        let receiver = destination.receiver
        byReceiver[receiver.id, default: (receiver, [])].alerts.append(alert)
      }
    }
    return byReceiver.values.sorted { $0.receiver.id < $1.receiver.id }.flatMap { owed in
      var digest = Message.Digest(of: owed.alerts)
      digest.silence = silence.id
      return self.digest(
        digest, newest: owed.alerts[owed.alerts.count - 1], of: ["silence", silence.id],
        to: owed.receiver, now)
    }
  }

  /// A digest as rows for one receiver; the alert it carries is cut to its headline.
  func digest(
    _ digest: Message.Digest, newest: Alert, of name: [String], to receiver: Receiver,
    _ now: Instant
  ) -> [Notification] {
    var shown = headline(of: newest)
    shown.plain = nil
    let severity = digest.rows.map(\.severity).max() ?? newest.severity
    let message = Message(
      reason: .digest, voice: voice(of: receiver), alert: shown, risks: [],
      sentinel: sentinelHost, at: now, digest: digest)
    let key = [instance] + name + [String(now.microseconds), receiver.id]
    return owed(message, key, to: receiver, severity: severity, now)
  }

  private func voice(of receiver: Receiver) -> Message.Voice {
    let audiences = (audiencesByReceiver[receiver.id] ?? []).compactMap {
      configuration.audiences[$0]
    }
    return audiences.isEmpty || audiences.contains { $0.voice == .technical }
      ? .technical : .plain
  }
}

extension Message.Digest {
  /// Rules shown in a digest; the others are in its total.
  static let rowsMax = 5

  /// What happened to alerts while nobody was told, by when their findings happened.
  init(of alerts: [Alert]) {
    var counts = TitleCounts()
    for alert in alerts { counts.add(alert.title, alert.severity) }
    let first = alerts.compactMap { $0.firstSeen ?? $0.issued.at }.min()
    let last = alerts.compactMap { $0.lastSeen ?? $0.lastHeard }.max()
    self.init(
      alerts: alerts.count, rows: counts.rows, first: first ?? Instant(microseconds: 0),
      last: last ?? Instant(microseconds: 0), isClosing: false)
  }
}

/// Alerts by title, bounded.
struct TitleCounts: Sendable, Equatable, Codable {
  /// Titles told apart: rules number hundreds, a storm is made of a few of them.
  private static let titlesMax = 64

  private(set) var titles: [Message.Digest.Row] = []
  private(set) var total = 0

  mutating func add(_ title: String, _ severity: Severity) {
    total += 1
    if let index = titles.firstIndex(where: { $0.title == title }) {
      titles[index].alerts += 1
      titles[index].severity = max(titles[index].severity, severity)
    } else if titles.count < Self.titlesMax {
      titles.append(.init(title: title, severity: severity, alerts: 1))
    }
  }

  mutating func add(_ other: TitleCounts) {
    total += other.total
    for row in other.titles {
      if let index = titles.firstIndex(where: { $0.title == row.title }) {
        titles[index].alerts += row.alerts
        titles[index].severity = max(titles[index].severity, row.severity)
      } else if titles.count < Self.titlesMax {
        titles.append(row)
      }
    }
  }

  /// The most frequent, then the most severe, then by title.
  var rows: [Message.Digest.Row] {
    Array(
      titles.sorted {
        ($1.alerts, $1.severity, $0.title) < ($0.alerts, $0.severity, $1.title)
      }.prefix(Message.Digest.rowsMax))
  }
}
