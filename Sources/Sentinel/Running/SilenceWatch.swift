import Alerting
import FoundationEssentials
package import Records
import Storage
import Synchronization
import Watching

/// Which sources have fallen silent, by what they declare or by their own habits.
///
/// A source is judged once it was heard. Without `quiet_after` its longest pause is learned over
/// seven days; then twice that, and at least a quarter of an hour, is silence. The sentinel's own
/// absence is nobody's pause. A value: `judge` is told what is so and says what has changed.
package struct SilenceWatch: Codable, Equatable {
  /// What is known of one source.
  package struct Book: Codable, Equatable {
    /// When it was first heard.
    var began: Instant
    var last: Instant
    /// Day since 1970 → longest pause that ended on it, in seconds.
    var pauses: [Int: Int64] = [:]
    var isSilent = false
  }
  /// What `judge` found that was not so before.
  package struct Turn: Equatable {
    package var fellSilent: [String]
    package var spokeAgain: [String]

    package init(fellSilent: [String] = [], spokeAgain: [String] = []) {
      self.fellSilent = fellSilent
      self.spokeAgain = spokeAgain
    }
  }

  package private(set) var books: [String: Book] = [:]

  /// Source → when it last spoke, for those that are silent now.
  package var silent: [String: Instant] { books.filter(\.value.isSilent).mapValues(\.last) }

  /// Sources that were heard and are not silent.
  package var heard: [String: Instant] { books.filter { !$0.value.isSilent }.mapValues(\.last) }

  package init() {}

  /// `lines` are the moments of each source's last lines, `declared` their `quiet_after`; nothing
  /// before `since`, the start of this run, counts as a pause.
  package mutating func judge(
    lines: [String: Instant], declared: [String: Duration], since: Instant, at now: Instant
  ) -> Turn {
    var turn = Turn()
    for (source, last) in lines.sorted(by: { $0.key < $1.key }) {
      guard var book = books[source] else {
        books[source] = Book(began: now, last: last)
        continue
      }
      guard last > book.last else { continue }
      book.note(pause: last - max(book.last, since), at: now)
      book.last = last
      if book.isSilent { turn.spokeAgain.append(source) }
      book.isSilent = false
      books[source] = book
    }
    for (source, book) in books.sorted(by: { $0.key < $1.key }) where !book.isSilent {
      guard let limit = declared[source] ?? book.learnedLimit(at: now),
        now - max(book.last, since) > limit
      else { continue }
      books[source]?.isSilent = true
      turn.fellSilent.append(source)
    }
    return turn
  }

  /// Forgets sources that are not declared any more.
  package mutating func keep(only sources: Set<String>) {
    books = books.filter { sources.contains($0.key) }
  }
}

extension SilenceWatch.Book {
  private static let learningDays = 7
  /// A shorter pause is none, however chatty the source was.
  private static let quietMin = Duration.seconds(900)

  fileprivate mutating func note(pause: Duration, at now: Instant) {
    let day = Int(now.microseconds / 86_400_000_000)
    pauses[day] = max(pauses[day] ?? 0, pause.components.seconds)
    pauses = pauses.filter { $0.key > day - Self.learningDays }
  }

  /// Nil while there is not a week to learn from.
  fileprivate func learnedLimit(at now: Instant) -> Duration? {
    guard now - began >= .seconds(Self.learningDays * 86_400), let longest = pauses.values.max()
    else { return nil }
    return max(.seconds(longest * 2), Self.quietMin)
  }
}

extension RunningSentinel {
  /// Judges silence, says who fell silent and which risks that blinds, and takes it back.
  ///
  /// What is known is kept when somebody fell silent, spoke again or spoke first, else where `keeps` says so:
  /// a commit for each line that was heard would cost more than it is worth.
  func judgeSilence(at now: Instant, keeps: Bool) throws {
    let loaded = committer.current.loaded
    let sources = loaded.configuration.sources
    var lines: [String: Instant] = [:]
    for status in watch.statuses { lines[status.source] = status.lastLines }
    let declared = Dictionary(
      sources.compactMap { source in source.quietAfter.map { (source.id, $0) } },
      uniquingKeysWith: { first, _ in first })
    let before = silence.withLock { $0 }
    var after = before
    let ids = Set(sources.map(\.id))
    after.keep(only: ids)
    let turn = after.judge(
      lines: lines.filter { ids.contains($0.key) }, declared: declared, since: started, at: now)
    silence.withLock { $0 = after }
    for source in turn.fellSilent { tell(source, after, now) }
    for source in turn.spokeAgain { try clear(.init(source: source, action: .silent), at: now) }
    if keeps || turn != .init() || after.books.count != before.books.count {
      try store.commit { try $0.write(fact: Self.fact, encoded(after)) }
    }
  }

  private static let fact = "source_silence"

  /// What the last run knew.
  static func knownSilence(in store: Store) -> SilenceWatch {
    let text = try? store.read { try $0.fact(fact) }
    let known = text.flatMap { try? JSONDecoder().decode(SilenceWatch.self, from: Data($0.utf8)) }
    return known ?? SilenceWatch()
  }

  private func encoded(_ silence: SilenceWatch) throws -> String {
    String(decoding: try JSONEncoder().encode(silence), as: UTF8.self)
  }

  private func tell(_ source: String, _ silence: SilenceWatch, _ now: Instant) {
    let last = silence.silent[source] ?? now
    let minutes = (now - last).components.seconds / 60
    selfLog.append(
      Happening(
        action: .silent, subject: source,
        detail: "no line since \(last.rfc3339()), \(minutes) min; "
          + Self.words(blinded(by: [source])), time: now),
      repeats: true)
  }
}
