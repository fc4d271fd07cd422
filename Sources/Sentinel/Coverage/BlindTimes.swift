import Records
import Storage

/// When one risk was blind in the last thirty days, for a person and for programs.
struct BlindTimes: Sendable {
  /// How far back people are told; rows are kept for as long as alerts.
  static let days: Int64 = 30
  static let shownMax = 20

  /// By time; the last one may last.
  let periods: [BlindPeriod]
  let since: Instant
  let now: Instant
  private let isRunning: Bool

  /// While no sentinel runs nobody watches: that counts from `lastLife`, when one last said that it
  /// lives, although it is only written when the next one starts.
  init(
    _ periods: [BlindPeriod], of risk: String, isRunning: Bool, lastLife: Instant?, now: Instant
  ) {
    (since, self.now) = (now - .seconds(Self.days * 86_400), now)
    self.isRunning = isRunning
    var periods = periods
    if !isRunning, let lastLife, lastLife < now, periods.last.map({ $0.ended != nil }) ?? true {
      periods.append(
        BlindPeriod(
          risk: risk, began: max(lastLife, periods.last?.ended ?? lastLife),
          why: "no sentinel runs"))
    }
    self.periods = periods
  }

  /// What is to be said of a risk that files do not leave blind.
  var watched: String { isRunning ? "yes" : "no: no sentinel runs" }

  var total: Duration { periods.reduce(.zero) { $0 + $1.span(since: since, until: now) } }

  /// The latest first.
  var lines: [String] {
    guard !periods.isEmpty else { return ["blind in the last \(Self.days) days: never"] }
    let shown = periods.reversed().prefix(Self.shownMax).map { period in
      let end = period.ended.map { "to " + $0.rfc3339() } ?? "until now"
      return "  from \(period.began.rfc3339()) \(end), "
        + "\(((period.ended ?? now) - period.began).roughly): \(period.why)"
    }
    let rest = periods.count - shown.count
    return [
      "blind in the last \(Self.days) days: \(total.roughly), \(counted(periods.count, "period"))"
    ] + shown + (rest > 0 ? ["  and \(rest) before"] : [])
  }

  var json: JSONValue {
    .present([
      "since": .string(since.rfc3339()), "seconds": .number(total.components.seconds),
      "periods": .array(
        periods.map { period in
          .present([
            "began": .string(period.began.rfc3339()),
            "ended": period.ended.map { .string($0.rfc3339()) },
            "seconds": .number(((period.ended ?? now) - period.began).components.seconds),
            "why": .string(period.why),
          ])
        }),
    ])
  }
}

extension Duration {
  /// `45 s`, `12 min`, `3 h 20 min`, `5 d 3 h`: as exact as a person wants it.
  var roughly: String {
    let seconds = components.seconds
    let (minutes, hours) = (seconds / 60, seconds / 3600)
    if seconds < 60 { return "\(seconds) s" }
    if minutes < 60 { return "\(minutes) min" }
    if hours < 48 { return "\(hours) h" + (minutes % 60 > 0 ? " \(minutes % 60) min" : "") }
    return "\(hours / 24) d" + (hours % 24 > 0 ? " \(hours % 24) h" : "")
  }
}

/// The register with what is known of it on this host: for `risk list` and `risk show`.
package struct RegisterPicture: Sendable {
  let loaded: Loaded
  /// Risk → why nothing that depends on it would be noticed.
  let blind: [String: String]
  /// Risk → when it was blind; nil where there is no database.
  let times: (@Sendable (String) -> BlindTimes)?

  package var rows: [ListRow] { loaded.riskRows(blind: blind) }

  /// Nil for an id that no risk has.
  package func page(_ id: String) -> RiskPage? {
    loaded.riskPage(id, blind: blind, times: times?(id))
  }
}

extension Desk {
  /// The register from files and, where there is a database, with what happened.
  package static func register(_ places: Places, screen: WatchStyle) throws -> RegisterPicture {
    if Store.exists(in: places.state) {
      return try Desk(places: places, screen: screen).picture()
    }
    let loaded = Loaded.read(places, now: .now())
    guard !loaded.hasConfigurationErrors else {
      screen.say(loaded.text())
      throw DeskProblem("the configuration is wrong", hint: "tocsin check", isConfiguration: true)
    }
    return RegisterPicture(loaded: loaded, blind: Coverage(loaded).blind, times: nil)
  }

  private func picture() throws -> RegisterPicture {
    let now = Instant.now()
    let since = now - .seconds(BlindTimes.days * 86_400)
    let periods = try naming {
      Dictionary(grouping: try store.read { try $0.blindPeriods(since: since) }, by: \.risk)
    }
    let (isRunning, lastLife) = (isSentinelRunning, Absence.lastLife(in: store))
    // The running sentinel knows more than files say: what is silent, lost, not heard yet.
    let blind = runningSnapshot?.blind ?? Coverage(loaded).blind
    return RegisterPicture(
      loaded: loaded, blind: blind,
      times: { risk in
        BlindTimes(
          periods[risk] ?? [], of: risk, isRunning: isRunning, lastLife: lastLife, now: now)
      })
  }
}
