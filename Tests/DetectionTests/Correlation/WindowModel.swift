import Detection
import Records

/// What correlation windows mean, written down as plainly as possible: every hit of every group is
/// kept and every question is answered by looking at all of them.
struct WindowModel {
  struct Heard {
    var time: Int64
    var rule: String
    var value: Value
  }
  enum Value: Hashable {
    case none
    case texts([String])
    case number(Double)
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
  /// A correlation that held, on its way to those that hear it.
  private struct Child {
    var correlation: CorrelationRule
    var group: [String]
    var time: Int64
  }

  let rules: [CorrelationRule]
  let lateness: Int64
  /// How far the other sources have come.
  var ceiling = Int64.max
  private var groups: [[String]: Group] = [:]
  private var clock: Int64?
  private var mark: Int64?
  private(set) var fired: [Fired] = []

  init(_ rules: [CorrelationRule], lateness: Int64) {
    self.rules = rules
    self.lateness = lateness
  }

  /// `rule` matched line `line`; `values` are the fields of the event.
  mutating func hear(_ rule: String, at time: Int64, _ values: [String: String], line: Int) {
    for correlation in rules where correlation.rules.contains(where: { $0.value == rule }) {
      guard let group = group(values, rule, correlation),
        let value = value(values, rule, correlation)
      else { continue }
      clock = advanced(clock, time)
      close(upTo: min(ceiling, clock ?? time))
      let child = hear(Heard(time: time, rule: rule, value: value), correlation, group, line)
      climb(child, line)
    }
  }

  mutating func tick(_ time: Int64) { close(upTo: time) }

  mutating func end() { closeDue(.max) }

  private mutating func climb(_ first: Child?, _ line: Int) {
    var ahead = first.map { [$0] } ?? []
    while !ahead.isEmpty {
      let child = ahead.removeFirst()
      let name = child.correlation.identity
      let values = Dictionary(uniqueKeysWithValues: zip(child.correlation.groupBy, child.group))
      for parent in rules where parent.rules.contains(where: { $0.value == name }) {
        guard let group = group(values, name, parent), let value = value(values, name, parent)
        else { continue }
        let heard = Heard(time: child.time, rule: name, value: value)
        if let next = hear(heard, parent, group, line) { ahead.append(next) }
      }
    }
  }

  private mutating func hear(
    _ heard: Heard, _ correlation: CorrelationRule, _ values: [String], _ line: Int
  ) -> Child? {
    let key = [correlation.identity] + values
    if isTestedAtEnd(correlation) {
      if let mark, heard.time < mark - slack(correlation) { return nil }
      insert(heard, into: &groups[key, default: Group()])
      return nil
    }
    let span = correlation.timespan.microseconds
    var group = groups[key] ?? Group()
    if !group.heard.isEmpty {
      let age = group.last - heard.time
      if age >= span, age > slack(correlation), age > 1_800_000_000 {
        group = Group()
      } else if age > 0, age > slack(correlation) || age >= span {
        return nil
      }
    }
    let isReached = !group.heard.isEmpty && group.last > heard.time - span
    let wasHolding = group.isHolding && isReached
    insert(heard, into: &group)
    let last = group.last
    let count = firing(correlation, group.heard.filter { $0.time > last - span })
    group.isHolding = count != nil
    groups[key] = group
    guard let count else { return nil }
    fired.append(
      Fired(
        correlation: correlation.identity, group: values, count: wasHolding ? 1 : count,
        isRising: !wasHolding, line: line, time: last))
    return Child(correlation: correlation, group: values, time: last)
  }

  private func insert(_ heard: Heard, into group: inout Group) {
    let place = group.heard.lastIndex { $0.time <= heard.time }.map { $0 + 1 } ?? 0
    group.heard.insert(heard, at: place)
  }
}

/// Windows that are tested when they end.
extension WindowModel {
  private func isTestedAtEnd(_ rule: CorrelationRule) -> Bool {
    rule.condition.contains { ![.gt, .gte].contains($0.comparison) }
      || rule.words.map { Formula($0.value).alternatives }?
        .contains { $0.contains { $0.hasPrefix("not ") } } ?? false
  }

  private func slack(_ rule: CorrelationRule) -> Int64 {
    let (times, span) = delay(rule)
    return lateness * (1 + times) + span
  }

  private func delay(_ rule: CorrelationRule) -> (Int64, Int64) {
    var (times, span): (Int64, Int64) = (0, 0)
    for child in rules where rule.rules.contains(where: { $0.value == child.identity }) {
      let (below, long) = delay(child)
      let isLate = isTestedAtEnd(child)
      times = max(times, below + (isLate ? 1 : 0))
      span = max(span, long + (isLate ? child.timespan.microseconds : 0))
    }
    return (times, span)
  }

  private func advanced(_ clock: Int64?, _ time: Int64) -> Int64 {
    guard let clock, time >= clock - 1_800_000_000 else { return time }
    return max(clock, time)
  }

  private mutating func close(upTo reached: Int64) {
    let next = advanced(mark, reached)
    guard next != mark else { return }
    mark = next
    closeDue(next)
  }

  private mutating func closeDue(_ limit: Int64) {
    while let due = nextDue(), due.0 <= limit {
      let (rule, key) = (rules[due.1], [rules[due.1].identity] + due.2)
      let heard = groups[key]?.heard ?? []
      let end = (heard.first?.time ?? 0) + rule.timespan.microseconds
      let window = heard.filter { $0.time < end }
      groups[key]?.heard = heard.filter { $0.time >= end }
      guard let count = firing(rule, window), let last = window.last?.time else { continue }
      fired.append(
        Fired(
          correlation: rule.identity, group: due.2, count: count, isRising: true, line: -1,
          time: last))
      climb(Child(correlation: rule, group: due.2, time: last), -1)
    }
  }

  private func nextDue() -> (Int64, Int, [String])? {
    var found: [(Int64, Int, [String])] = []
    for (key, group) in groups {
      guard let first = group.heard.first,
        let number = rules.firstIndex(where: { $0.identity == key[0] }),
        isTestedAtEnd(rules[number])
      else { continue }
      let end = first.time + rules[number].timespan.microseconds + slack(rules[number])
      found.append((end, number, Array(key.dropFirst())))
    }
    return found.min { left, right in
      (left.0, left.1) != (right.0, right.1)
        ? (left.0, left.1) < (right.0, right.1) : left.2.lexicographicallyPrecedes(right.2)
    }
  }
}

/// Fields.
extension WindowModel {
  private func field(_ name: String, _ rule: String, _ correlation: CorrelationRule) -> String {
    correlation.aliases.first { $0.name.value == name && $0.rule.value == rule }?.field ?? name
  }

  private func group(
    _ values: [String: String], _ rule: String, _ correlation: CorrelationRule
  ) -> [String]? {
    let group = correlation.groupBy.compactMap { values[field($0, rule, correlation)] }
    return group.count == correlation.groupBy.count ? group : nil
  }

  private func value(
    _ values: [String: String], _ rule: String, _ correlation: CorrelationRule
  ) -> Value? {
    let texts = correlation.fields.compactMap { values[field($0, rule, correlation)] }
    guard texts.count == correlation.fields.count else { return nil }
    switch correlation.kind {
    case .eventCount, .temporal, .temporalOrdered: return Value.none
    case .valueCount: return .texts(texts)
    case .valueSum, .valueAverage, .valuePercentile, .valueMedian:
      return Double(texts[0]).map { .number($0) }
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
