import Alerting
import Detection
import Records
import Storage
import Synchronization

/// What goes on while it watches: sending, keeping, reloading.
extension RunningSentinel {
  /// Sends what is owed; woken by commits, and within 250 ms by other processes.
  func sendLoop() {
    var (seen, stamp): (Int64?, Int64?)
    var next = Instant.now()
    while !isStopping.withLock({ $0 }) {
      pulse.beat("outbox")
      let span = min(next - .now(), Self.glance)
      let isRung = span > .zero && outbox.waker.wait(atMost: span)
      let written = store.writeStamp
      let changes = written == stamp ? seen : try? store.foreignChanges()
      if isRung || changes != seen || Instant.now() >= next { next = step() }
      (seen, stamp) = (changes, written)
    }
    pulse.leave("outbox")
  }

  /// Says what a loop could not do; the same again only after a minute.
  func say(trouble error: any Error, in loop: String) {
    let (clause, now) = (DeskProblem(error).clause, Instant.now())
    let isNew = troubles.withLock { troubles in
      if let last = troubles[loop], last.clause == clause, now - last.at < .seconds(60) {
        return false
      }
      troubles[loop] = (clause, now)
      return true
    }
    if isNew { style.say("\(loop): \(clause)") }
  }

  /// How soon rows of other processes are seen.
  private static let glance = Duration.milliseconds(200)

  private func step() -> Instant {
    let now = Instant.now()
    do {
      return try outbox.step(at: now)
    } catch {
      say(trouble: error, in: "outbox")
      return now + .seconds(1)
    }
  }

  /// Commits what waits, ends what has expired, lets go of what is old; once a second.
  func keepLoop() {
    let waker = Waker()
    var round = 0
    while !isStopping.withLock({ $0 }) {
      pulse.beat("keeper")
      do {
        try keep(round, at: .now())
      } catch is Committer.Stopped {
        break
      } catch {
        say(trouble: error, in: "keeper")
      }
      round += 1
      waker.wait(atMost: .seconds(1))
    }
    pulse.leave("keeper")
  }

  private func keep(_ round: Int, at now: Instant) throws {
    try committer.closeWindows(at: now, statuses: watch.statuses)
    try committer.flush(at: now)
    if round % 5 == 0 { try endWhatExpired(at: now) }
    try followDrills(at: now)
    if round % 5 == 3 { try ringDrills(at: now) }
    if round % 5 == 1 { try escalate(at: now) }
    if round % 5 == 4 { try ringTimers(at: now) }
    if round % 5 == 2 { try judgeSilence(at: now, keeps: round % 60 == 2) }
    if round % 5 == 2 {
      try judgeFormats(at: now, keeps: round % 60 == 2)
      try judgeImpairments(at: now)
      // Whoever looks after an alert sees what it speaks of.
      if try keepBlindness(at: now) { writeStatus(at: now) }
    }
    if round % 15 == 0 {
      // What `status` shows as blind is kept as such, where the disk takes it.
      defer { writeStatus(at: now) }
      _ = try keepBlindness(at: now)
    }
    if round % 60 == 0 {
      committer.forgetClosedWindows()
      tellOfEvictions(at: now)
      keepLife(at: now)
      try store.checkpoint()
    }
    if round % 3600 == 600 {
      let limits = committer.current.loaded.configuration.limits
      while try !store.prune(limits, at: now).isEmpty {}
    }
  }

  /// An attacker can mint groups with random names: what was let go for them is said.
  private func tellOfEvictions(at now: Instant) {
    for (source, count) in committer.takeSightingsEvicted().sorted(by: { $0.key < $1.key }) {
      selfLog.append(
        Happening(
          action: .evicted, subject: source,
          detail: """
            baselines of this source know too many combinations: \(count) that were not seen for \
            longest were let go and will count as new. Choose a key with fewer values, or a \
            narrower 'when'
            """,
          time: now))
    }
    let (groups, counters) = committer.windowCounters
    guard counters.evicted + counters.overfull > 0 else { return }
    selfLog.append(
      Happening(
        action: .evicted, subject: "correlation",
        detail: """
          since the start or the last reload \(counters.evicted) groups and \(counters.overfull) entries of correlations were let go, \
          because there were too many; \(groups) are held. Group by fewer fields, or raise \
          limits.window_groups
          """,
        time: now))
  }

  /// Alerts without a finding for their time, alerts by hand at their end, silences that end.
  private func endWhatExpired(at now: Instant) throws {
    let register = committer.register
    if let due = try store.read({ try $0.nextExpiry() }), due <= now {
      try store.commit { ledger in
        for alert in try ledger.reading.expiring(at: now) {
          let told = try ledger.reading.receiversTold(about: alert.id)
          if let change = register.expire(alert, told: told.sorted(), now: now) {
            try ledger.write(change, at: now)
          }
        }
      }
      outbox.waker.ring()
    }
    try endSilences(register, at: now)
  }

  /// Reads everything again; swaps only when `config/` is valid.
  func reload() {
    Readiness.reloading()
    let (current, _) = committer.current
    let loaded = Loaded.read(places, now: .now(), goodRules: current.ruleFiles)
    if !loaded.diagnostics.isEmpty { style.say(loaded.text()) }
    if loaded.hasConfigurationErrors {
      style.say("reload refused: the configuration is wrong; the old one stays in force")
    } else {
      do {
        try outbox.adopt(loaded.register(instance: store.instance))
        try watch.adopt(loaded)
        try committer.replace(loaded, at: .now())
        style.say("reloaded: " + summary(of: loaded))
      } catch {
        style.say("reload failed: \(DeskProblem(error).clause)")
      }
    }
    Readiness.ready(summary(of: committer.current.loaded))
  }
}
