import Glibc
import Records

/// What each rule of a scanner did and what it took: for those who ask, one a scanner.
///
/// Time is the thread's own (CLOCK_THREAD_CPUTIME_ID), less what two looks at it cost; that is a
/// call of the kernel, so a measured scan is slower. Work is exact and the same on every machine.
package final class RuleMeter {
  package struct Row: Sendable, Equatable {
    /// Lines that the rule was run on.
    package var candidates = 0
    package var hits = 0
    package var nanoseconds = 0
    /// Units of `workMax`: a step is one, and so are 32 bytes looked through.
    package var work = 0

    package init() {}

    package static func += (left: inout Row, right: Row) {
      left.candidates += right.candidates
      left.hits += right.hits
      left.nanoseconds += right.nanoseconds
      left.work += right.work
    }
  }

  private var rows: [Row]
  /// What two looks at the clock take with nothing between them.
  private let look: Int

  init(rules: Int) {
    rows = Array(repeating: Row(), count: rules)
    look =
      (0..<64).map { _ in
        let start = Self.nanoseconds
        return Self.nanoseconds &- start
      }.min() ?? 0
  }

  func note(rule: Int, isMatch: Bool, nanoseconds: Int, work: Int) {
    rows[rule].candidates += 1
    rows[rule].hits += isMatch ? 1 : 0
    rows[rule].nanoseconds += max(0, nanoseconds - look)
    rows[rule].work += work
  }

  /// By the rule's number.
  var measured: [Row] { rows }

  static var nanoseconds: Int {
    // The two words of a `timespec`: its members belong to whichever module was imported first.
    var time = (seconds: 0, nanoseconds: 0)
    unsafe withUnsafeMutablePointer(to: &time) { words in
      let raw = UnsafeMutableRawPointer(words)
      _ = unsafe clock_gettime(
        CLOCK_THREAD_CPUTIME_ID, raw.assumingMemoryBound(to: timespec.self))
    }
    return time.seconds * 1_000_000_000 + time.nanoseconds
  }
}

extension RuleSet {
  /// What a meter measured, by id; rules that met no line are left out.
  package func rows(of meter: RuleMeter) -> [String: RuleMeter.Row] {
    var rows: [String: RuleMeter.Row] = [:]
    for (number, row) in meter.measured.enumerated() where row.candidates > 0 {
      rows[rules[number].summary.id, default: RuleMeter.Row()] += row
    }
    return rows
  }
}
