import Records
import Testing

/// Damaged configurations: whatever is written, reading ends, and what it says can be shown.
@Suite struct MutationTests {
  /// A small generator with a fixed start, so that a failure comes back.
  struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  static let pieces = [
    "{", "}", "[", "]", ": ", "- ", "\n", "  ", "'", "\"", "&a ", "*a", "? ", "!!int ", "|\n",
    "---\n",
    "\t", "\u{0}", "\u{1b}]0;x", "\u{202E}", "{{", "}}", "<!channel>", "@everyone", "\r\n", "#",
    "~", "é",
  ]

  static func damage(_ text: String, _ dice: inout Dice) -> String {
    var scalars = Array(text.unicodeScalars)
    for _ in 0..<Int.random(in: 1...4, using: &dice) {
      let place = Int.random(in: 0..<scalars.count, using: &dice)
      switch Int.random(in: 0..<3, using: &dice) {
      case 0:
        scalars.removeSubrange(
          place..<min(scalars.count, place + Int.random(in: 1...9, using: &dice)))
      case 1:
        scalars.insert(
          contentsOf: (pieces.randomElement(using: &dice) ?? "").unicodeScalars, at: place)
      default: scalars.swapAt(place, Int.random(in: 0..<scalars.count, using: &dice))
      }
    }
    var damaged = String.UnicodeScalarView()
    damaged.append(contentsOf: scalars)
    return String(damaged)
  }

  @Test(arguments: 1...4)
  func readingEndsAndCanBeShown(_ seed: UInt64) {
    var dice = Dice(state: seed &* 0x9E37_79B9_7F4A_7C15)
    for _ in 0..<25 {
      let files = [Sample.register, Sample.settings].enumerated().map {
        SourceFile(path: "\($0.offset).yaml", text: Self.damage($0.element, &dice))
      }
      let (_, diagnostics) = ConfigurationReader.read(
        files: files, today: ConfigurationReaderTests.today)
      let text = DiagnosticRenderer.text(Excerpts.attach(to: diagnostics, from: files))
      #expect(text.unicodeScalars.allSatisfy { !$0.isUnsafeToShow || $0 == "\n" })
      for diagnostic in diagnostics {
        #expect(diagnostic.mark.line >= 1 && diagnostic.mark.column >= 1)
        #expect(Explanations.page(for: diagnostic.code) != nil)
      }
    }
  }
}
