/// How much of what may be left out of a message stays in it, in lines.
///
/// Sizes are solved, not hoped for: an encoder is asked again with fewer lines until its result
/// fits. Evidence goes first, because the host keeps it; then descriptions; then steps, which help
/// most. What is left out is counted, so that the message can say it.
struct Allowance: Sendable, Equatable {
  var evidence: Int
  var descriptions: Int
  var steps: Int
  /// Only headline, number and how to answer: fits every service.
  var isBare = false

  /// How many times one line less can be taken, the last of them to the bare message.
  private var count: Int { evidence + descriptions + steps + 1 }

  private func less(_ lines: Int) -> Allowance {
    var rest = lines
    func take(_ number: Int) -> Int {
      let taken = min(rest, number)
      rest -= taken
      return number - taken
    }
    return Allowance(
      evidence: take(evidence), descriptions: take(descriptions), steps: take(steps),
      isBare: isBare || rest > 0)
  }

  /// The largest result that fits, from `self` downward; when none does, the smallest.
  ///
  /// Found by halving, as each line less makes a smaller result.
  func solve<Output>(_ make: (Allowance) -> Output, fits: (Output) -> Bool) -> Output {
    let whole = make(self)
    guard !fits(whole) else { return whole }
    var (tooFew, enough) = (0, count)
    var best = make(less(enough))
    while enough - tooFew > 1 {
      let middle = (tooFew + enough) / 2
      let output = make(less(middle))
      if fits(output) {
        (enough, best) = (middle, output)
      } else {
        tooFew = middle
      }
    }
    return best
  }
}
