import Detection
import Records

/// What correlation windows mean, written down as plainly as possible: every hit of every group is
/// kept and every question is answered by looking at all of them.
struct WindowModel {
  struct Heard {
    var time: Int64
    var rule: String
  }
  struct Group {
    var heard: [Heard] = []
    var isHolding = false
    var last: Int64 { heard.map(\.time).max() ?? 0 }
  }
  struct Fired: Equatable {
    var correlation: String
    var group: [String]
    var count: Int
    var isRising: Bool
    var line: Int
    var time: Int64
  }

  let rules: [CorrelationRule]
  let lateness: Int64
  private var groups: [[String]: Group] = [:]
  private(set) var fired: [Fired] = []

  init(_ rules: [CorrelationRule], lateness: Int64) {
    self.rules = rules
    self.lateness = lateness
  }

  /// `rule` matched line `line`; `values` are the fields of the event.
  mutating func hear(_ rule: String, at time: Int64, _ values: [String: String], line: Int) {
    for correlation in rules where correlation.rules.contains(where: { $0.value == rule }) {
      let names = correlation.groupBy.map { correlation.aliases[$0]?[rule] ?? $0 }
      let group = names.compactMap { values[$0] }
      guard group.count == names.count else { continue }
      hear(rule, at: time, correlation, group, line: line)
    }
  }

  private mutating func hear(
    _ rule: String, at time: Int64, _ correlation: CorrelationRule, _ values: [String], line: Int
  ) {
    let key = [correlation.identity] + values
    let span = correlation.timespan.microseconds
    var group = groups[key] ?? Group()
    if !group.heard.isEmpty {
      let age = group.last - time
      if age >= span, age > lateness, age > 1_800_000_000 {
        group = Group()
      } else if age > 0, age > lateness || age >= span {
        return
      }
    }
    let isReached = !group.heard.isEmpty && group.last > time - span
    let wasHolding = group.isHolding && isReached
    let place = group.heard.lastIndex { $0.time <= time }.map { $0 + 1 } ?? 0
    group.heard.insert(Heard(time: time, rule: rule), at: place)
    let last = group.last
    let window = group.heard.filter { $0.time > last - span }
    let count = correlation.kind == .eventCount ? window.count : correlation.rules.count
    group.isHolding = holds(correlation, window)
    groups[key] = group
    guard group.isHolding else { return }
    fired.append(
      Fired(
        correlation: correlation.identity, group: values, count: wasHolding ? 1 : count,
        isRising: !wasHolding, line: line, time: last))
    hear(
      correlation.name ?? correlation.identity, at: last,
      Dictionary(uniqueKeysWithValues: zip(correlation.groupBy, values)), line: line)
  }

  private func holds(_ correlation: CorrelationRule, _ window: [Heard]) -> Bool {
    switch correlation.kind {
    case .eventCount:
      return correlation.condition.allSatisfy { bound in
        let count = Double(window.count)
        return switch bound.comparison {
        case .gt: count > bound.value
        case .gte: count >= bound.value
        case .lt: count < bound.value
        case .lte: count <= bound.value
        case .eq: count == bound.value
        case .neq: count != bound.value
        }
      }
    case .temporalOrdered:
      var awaited = correlation.rules.map(\.value)[...]
      for heard in window where heard.rule == awaited.first { awaited.removeFirst() }
      return awaited.isEmpty
    }
  }
}

extension [WindowModel.Fired] {
  /// For each group its edges one by one, and what followed each of them as one sum with the last
  /// line and time; in an order of its own, since within one line the order says nothing.
  var joined: Self {
    var byGroup: [[String]: Self] = [:]
    for fired in self {
      let key = [fired.correlation] + fired.group
      var former = byGroup[key, default: []]
      if let last = former.last, !last.isRising, !fired.isRising {
        former[former.count - 1].count += fired.count
        former[former.count - 1].line = fired.line
        former[former.count - 1].time = fired.time
      } else {
        former.append(fired)
      }
      byGroup[key] = former
    }
    return byGroup.sorted { $0.key.lexicographicallyPrecedes($1.key) }.flatMap(\.value)
  }
}
