package import Records

/// How a window stands after a line: for people.
package struct WindowStanding: Sendable, Equatable {
  /// The correlation's number in its plan.
  package var number: Int
  /// The group's values under the names of `group-by`.
  package var group: [Finding.Field]
  /// What counts now, and what the condition asks for: "3", ">= 5".
  package var count: String
  package var wanted: String
  package var timespan: Duration
  package var holds: Bool
}

extension Windows {
  /// The groups that were heard since `takeChanges` was called last, as they stand now.
  package func standings() -> [WindowStanding] {
    changed.filter { groups[Int($0)].count > 0 }.map { standing(of: Int($0)) }
  }

  private func standing(of index: Int) -> WindowStanding {
    let group = groups[index]
    let names = plan.groupBy[Int(group.correlation)]
    var fields: [Finding.Field] = []
    unsafe key(of: index).withUnsafeBufferPointer { bytes in
      unsafe GroupKey.values(in: bytes) { range in
        guard fields.count < names.count else { return }
        fields.append(
          .init(
            name: names[fields.count],
            value: unsafe Untrusted(UnsafeBufferPointer(rebasing: bytes[range]))))
      }
    }
    let watch = plan.watches[Int(group.correlation)]
    let progress = progress(of: index, watch)
    return WindowStanding(
      number: Int(group.correlation), group: fields, count: progress.count,
      wanted: progress.wanted, timespan: .microseconds(watch.timespan), holds: progress.holds)
  }

  private func progress(
    of index: Int, _ watch: CorrelationPlan.Watch
  ) -> (count: String, wanted: String, holds: Bool) {
    let count = Int(groups[index].count)
    switch watch.method {
    case .refused: return ("0", "0", false)
    case .count, .distinct: return ("\(count)", "\(watch.least)", count >= watch.least)
    case .ordered:
      let (reached, wanted) = stepsReached(in: groups[index], watch)
      return ("\(reached)", "\(wanted) in order", reached == wanted)
    case .temporal:
      let present = present(index, watch)
      let isFormula = watch.termStart < watch.termEnd
      return (
        "\(present.nonzeroBitCount)",
        isFormula ? "\(watch.places), by its condition" : "\(watch.least) rules",
        holds(present, watch)
      )
    case .numbers:
      let measure = numberMeasure(of: index, watch)
      return ("\(measure)", bounds(watch), holds(measure, watch))
    case .closing: return ("\(count)", "what is tested when the window ends", false)
    }
  }

  private func bounds(_ watch: CorrelationPlan.Watch) -> String {
    plan.checks[watch.checkStart..<watch.checkEnd]
      .map { "\($0.comparison.rawValue) \($0.value)" }.joined(separator: " and ")
  }

  /// How many rules of a list have come in order inside the window, of the list that is nearest.
  private func stepsReached(
    in group: Group, _ watch: CorrelationPlan.Watch
  ) -> (reached: Int, wanted: Int) {
    var best = (reached: 0, wanted: Int.max)
    var first = group.block + 1 + watch.starts
    for term in watch.termStart..<watch.termEnd {
      let wanted = plan.terms[term].positive.nonzeroBitCount
      let reached =
        (0..<wanted).last { step in
          let start = cells[first + step]
          return start != Self.never && start > group.last &- watch.timespan
        }.map { $0 + 1 } ?? 0
      if wanted - reached < best.wanted - best.reached { best = (reached, wanted) }
      first += wanted
    }
    return best
  }
}
