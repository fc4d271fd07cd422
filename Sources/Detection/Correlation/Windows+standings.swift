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
    changed.map { standing(of: groups[Int($0)], key: key(of: Int($0))) }
  }

  private func standing(of group: Group, key: [UInt8]) -> WindowStanding {
    let watch = plan.watches[Int(group.correlation)]
    let names = plan.groupBy[Int(group.correlation)]
    var fields: [Finding.Field] = []
    unsafe key.withUnsafeBufferPointer { bytes in
      unsafe GroupKey.values(in: bytes) { range in
        guard fields.count < names.count else { return }
        fields.append(
          .init(
            name: names[fields.count],
            value: unsafe Untrusted(UnsafeBufferPointer(rebasing: bytes[range]))))
      }
    }
    let count = watch.isOrdered ? stepsReached(in: group, watch) : Int(group.count)
    let least = watch.isOrdered ? watch.steps : watch.least
    return WindowStanding(
      number: Int(group.correlation), group: fields, count: String(count),
      wanted: watch.isOrdered ? "\(least) in order" : "\(least)",
      timespan: .microseconds(watch.timespan), holds: count >= least && count <= watch.most)
  }

  /// How many rules of the list have come in order inside the window.
  private func stepsReached(in group: Group, _ watch: CorrelationPlan.Watch) -> Int {
    guard group.count > 0 else { return 0 }
    let starts = group.block + 1 + watch.steps
    let reached = (0..<watch.steps).last { step in
      let start = cells[starts + step]
      return start != Self.never && start > group.last &- watch.timespan
    }
    return reached.map { $0 + 1 } ?? 0
  }
}
