extension Duration {
  /// Reads `90s`, `15m`, `12h` or `14d`; nil for anything else, for zero and beyond ten years.
  package init?(spelled text: String) {
    let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    guard let unit = text.last.flatMap({ units[$0] }), text.utf8.count <= 10 else { return nil }
    let digits = text.dropLast()
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let number = Int64(digits), number > 0, number * unit <= 3660 * 86_400
    else { return nil }
    self = .seconds(number * unit)
  }

  /// As people write it in the files, in the largest unit that leaves nothing over: `20m`, `7d`.
  package var spelled: String {
    let seconds = components.seconds
    for (unit, length) in [("d", Int64(86_400)), ("h", 3600), ("m", 60)]
    where seconds >= length && seconds % length == 0 {
      return "\(seconds / length)\(unit)"
    }
    return "\(seconds)s"
  }
}
