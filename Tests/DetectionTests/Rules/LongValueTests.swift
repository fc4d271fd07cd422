import Detection
import Records
import Testing

/// Long values, where runs of bytes are passed at once: wildcards and hidden words against the naive
/// reading.
@Suite struct LongValueTests {
  private static let letters = ["a", "b", "A", "B", "[", "{", "@", "`", "é", "日", "1", "-"]

  private static func text(_ dice: inout Dice, _ most: Int, _ letters: [String]) -> String {
    var text = ""
    // Often the same few letters, so that patterns nearly match.
    let few = (0...dice.below(3)).map { _ in dice.pick(letters) }
    for _ in 0..<dice.below(most) { text += dice.chance(85) ? dice.pick(few) : dice.pick(letters) }
    return text
  }

  private static func pattern(_ dice: inout Dice) -> String {
    var pattern = ""
    for _ in 0...dice.below(4) {
      pattern += text(&dice, 4, letters) + dice.pick(["*", "*", "*?", "?", "**"])
    }
    return pattern + text(&dice, 4, letters)
  }

  @Test(arguments: 1...16)
  func wildcardsMatchAsTheSpecificationSays(seed: Int) throws {
    var dice = Dice(seed: seed)
    let patterns = (0..<40).map { _ in (Self.pattern(&dice), dice.chance(30), dice.chance(50)) }
    let rules = patterns.enumerated().map { number, pattern in
      let modifiers = (pattern.2 ? "|contains" : "") + (pattern.1 ? "|cased" : "")
      return """
        title: Pattern
        id: p\(number)
        logsource: {category: bench}
        detection: {s: {'F\(modifiers)': '\(pattern.0)'}, condition: s}
        """
    }.joined(separator: "\n---\n")
    let bench = RuleBench(rules)
    for _ in 0..<40 {
      let text = Self.text(&dice, dice.pick([12, 90]), Self.letters)
      let found = try bench.matches("{\"F\":\"\(text)\"}")
      let held = patterns.indices.filter { number in
        let (pattern, isCased, isAnywhere) = patterns[number]
        let parts = NaiveText.parts(pattern)
        return NaiveText.glob(
          isAnywhere ? [.run] + parts + [.run] : parts, NaiveText.letters(text), isCased: isCased)
      }
      #expect(Set(found) == Set(held.map { "p\($0)" }), "seed \(seed): \(text)")
    }
  }

  /// A keyword is found in a value however many of its characters are written as escapes.
  @Test(arguments: 1...16)
  func wordsBehindEscapesAreFound(seed: Int) throws {
    var dice = Dice(seed: seed)
    let letters = ["a", "b", "\\", "\"", "/", "é", "日", "😀", "\n", "\t", "u0061", "x"]
    var writer = EventWriter(dice: Dice(seed: seed &+ 1000), escapes: 50)
    var texts: [String] = []
    while texts.count < 30 {
      let text = Self.text(&dice, 60, letters)
      if text.unicodeScalars.count > 3 { texts.append(text) }
    }
    let words = texts.map { text in
      let start = dice.below(text.unicodeScalars.count - 2)
      return String(
        String.UnicodeScalarView(text.unicodeScalars.dropFirst(start).prefix(2 + dice.below(6))))
    }
    let bench = RuleBench(
      words.enumerated().map { number, word in
        """
        title: Word
        id: w\(number)
        logsource: {category: bench}
        detection: {k: [\(Self.quoted(word))], condition: k}
        """
      }.joined(separator: "\n---\n"))
    for text in texts {
      let event = writer.json([
        .init(name: "other", value: .text("z")), .init(name: "G", value: .text(text)),
      ])
      let found = Set(try bench.matches(event.line))
      for (number, word) in words.enumerated()
      where Self.contains(Array(text.utf8), Array(word.utf8)) {
        #expect(found.contains("w\(number)"), "seed \(seed): \(word) in \(text)")
      }
    }
  }

  private static func contains(_ text: [UInt8], _ word: [UInt8]) -> Bool {
    guard text.count >= word.count else { return false }
    return (0...text.count - word.count).contains { text[$0...].starts(with: word) }
  }

  /// For Sigma, in which a backslash before another is one, and for YAML.
  private static func quoted(_ word: String) -> String {
    var written = ""
    for scalar in word.unicodeScalars {
      switch scalar {
      case "\\": written += "\\\\\\\\"
      case "\"": written += "\\\""
      case "\n": written += "\\n"
      case "\t": written += "\\t"
      default: written += String(scalar)
      }
    }
    return "\"" + written + "\""
  }
}
