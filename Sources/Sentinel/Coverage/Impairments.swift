package import Records

/// Which sources lose lines, cannot be read or are not understood, since when, and when that is over.
///
/// What is said of a source is told to `note`, what can be looked at to `judge`. A state (no rights,
/// no file, another format) is over when it is seen to be; a loss is over some time after the last
/// word of it, when a line was read since. A value; it is kept over restarts, and so is
/// whether a line was read: a log that is healthy and quiet owes no second one.
package struct Impairments: Codable, Equatable, Sendable {
  package struct Mark: Codable, Equatable, Sendable {
    package var since: Instant
    /// When a loss was told last; of a state, `since`.
    package var last: Instant
    /// A line was read after `last`.
    package var hasSpoken = false
  }

  /// A loss that goes on is told once an hour at most, so an hour after the last word nobody knows
  /// yet that it is over; five minutes more do.
  package static let lossLasts = Duration.seconds(65 * 60)

  /// A log that is rotated away may be missing until its writer opens the new one.
  package static let goneAfter = Duration.seconds(60)

  /// A state that was told is not over sooner: its alert is to be there when it is taken back.
  package static let stateLasts = Duration.seconds(10)

  /// What happens at a moment; the rest lasts until it is seen to be over.
  private static let losses: Set<Happening.Action> = [
    .gap, .truncated, .suppressed, .dropped, .auditlost,
  ]

  /// Source → word of what happened → when.
  private var marks: [String: [String: Mark]] = [:]

  package init() {}

  /// Takes in what was said of these sources; false when it is nothing that impairs one.
  @discardableResult
  package mutating func note(
    _ action: Happening.Action, _ sources: [String], at now: Instant
  ) -> Bool {
    guard Self.losses.contains(action) || action == .unreadable || action == .undecoded else {
      return false
    }
    for source in sources { mark(source, action.rawValue, now) }
    return !sources.isEmpty
  }

  /// Whether this is known of the source.
  package func has(_ action: Happening.Action, _ source: String) -> Bool {
    marks[source]?[action.rawValue] != nil
  }

  /// Takes back what no look can see the end of.
  package mutating func end(_ action: Happening.Action, _ source: String) {
    remove(source, action.rawValue)
  }

  /// Looks at sources; one that is not in `looks` stays as it is.
  package mutating func judge(_ looks: [String: Look], at now: Instant) -> Turn {
    var turn = Turn()
    for (source, look) in looks.sorted(by: { $0.key < $1.key }) {
      if look.isGone, marks[source]?[Happening.Action.nofile.rawValue] == nil {
        mark(source, Self.missing, now)
      }
      if look.isUnreadable { mark(source, Happening.Action.unreadable.rawValue, now) }
      if ripen(source, at: now) { turn.lostFile.append(source) }
      for (word, mark) in (marks[source] ?? [:]).sorted(by: { $0.key < $1.key }) {
        let hasSpoken = mark.hasSpoken || look.lastLines.map { $0 > mark.last } ?? false
        marks[source]?[word]?.hasSpoken = hasSpoken
        guard isOver(word, mark, hasSpoken, look, now) else { continue }
        remove(source, word)
        if let action = Happening.Action(rawValue: word) {
          turn.mended.append(Mended(source: source, action: action))
        }
      }
    }
    return turn
  }

  /// Forgets sources that are not declared any more.
  package mutating func keep(only sources: Set<String>) {
    marks = marks.filter { sources.contains($0.key) }
  }

  /// Source → what is wrong with it longest, as a clause that follows "is": "unreadable since …".
  package var reasons: [String: String] {
    marks.compactMapValues { marks in
      let counted = marks.filter { $0.key != Self.missing }
      guard
        let (word, mark) = counted.min(by: { ($0.value.since, $0.key) < ($1.value.since, $1.key) })
      else { return nil }
      let since = mark.since.rfc3339()
      return switch Happening.Action(rawValue: word) {
      case .unreadable: "unreadable since \(since)"
      case .nofile: "without a file since \(since)"
      case .undecoded: "not understood since \(since)"
      case .truncated: "not read whole: lines were cut, first at \(since)"
      default: "not read whole: lines were lost, first at \(since)"
      }
    }
  }
}

/// Single marks.
extension Impairments {
  /// Word of a file that is missing, and not yet for long enough to count.
  private static let missing = "missing"

  /// Begins a mark; one that is there goes on, and as a loss wants a line anew.
  private mutating func mark(_ source: String, _ word: String, _ now: Instant) {
    guard let known = marks[source]?[word] else {
      marks[source, default: [:]][word] = Mark(since: now, last: now)
      return
    }
    guard Happening.Action(rawValue: word).map(Self.losses.contains) ?? false else { return }
    marks[source]?[word] = Mark(since: known.since, last: max(known.last, now))
  }

  private mutating func remove(_ source: String, _ word: String) {
    marks[source]?[word] = nil
    if marks[source]?.isEmpty ?? false { marks[source] = nil }
  }

  /// Lets a file that is missing for long enough count; true when it begins to.
  private mutating func ripen(_ source: String, at now: Instant) -> Bool {
    guard let mark = marks[source]?[Self.missing], now - mark.since > Self.goneAfter else {
      return false
    }
    marks[source]?[Self.missing] = nil
    marks[source]?[Happening.Action.nofile.rawValue] = mark
    return true
  }

  private func isOver(
    _ word: String, _ mark: Mark, _ hasSpoken: Bool, _ look: Look, _ now: Instant
  ) -> Bool {
    switch Happening.Action(rawValue: word) {
    case nil: !look.isGone
    case .unreadable: !look.isUnreadable && now - mark.since >= Self.stateLasts
    case .nofile: !look.isGone && hasSpoken
    case .undecoded: false
    default: now - mark.last >= Self.lossLasts && hasSpoken
    }
  }
}
