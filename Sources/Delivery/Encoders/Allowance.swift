/// How much of what may be left out of a message stays in it, in lines.
///
/// Sizes are solved, not hoped for: an encoder is asked again with one line less until its result
/// fits. Evidence goes first, because the host keeps it; then descriptions; then steps, which help
/// most. What is left out is counted, so that the message can say it.
struct Allowance: Sendable, Equatable {
  var evidence: Int
  var descriptions: Int
  var steps: Int
  /// Only headline, number and how to answer: fits every service.
  var isBare = false

  static let bare = Allowance(evidence: 0, descriptions: 0, steps: 0, isBare: true)

  /// One line less; nil when nothing is left to leave out.
  var next: Allowance? {
    var less = self
    if evidence > 0 {
      less.evidence -= 1
    } else if descriptions > 0 {
      less.descriptions -= 1
    } else if steps > 0 {
      less.steps -= 1
    } else if !isBare {
      less.isBare = true
    } else {
      return nil
    }
    return less
  }

  /// The first result that fits, from `self` downward; when none does, the smallest.
  func solve<Output>(_ make: (Allowance) -> Output, fits: (Output) -> Bool) -> Output {
    var allowance = self
    while true {
      let output = make(allowance)
      guard !fits(output), let less = allowance.next else { return output }
      allowance = less
    }
  }
}
