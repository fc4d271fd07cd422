import Delivery
import FoundationEssentials
package import Records
import Storage

/// How the sentinel is, for `status`.
package struct StatusReport: Sendable {
  package let isRunning: Bool
  var pid: Int32?
  /// What the running sentinel wrote of itself.
  var said: Data?
  var counts: StoreCounts
  var proof: JournalProof
  /// Times of incidents that nobody has met, with the incident's id.
  var timers: [(incident: String, timer: IncidentTimer)]
  /// Active controls that do not hold or that nobody looked at in time, by how they stand.
  var controls: [ControlState: Int]
  /// Risks whose acceptance has ended (TOC211), and its last day.
  var lapsed: [(risk: String, until: CalendarDate)]
  var folder: String
  var now: Instant

  package var text: String {
    var lines = [
      isRunning
        ? "running as process \(pid ?? 0), state in \(folder)" : "no sentinel runs on \(folder)"
    ]
    if let snapshot = snapshot { lines += snapshot.lines }
    let open = Severity.allCases.reversed().compactMap { severity in
      counts.openAlerts[severity].map { "\($0) \(severity.rawValue)" }
    }
    lines.append("open alerts   " + (open.isEmpty ? "none" : open.joined(separator: ", ")))
    lines.append("notifications " + notifications)
    lines += pressing.map { incident, timer in
      "clock         \(incident) \(OneLine.of(timer.id)): \(TimerText.words(timer, now))"
    }
    if !controls.isEmpty {
      let parts = ControlState.faulty.compactMap { state in
        controls[state].map { "\($0) \(state.rawValue)" }
      }
      lines.append("controls      " + parts.joined(separator: ", ") + ": tocsin control list")
    }
    lines += lapsed.map { risk, until in
      "acceptance    of risk \(OneLine.of(risk)) ended on \(until.iso): decide again"
    }
    lines.append("journal       " + journal)
    lines.append("head          " + proof.head.text)
    return lines.joined(separator: "\n")
  }

  /// Those that are near their end, or past it (TOC207).
  private var pressing: [(incident: String, timer: IncidentTimer)] {
    timers.filter { $0.timer.state(at: now).needsAttention }
  }

  private var journal: String {
    guard let first = proof.faults.first else {
      let keyed =
        proof.keyedFrom > 1 ? ", under the key from entry \(proof.keyedFrom)" : ""
      return "\(counts.journalEntries) entries, chain unbroken" + keyed
    }
    let more = proof.faults.count > 1 ? " and \(proof.faults.count - 1) more" : ""
    return
      "BROKEN at entry \(first.number): the database was changed behind the sentinel's back: "
      + OneLine.of(first.clause) + more + "; see tocsin journal verify"
  }

  private var notifications: String {
    let shown: [Notification.State] = [.waiting, .sending, .parked, .dead]
    let parts = shown.compactMap { state in
      counts.notifications[state].map { "\($0) \(state.rawValue)" }
    }
    let oldest = counts.oldestWaiting.map {
      ", the oldest waits since \($0.rfc3339())"
    }
    return (parts.isEmpty ? "nothing is owed" : parts.joined(separator: ", ")) + (oldest ?? "")
  }

  private var snapshot: StatusSnapshot? {
    said.flatMap { try? JSONDecoder().decode(StatusSnapshot.self, from: $0) }
  }

  package var json: JSONValue {
    .present([
      "running": .bool(isRunning), "pid": pid.map { .number($0) }, "state": .string(folder),
      "open_alerts": .object(
        Severity.allCases.map { .init($0.rawValue, .number(counts.openAlerts[$0] ?? 0)) }),
      "notifications": .object(
        Notification.State.allCases.map {
          .init($0.rawValue, .number(counts.notifications[$0] ?? 0))
        }),
      "journal_entries": .number(counts.journalEntries),
      "journal_broken_at": proof.faults.first.map { .number($0.number) },
      "journal_faults": proof.faults.isEmpty
        ? nil : .strings(proof.faults.map { OneLine.of($0.clause) }),
      "journal_head": proof.head.json,
      "journal_keyed_from": .number(proof.keyedFrom),
      "clocks": .array(
        pressing.map { incident, timer in
          ["check": "TOC207", "incident": .string(incident), "timer": TimerText.json(timer, now)]
        }),
      "controls": .object(
        ControlState.faulty.map { .init($0.rawValue, .number(controls[$0] ?? 0)) }),
      "lapsed_acceptances": .array(
        lapsed.map { risk, until in
          ["check": "TOC211", "risk": .string(risk), "until": .string(until.iso)]
        }),
      "sources": snapshot.map { .array($0.sources.map(\.json)) },
      "rules": snapshot.map { .number($0.rules) },
      "silent_sources": snapshot.map { .strings($0.silent ?? []) },
      "impaired_sources": snapshot.map { snapshot in
        .object(
          (snapshot.impaired ?? [:]).sorted { $0.key < $1.key }
            .map { .init($0.key, .string($0.value)) })
      },
      "blind_count": snapshot.map { .number($0.blind.count) },
      "blind_risks": snapshot.map { .strings($0.blind.keys.sorted()) },
    ])
  }
}

