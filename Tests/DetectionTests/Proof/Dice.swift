/// Throws that a seed names for good: xorshift64, the same on every machine.
struct Dice {
  private var state: UInt64

  init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9e37_79b9_7f4a_7c15 | 1 }

  /// A number below `bound`.
  mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 11) % bound
  }

  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// Letters and signs that are written in several ways, or have another case, or look like it.
  static let letters =
    "a A b B z 0 1 5 - / \\ \\ \" ' . , _ % * ? : # { [ é É ß ẞ Σ σ ς ж Ж – 日 😀 ı İ"
    .split(separator: " ").map(String.init) + [" ", " ", "\t", "\n", "e\u{301}", "\u{10400}"]
  /// Signs that other engines take for an ASCII letter.
  static let lookalikes = ["ſ", "\u{212a}", "k", "s", "K", "S"]

  mutating func letter(lookalikes: Bool = false) -> String {
    if chance(45) { return pick(["a", "b", "ab", "A", "B", "1"]) }
    return lookalikes && chance(20) ? pick(Self.lookalikes) : pick(Self.letters)
  }

  mutating func word(_ most: Int, lookalikes: Bool = false) -> String {
    var word = ""
    for _ in 0..<below(most + 1) { word += letter(lookalikes: lookalikes) }
    return word
  }
}
