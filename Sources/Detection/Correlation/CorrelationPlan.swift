package import Records

/// Correlations tied to the rules they listen to, as tables of numbers.
///
/// A correlation's number is its index in the array the plan was made from; one that was refused
/// keeps its number and hears nothing.
package struct CorrelationPlan: Sendable {
  /// One correlation as windows look at it.
  ///
  /// It holds no reference, so that looking at it for every match counts nothing.
  struct Watch: BitwiseCopyable, Sendable {
    /// How a group is kept and tested.
    enum Method: UInt8, BitwiseCopyable, Sendable {
      /// Hears nothing.
      case refused
      // Tested at each line.
      case count, ordered, temporal, distinct, numbers
      /// Tested when its window ends.
      case closing

      /// Keeps as much as tells whether a whole number is reached.
      var isWhole: Bool { self == .count || self == .distinct }
    }
    /// What of a window is compared.
    enum Measure: UInt8, BitwiseCopyable, Sendable {
      case events, distinct, sum, mean, percentile, rules, chain

      /// Entries carry a number.
      var isNumeric: Bool { self == .sum || self == .mean || self == .percentile }
      var hasValue: Bool { isNumeric || self == .distinct }
    }

    var method = Method.refused
    var measure = Measure.events
    /// False: it only feeds others and makes no firings unless they are asked for.
    var isTold = true
    /// Its lines are shown far from where they were read.
    var wantsNotes = false
    /// Microseconds; the window is (t − timespan, t].
    var timespan: Int64 = 0
    /// The count from which the condition holds, where it is tested at each line.
    var least = 1
    /// Entries kept of a group: as many as tell whether the condition holds.
    var timesMax = 1
    /// Different rules of a temporal list, or steps of an ordered one.
    var places = 0
    /// Steps of all alternatives of an ordered one.
    var starts = 0
    /// In `terms`: alternatives, where the condition is a formula.
    var termStart = 0
    var termEnd = 0
    /// In `checks`: bounds, all of which must hold.
    var checkStart = 0
    var checkEnd = 0
    var percentile = 0.0
    /// Times the lateness, and how much beside it, a match may come behind its group.
    var slackTimes = 0
    var slackSpan: Int64 = 0
    /// Changes with everything that gives a kept state its meaning.
    var fingerprint: UInt32 = 0
    /// In `links`: the correlations that hear this one.
    var linkStart = 0
    var linkEnd = 0

    var isUsable: Bool { method != .refused }
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
    /// In `picks`: which of them the parent measures.
    var valueStart: Int32
    var valueCount: Int32
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
  var terms: [TemporalCondition.Term] = []
  var checks: [CorrelationBounds.Check] = []
  /// Some window is tested when it ends: somebody must say how far time has come.
  package private(set) var closesWindows = false
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
    _ rules: [CorrelationRule], ruleIndex: @escaping (String) -> Int?, names: inout FieldNames,
    diagnostics: inout [Diagnostic]
  ) {
    var tie = CorrelationTie(rules, ruleIndex: ruleIndex)
    tie.refuse()
    diagnostics += tie.diagnostics
    identities = rules.map(\.identity)
    groupBy = rules.map(\.groupBy)
    watches = tie.watches
    listening = Self.listening(tie, watches, names: &names)
    closesWindows = watches.contains { $0.method == .closing }
    addConditions(tie)
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

  private mutating func addConditions(_ tie: CorrelationTie) {
    for number in watches.indices where watches[number].isUsable {
      (watches[number].termStart, watches[number].checkStart) = (terms.count, checks.count)
      terms += tie.conditions[number]?.terms ?? []
      checks += CorrelationBounds(tie.rules[number].condition).checks
      // A list without a condition wants all of it.
      if tie.rules[number].kind == .temporal, tie.rules[number].words == nil,
        tie.rules[number].condition.isEmpty
      {
        checks.append(.init(comparison: .gte, value: Double(watches[number].places)))
      }
      (watches[number].termEnd, watches[number].checkEnd) = (terms.count, checks.count)
    }
  }

  private static func listening(
    _ tie: CorrelationTie, _ watches: [Watch], names: inout FieldNames
  ) -> Listening {
    var draft = ListeningDraft()
    for (number, rule) in tie.rules.enumerated() where watches[number].isUsable {
      for (base, mask) in tie.heardRules(of: number) {
        func numbers(_ fields: [String]) -> [UInt16] {
          fields.map { names.number(for: tie.field($0, of: number, from: .rule(base))) }
        }
        draft.add(
          number, hears: base, mask: mask, watches[number], by: numbers(rule.groupBy),
          measuring: numbers(rule.fields))
      }
    }
    return Listening(draft)
  }

  private mutating func buildLinks(_ tie: CorrelationTie) {
    for child in watches.indices where watches[child].isUsable {
      let start = links.count
      for parent in watches.indices
      where watches[parent].isUsable && tie.children(of: parent).contains(child) {
        let chosen = tie.picks(tie.rules[parent].groupBy, of: parent, from: child) ?? []
        let measured = tie.picks(tie.rules[parent].fields, of: parent, from: child) ?? []
        links.append(
          Link(
            parent: Int32(parent), mask: tie.mask(of: .correlation(child), in: parent),
            pickStart: Int32(picks.count), pickCount: Int32(chosen.count),
            takesAll: chosen == Array(groupBy[child].indices),
            valueStart: Int32(picks.count + chosen.count), valueCount: Int32(measured.count)))
        picks += chosen + measured
      }
      (watches[child].linkStart, watches[child].linkEnd) = (start, links.count)
    }
  }
}