extension Desk {
  package func status() throws -> StatusReport {
    let running = isSentinelRunning
    let said = running ? try? Data(contentsOf: URL(filePath: places.state + "/status.json")) : nil
    let standing = Dictionary(grouping: try controls(), by: \.state).mapValues(\.count)
    let now = Instant.now()
    return try naming {
      let proof = try store.proveJournal()
      return try store.read { reading in
        StatusReport(
          isRunning: running, pid: StateLock.holder(folder: places.state), said: said,
          counts: try reading.counts(), proof: proof,
          timers: try reading.timedIncidents().flatMap { incident in
            incident.timers.filter { $0.met == nil }.map { (incident.id, $0) }
          },
          controls: standing.filter { ControlState.faulty.contains($0.key) },
          lapsed: lapsedAcceptances(on: CalendarDate(of: now)), folder: places.state, now: now)
      }
    }
  }

  /// An acceptance holds to the end of its last day.
  private func lapsedAcceptances(on today: CalendarDate) -> [(risk: String, until: CalendarDate)] {
    loaded.configuration.risks.values.compactMap { risk in
      guard risk.status != .closed, let until = risk.acceptance?.until, until < today else {
        return nil
      }
      return (risk.id, until)
    }.sorted { $0.risk < $1.risk }
  }
}

/// What ringing for practice came to.
package struct DrillReport: Sendable {
  package let isHeard: Bool
  package let text: String
  var alert: String?
  var milliseconds: Int64?

  package var json: JSONValue {
    .present([
      "heard": .bool(isHeard), "alert": alert.map { .string($0) },
      "milliseconds": milliseconds.map { .number($0) },
    ])
  }
}

extension Desk {
  /// A minute: then a drill counts as lost.
  private static let drillPatience = Duration.seconds(60)

  /// Writes the practice line and follows it to the receiver; a sentinel must run.
  package func drill() throws -> DrillReport {
    guard isSentinelRunning else {
      throw DeskProblem(
        "no sentinel runs on \(places.state)",
        hint: "start it with tocsin watch, or name its folder with --state")
    }
    let rung = Instant.now()
    DrillLine.ring(in: places.state, why: "rung by \(who)", at: rung)
    let waker = Waker()
    while Instant.now() - rung < Self.drillPatience {
      if let alert = try heard(since: rung) {
        let took = (Instant.now() - rung).microseconds / 1000
        return DrillReport(
          isHeard: true, text: "\(alert.id): heard, from the line to the receiver in \(took) ms",
          alert: alert.id, milliseconds: took)
      }
      waker.wait(atMost: .milliseconds(50))
    }
    SelfLog(folder: places.state).append(
      Happening(
        action: .drillLost, subject: DrillLine.source,
        detail: "a practice line was not delivered within a minute", time: .now()))
    return DrillReport(isHeard: false, text: "the drill was not heard within a minute")
  }

  private func heard(since rung: Instant) throws -> Alert? {
    try naming {
      try store.read { reading in
        try reading.alerts(AlertFilter(isOpen: false, isExercise: true, since: rung, limit: 5))
          .first { $0.closeReason == .test }
      }
    }
  }
}
