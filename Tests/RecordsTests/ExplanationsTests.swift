import Records
import Testing

@Suite struct ExplanationsTests {
  @Test(arguments: Explanations.codes)
  func aPageSaysWhatWhyWrongAndRight(_ code: String) throws {
    let page = try #require(Explanations.page(for: code.lowercased()))
    #expect(page.hasPrefix("\(code): "))
    for heading in ["Why it matters", "Wrong", "Right"] {
      #expect(page.contains("\n\(heading)\n  "))
    }
    #expect(page.hasSuffix("\n") && !page.hasSuffix("\n\n"))
  }

  @Test func unknownCodesHaveNoPage() {
    for code in ["TOC000", "", "TOC005 ", "\u{1b}[2J"] {
      #expect(Explanations.page(for: code) == nil)
    }
    #expect(Explanations.codes.count == Set(Explanations.codes).count)
  }

  /// Codes whose examples are whole configurations, so that they can be tried.
  static let tried = [
    "TOC001", "TOC002", "TOC003", "TOC004", "TOC005", "TOC006", "TOC008", "TOC009", "TOC010",
    "TOC013", "TOC014", "TOC020", "TOC103", "TOC104", "TOC106", "TOC107", "TOC108", "TOC117",
    "TOC102", "TOC105", "TOC112", "TOC114", "TOC115", "TOC116", "TOC118", "TOC120", "TOC123",
    "TOC126", "TOC128", "TOC129",
  ]

  @Test(arguments: tried)
  func theWrongExampleIsWrongAndTheRightOneIsNot(_ code: String) throws {
    let examples = try #require(Explanations.examples(for: code))
    func found(_ text: String) -> [Diagnostic] {
      ConfigurationReader.read(
        files: [SourceFile(path: "a.yaml", text: text)], today: ConfigurationReaderTests.today
      ).1.filter { $0.code == code }
    }
    #expect(found(examples.wrong).count >= 1)
    // Examples are fragments: other keys may be missing, which is TOC003 too.
    let told = found(examples.right).filter { !$0.clause.contains(" has no \"") }
    #expect(told.map(\.clause) == [])
  }
}
