package import Records

/// Correlations tied to the rules they listen to, as tables of numbers.
///
/// A correlation's number is its index in the array the plan was made from; one that was refused
/// keeps its number and hears nothing.
package struct CorrelationPlan: Sendable {
  /// One correlation with its condition in whole numbers.
  ///
  /// It holds no reference, so that looking at it for every match counts nothing.
  struct Watch: BitwiseCopyable, Sendable {
    /// False: refused, hears nothing.
    var isUsable = false
    var isOrdered = false
    /// False: it only feeds others and makes no firings unless they are asked for.
    var isTold = true
    /// Microseconds; the window is (t − timespan, t].
    var timespan: Int64 = 0
    /// Counts for which the condition holds.
    var least = 1
    var most = Int.max
    /// Times kept of a group: as many as tell whether the condition holds.
    var timesMax = 1
    /// Length of the list of an ordered correlation.
    var steps = 0
    /// Changes with everything that gives a kept state its meaning.
    var fingerprint: UInt32 = 0
    /// In `links`: the correlations that hear this one.
    var linkStart = 0
    var linkEnd = 0
  }

  /// A correlation heard by another.
  struct Link: BitwiseCopyable, Sendable {
    var parent: Int32
    var mask: UInt32
    /// In `picks`: which of the child's values make the parent's group.
    var pickStart: Int32
    var pickCount: Int32
    /// The parent's group is the child's, value by value.
    var takesAll: Bool
  }

  /// Steps of a chain of correlations, and rules of an ordered one, that are followed.
  ///
  /// Ten is what other engines allow; no honest document comes near.
  package static let depthMax = 10
  static let stepsMax = 32
  /// Times kept of one group: a condition above it is refused.
  ///
  /// 80 KB a group; who counts more than ten thousand lines wants a rate, not a window.
  package static let timesMax = 10_000

  /// By number, like the two after it.
  var watches: [Watch] = []
  let identities: [String]
  let groupBy: [[String]]
  var links: [Link] = []
  var picks: [Int] = []
  /// Which correlations hear a rule.
  let listening: Listening

  /// Ties `rules` to the rules and correlations they name.
  ///
  /// `ruleIndex` finds a plain rule by id or name. `names` gives numbers to the fields of
  /// `group-by`, so events must be made after this. Refused correlations are told with TOC014
  /// (a cycle), TOC016 (an unknown rule or field, a missing part) or TOC018 (a condition that
  /// cannot be honoured); what listens to them is refused too.
  package init(
    _ rules: [CorrelationRule], ruleIndex: (String) -> Int?, names: inout FieldNames,
    diagnostics: inout [Diagnostic]
  ) {
    var tie = CorrelationTie(rules, ruleIndex: ruleIndex)
    tie.refuse()
    diagnostics += tie.diagnostics
    identities = rules.map(\.identity)
    groupBy = rules.map(\.groupBy)
    watches = rules.indices.map { tie.isRefused[$0] ? Watch() : tie.watch(of: $0) }
    listening = Self.listening(tie, watches, names: &names)
    buildLinks(tie)
  }

  /// Says which correlations are told, by number; until then all are.
  package mutating func tell(_ isTold: [Bool]) {
    for number in watches.indices where number < isTold.count {
      watches[number].isTold = isTold[number]
    }
  }

  /// How many correlations there are, refused ones included.
  package var count: Int { watches.count }

  /// False for a correlation that was refused.
  package func isUsable(_ correlation: Int) -> Bool { watches[correlation].isUsable }

  /// Whether any correlation listens to this rule.
  package func isFed(by rule: Int) -> Bool { listening.isHeard(rule) }

  /// Notes that `rule` matched line `line` of the chunk, for every correlation that listens.
  package func note(
    rule: Int, line: Int, event: borrowing Event, into batch: inout HitBatch
  ) {
    listening.note(rule: rule, line: line, event: event, into: &batch)
  }

  private static func listening(
    _ tie: CorrelationTie, _ watches: [Watch], names: inout FieldNames
  ) -> Listening {
    var draft = ListeningDraft()
    for (number, rule) in tie.rules.enumerated() where watches[number].isUsable {
      for (base, mask) in tie.heardRules(of: number) {
        draft.add(
          number, hears: base, mask: mask,
          by: rule.groupBy.map { names.number(for: tie.field($0, of: number, from: .rule(base))) })
      }
    }
    return Listening(draft)
  }

  private mutating func buildLinks(_ tie: CorrelationTie) {
    for child in watches.indices where watches[child].isUsable {
      let start = links.count
      for parent in watches.indices where watches[parent].isUsable {
        guard let mask = tie.heardCorrelations(of: parent)[child] else { continue }
        let chosen = tie.picks(of: parent, from: child) ?? []
        links.append(
          Link(
            parent: Int32(parent), mask: mask, pickStart: Int32(picks.count),
            pickCount: Int32(chosen.count),
            takesAll: chosen == Array(groupBy[child].indices)))
        picks += chosen
      }
      (watches[child].linkStart, watches[child].linkEnd) = (start, links.count)
    }
  }
}
