import FoundationEssentials
import Records
import Storage
import Synchronization
import Watching

/// Sources that lose lines, cannot be read or are not understood: which risks that blinds, and when
/// it is over.
///
/// Several threads come here: readers with what they say, the keeper with what it sees. Each mutex
/// is taken for one reading or one change and let go before the next, so that there is no order of
/// locks to keep; the one exception is `keepImpairments`, and says why it is none.
extension RunningSentinel {
  private static let fact = "source_impairments"
  private static let formatsFact = "source_formats"

  /// What the last run knew.
  static func knownImpairments(in store: Store) -> Impairments {
    known(fact, in: store) ?? Impairments()
  }

  static func knownFormats(in store: Store) -> FormatWatch {
    known(formatsFact, in: store) ?? FormatWatch()
  }

  private static func known<Value: Decodable>(_ fact: String, in store: Store) -> Value? {
    let text = try? store.read { try $0.fact(fact) }
    return text.flatMap { try? JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
  }

  /// Takes what a reader says and adds which risks are blind by it; on the reader's thread, before
  /// it goes on, so that a kill a moment later loses neither the mark nor the line.
  func hear(_ happening: Happening) {
    let sources = sources(of: happening)
    let (isNew, impairs) = impairments.withLock { impairments in
      let isNew = sources.contains { !impairments.has(happening.action, $0) }
      return (isNew, impairments.note(happening.action, sources, at: happening.time))
    }
    guard impairs else { return selfLog.append(happening) }
    // What the disk does not take now is written by the keeper, within seconds.
    try? keepImpairments()
    var told = happening
    let risks = blinded(by: sources)
    // Names come first: a chat shows the beginning of a long detail.
    told.detail =
      risks.isEmpty
      ? "\(told.detail); \(Self.words(risks))" : "\(Self.words(risks)); \(told.detail)"
    // Again within the hour, after the all-clear, is news.
    selfLog.append(told, repeats: isNew)
  }

  /// What befalls the journal befalls every source that is read from it: the reader names one.
  ///
  /// Only of declared sources is a book kept.
  private func sources(of happening: Happening) -> [String] {
    let declared = Set(committer.current.loaded.configuration.sources.map(\.id))
    let journals = watch.journalSources
    let all =
      happening.action != .truncated && journals.contains(happening.subject)
      ? journals : [happening.subject]
    return all.filter(declared.contains)
  }

  /// Ids of the risks that nothing watches because of these sources, sorted.
  func blinded(by sources: [String]) -> [String] {
    let impaired = impairments.withLock(\.reasons)
    let silent = Set(silence.withLock(\.silent).keys)
    // As if they could be read and believed: one that never could has its risks, too.
    var able = watch.plan
    for index in able.choices.indices where sources.contains(able.choices[index].source) {
      able.choices[index].isReadable = true
    }
    let loaded = committer.current.loaded
    let former = Coverage(
      loaded, able, silent: silent.subtracting(sources),
      impaired: impaired.filter { !sources.contains($0.key) })
    let now = Coverage(loaded, able, silent: silent, impaired: impaired)
    return Set(now.blind.keys).subtracting(former.blind.keys).sorted()
  }

  /// Risks that are named; `status` has them all.
  private static let namedMax = 20

  static func words(_ risks: [String]) -> String {
    risks.isEmpty ? "no risk depends on it alone" : "blind now to: " + named(risks)
  }

  static func named(_ risks: [String]) -> String {
    let rest = risks.count - namedMax
    return risks.prefix(namedMax).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }

  /// Looks at each source, tells of files that went away, and takes back what is over.
  func judgeImpairments(at now: Instant) throws {
    let declared = committer.current.loaded.configuration.sources.map(\.id)
    let looks = looks(at: Set(declared))
    let turn = impairments.withLock { impairments in
      impairments.keep(only: Set(declared))
      return impairments.judge(looks, at: now)
    }
    for source in turn.lostFile {
      let how = impairments.withLock(\.reasons)[source] ?? "without a file"
      selfLog.append(
        Happening(
          action: .silent, subject: source,
          detail: "it is \(how); \(Self.words(blinded(by: [source])))", time: now),
        repeats: true)
    }
    owedClears.withLock { $0 += turn.mended }
    try settleClears(at: now)
    try keepImpairments()
  }

  /// How the declared sources look.
  private func looks(at declared: Set<String>) -> [String: Impairments.Look] {
    let (statuses, journals) = (watch.statuses, Set(watch.journalSources))
    let known = silence.withLock(\.books)
    let journalLines = statuses.filter { journals.contains($0.source) }
      .compactMap(\.lastLines).max()
    var looks: [String: Impairments.Look] = [:]
    for status in statuses where declared.contains(status.source) {
      looks[status.source] = Impairments.Look(
        isUnreadable: !status.unreadable.isEmpty,
        isGone: status.filesOpen == 0 && !status.missing.isEmpty && status.unreadable.isEmpty
          && known[status.source] != nil,
        lastLines: journals.contains(status.source) ? journalLines : status.lastLines)
    }
    return looks
  }

  /// Judges the formats of what was read; `keeps` as with silence.
  func judgeFormats(at now: Instant, keeps: Bool) throws {
    let sources = committer.current.loaded.configuration.sources
    let (verdicts, books) = committer.formats.withLock { formats in
      formats.keep(only: Set(sources.map(\.id)))
      return (formats.judge(), formats)
    }
    for verdict in verdicts {
      guard verdict.isUndecoded else {
        impairments.withLock { $0.end(.undecoded, verdict.source) }
        try clear(.init(source: verdict.source, action: .undecoded), at: now)
        continue
      }
      let format = sources.first { $0.id == verdict.source }?.format ?? .auto
      hear(
        Happening(
          action: .undecoded, subject: verdict.source,
          detail: "\(verdict.refused) of the last \(verdict.decoded) lines that were looked at are "
            + "not written as \(format.rawValue); see how the program logs now, and declare that "
            + "format", time: now))
    }
    guard keeps || !verdicts.isEmpty else { return }
    let text = String(decoding: try JSONEncoder().encode(books), as: UTF8.self)
    try store.commit { try $0.write(fact: Self.formatsFact, text) }
  }

  /// Writes what is known of impairments, when it has changed.
  ///
  /// Their mutex is taken within the transaction, since two threads may write: the later
  /// transaction then holds the later value. Nothing else is taken while it is held.
  private func keepImpairments() throws {
    guard impairments.withLock({ $0 }) != keptImpairments.withLock({ $0 }) else { return }
    let written = try store.commit { ledger in
      let current = impairments.withLock { $0 }
      let text = String(decoding: try JSONEncoder().encode(current), as: UTF8.self)
      try ledger.write(fact: Self.fact, text)
      return current
    }
    keptImpairments.withLock { $0 = written }
  }
}
