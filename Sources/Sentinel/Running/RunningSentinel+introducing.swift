import Detection
import FoundationEssentials
import Records
import Synchronization
import Watching

/// What it says of itself: at the start, to systemd, and to `status`.
extension RunningSentinel {
  func introduce() {
    let loaded = committer.current.loaded
    style.say("tocsin watches \(Host.name):")
    for choice in watch.plan.choices
    where choice.source != DrillLine.source && choice.source != "tocsin" {
      style.say("  \(choice.isReadable ? "reads" : "waits")  \(choice.source): \(choice.reason)")
    }
    let silent = Set(silence.withLock(\.silent).keys)
    let blind = Coverage(
      loaded, watch.plan, silent: silent, impaired: impairments.withLock(\.reasons)
    ).blind
    style.say("  " + summary(of: loaded))
    if !loaded.leftOut.isEmpty {
      style.say("  \(counted(loaded.leftOut.count, "rule document")) left out; see tocsin check")
    }
    if !blind.isEmpty { style.say("  blind to \(counted(blind.count, "risk")):") }
    for (risk, why) in blind.sorted(by: { $0.key < $1.key }) { style.say("    \(risk): \(why)") }
    Readiness.ready(summary(of: loaded))
  }

  func summary(of loaded: Loaded) -> String {
    let sources = watch.plan.choices.count { $0.isReadable }
    return
      "\(counted(sources, "source")), \(counted(loaded.ruleSet.summaries.count, "rule")), "
      + "\(counted(loaded.configuration.risks.count, "risk")), "
      + "\(counted(loaded.configuration.receivers.count, "receiver"))"
  }

  /// Leaves a picture of itself for `tocsin status`, whole or not at all.
  func writeStatus(at now: Instant) {
    let (groups, counters) = committer.windowCounters
    let rules = committer.current.loaded.ruleSet.summaries.count
    let silence = silence.withLock { $0 }
    let impaired = impairments.withLock(\.reasons)
    let snapshot = StatusSnapshot(
      started: started, written: now, rules: rules, blind: knowBlindness(),
      windows: groups,
      late: counters.late,
      withoutTime: counters.withoutTime, evicted: counters.evicted,
      withoutField: counters.withoutField, withoutValue: counters.withoutValue,
      sources: watch.statuses.map { status in
        StatusSnapshot.Source(
          id: status.source, files: status.filesOpen, lines: status.linesRead,
          behind: status.bytesBehind, cut: status.linesCut, last: status.lastLines,
          unreadable: status.unreadable)
      },
      heard: silence.heard.keys.filter { impaired[$0] == nil }.sorted(),
      silent: silence.silent.keys.sorted(), impaired: impaired)
    guard let data = try? JSONEncoder().encode(snapshot) else { return }
    try? data.write(to: URL(filePath: places.state + "/status.json"), options: .atomic)
  }
}
