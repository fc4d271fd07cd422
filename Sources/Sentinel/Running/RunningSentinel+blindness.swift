import Detection
import Records
import Storage
import Synchronization
import Watching

/// What blindness was computed from last, so that it is computed on changes alone.
struct KnownBlindness: Sendable {
  struct Inputs: Equatable {
    var generation: Int
    var readable: [String]
    var heard: [String]
    var silent: [String]
    var impaired: [String: String]
  }

  var inputs: Inputs?
  /// Of which rules a test fails: run once for each loaded set.
  var proof: (generation: Int, failed: Set<String>)?
  /// Risk → weakest link, of those below level 3.
  var blind: [String: String] = [:]
  /// The risks that stand as blind in the database; nil before the first look of this run.
  var kept: Set<String>?
}

/// The times in which a risk stood below level 3, kept on changes.
extension RunningSentinel {
  /// Which risks are blind now, and why; computed when something has changed that it depends on.
  ///
  /// For the keeper's thread alone, since it is long between reading `blindness` and writing it.
  func knowBlindness() -> [String: String] {
    let (loaded, generation) = committer.current
    let (plan, silence) = (watch.plan, silence.withLock { $0 })
    let impaired = impairments.withLock(\.reasons)
    let inputs = KnownBlindness.Inputs(
      generation: generation, readable: plan.choices.filter(\.isReadable).map(\.source),
      heard: silence.heard.keys.sorted(), silent: silence.silent.keys.sorted(),
      impaired: impaired)
    let known = blindness.withLock { $0 }
    if known.inputs == inputs { return known.blind }
    var standing = Standing()
    standing.isRunning = true
    standing.heard = Set(inputs.heard).subtracting(impaired.keys)
      .union([OwnSources.happenings, DrillLine.source])
    let blind = loaded.belowListening(
      LevelJudge(
        coverage: Coverage(loaded, plan, silent: Set(inputs.silent), impaired: impaired),
        standing: standing, failed: failedRules(loaded, generation),
        kinds: loaded.ruleSet.sampleKinds))
    blindness.withLock { ($0.inputs, $0.blind) = (inputs, blind) }
    return blind
  }

  /// Writes what has become blind or sees again; true when something has.
  func keepBlindness(at now: Instant) throws -> Bool {
    let blind = knowBlindness()
    guard blindness.withLock(\.kept) != Set(blind.keys) else { return false }
    try store.commit { try $0.note(blind: blind, at: now) }
    blindness.withLock { $0.kept = Set(blind.keys) }
    return true
  }

  private func failedRules(_ loaded: Loaded, _ generation: Int) -> Set<String> {
    if let known = blindness.withLock(\.proof), known.generation == generation {
      return known.failed
    }
    let failed = Set(loaded.ruleSet.runSamples().filter { !$0.passed }.map(\.rule))
    blindness.withLock { $0.proof = (generation, failed) }
    return failed
  }

  /// Says that it lives, for the next run; what cannot be written now is said a minute later.
  func keepLife(at now: Instant) {
    try? store.commit { try $0.write(fact: Absence.lifeFact, String(now.microseconds)) }
  }

  /// After a time in which no sentinel ran, each risk was blind: it is told and kept.
  func noteAbsence() {
    guard let last = Absence.lastLife(in: store), started - last > Absence.toldAfter else {
      return keepLife(at: started)
    }
    let risks = committer.current.loaded.configuration.risks.values
      .filter { $0.status != .closed }.map(\.id).sorted()
    selfLog.append(
      Happening(
        action: .restarted, subject: "absence",
        detail: "no sentinel ran from \(last.rfc3339()) to \(started.rfc3339()), "
          + "\((started - last).roughly); blind until now to: " + Self.named(risks),
        time: started), repeats: true)
    // In one transaction: killed between two, the next run would not know of it any more.
    try? store.commit { ledger in
      try ledger.note(absenceFrom: last, to: started, risks: risks, why: Absence.why)
      try ledger.write(fact: Absence.lifeFact, String(started.microseconds))
    }
  }
}

/// When no sentinel ran.
enum Absence {
  static let lifeFact = "last_alive"
  static let why = "no sentinel ran"

  /// A restart by hand or by the unit takes seconds; beyond this nobody watched.
  static let toldAfter = Duration.seconds(300)

  /// When a sentinel last said that it lives, which it does once a minute and at its end.
  static func lastLife(in store: Store) -> Instant? {
    let text = try? store.read { try $0.fact(lifeFact) }
    return text.flatMap { Int64($0) }.map(Instant.init(microseconds:))
  }
}

extension Loaded {
  /// Risk → weakest link, of those below level 3.
  func belowListening(_ judge: LevelJudge) -> [String: String] {
    let ties = rulesByRisk
    var blind: [String: String] = [:]
    for risk in configuration.risks.values where risk.status != .closed {
      let tied = ties[risk.id] ?? []
      let level = tied.map { judge.level(of: $0.id) }.max() ?? .none
      guard level < .listening else { continue }
      let able = tied.filter { judge.coverage.readiness[$0.id]?.canFire ?? false }
      blind[risk.id] = judge.coverage.blind[risk.id] ?? judge.weakestLink(able, tied, level)
    }
    return blind
  }
}
