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

  /// A rule heard by a correlation.
  struct Listener: BitwiseCopyable, Sendable {
    var correlation: Int32
    var mask: UInt32
    var fieldStart: Int32
    var fieldCount: Int32
  }

  /// A correlation heard by another.
  struct Link: BitwiseCopyable, Sendable {
    var parent: Int32
    var mask: UInt32
    /// In `picks`: which of the child's values make the parent's group.
    var pickStart: Int32
    var pickCount: Int32
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
  private var listeners: [Listener] = []
  private var fields: [UInt16] = []
  /// By rule: its part of `listeners`.
  private var heard: [Range<Int32>] = []

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
    buildListeners(tie, names: &names)
    buildLinks(tie)
  }

  /// How many correlations there are, refused ones included.
  package var count: Int { watches.count }

  /// False for a correlation that was refused.
  package func isUsable(_ correlation: Int) -> Bool { watches[correlation].isUsable }

  /// Whether any correlation listens to this rule.
  package func isFed(by rule: Int) -> Bool { rule < heard.count && !heard[rule].isEmpty }

  /// Notes that `rule` matched line `line` of the chunk, for every correlation that listens.
  ///
  /// A line without a time opens no window, and one that lacks a field of `group-by` is not
  /// counted in that group; the batch counts both.
  package func note(
    rule: Int, line: Int, event: borrowing Event, into batch: inout HitBatch
  ) {
    guard isFed(by: rule) else { return }
    guard let time = event.time else { return batch.countHitWithoutTime() }
    for number in heard[rule] {
      let listener = listeners[Int(number)]
      let first = Int(listener.fieldStart)
      batch.add(
        rule: rule, line: line, time: time.microseconds, correlation: listener.correlation,
        mask: listener.mask,
        fields: fields.span.extracting(first..<first + Int(listener.fieldCount)), of: event)
    }
  }

  private mutating func buildListeners(_ tie: CorrelationTie, names: inout FieldNames) {
    var byRule: [Int: [Listener]] = [:]
    for (number, rule) in tie.rules.enumerated() where watches[number].isUsable {
      for (base, mask) in tie.heardRules(of: number) {
        let start = Int32(fields.count)
        fields += rule.groupBy.map {
          names.number(for: tie.field($0, of: number, from: .rule(base)))
        }
        byRule[base, default: []].append(
          Listener(
            correlation: Int32(number), mask: mask, fieldStart: start,
            fieldCount: Int32(rule.groupBy.count)))
      }
    }
    for rule in 0..<((byRule.keys.max() ?? -1) + 1) {
      let start = Int32(listeners.count)
      listeners += byRule[rule] ?? []
      heard.append(start..<Int32(listeners.count))
    }
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
            pickCount: Int32(chosen.count)))
        picks += chosen
      }
      (watches[child].linkStart, watches[child].linkEnd) = (start, links.count)
    }
  }
}
