/// "Did you mean": the known name that is nearest to what was written.
package enum NearestName {
  /// Longer names are not compared: a slip of the finger is not sought in a sentence.
  private static let lengthMax = 80

  /// Nil when nothing is near: more than a third of the letters differ.
  package static func to(_ written: String, among names: some Sequence<String>) -> String? {
    let target = letters(written)
    guard (1...lengthMax).contains(target.count) else { return nil }
    var best: (name: String, distance: Int)?
    for name in names where name.utf8.count <= lengthMax * 4 {
      let candidate = letters(name)
      let allowed = max(1, max(target.count, candidate.count) / 3)
      guard abs(candidate.count - target.count) <= allowed else { continue }
      let found = distance(target, candidate)
      guard found <= allowed, found < target.count else { continue }
      if let best, (best.distance, best.name) <= (found, name) { continue }
      best = (name, found)
    }
    return best?.name
  }

  private static func letters(_ text: String) -> [Unicode.Scalar] {
    Array(text.lowercased().unicodeScalars).map { $0 == "-" ? "_" : $0 }
  }

  /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let cost = left[row] == right[column] ? 0 : 1
        var value = min(last[column + 1] + 1, current[column] + 1, last[column] + cost)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          value = min(value, beforeLast[column - 1] + 1)
        }
        current.append(value)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
