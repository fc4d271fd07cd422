import Records
import Testing

@Suite struct NearestNameTests {
  static let names = ["severity", "title", "risks", "rules", "review_by", "min_severity", "id"]

  static let examples: [(String, String?)] = [
    ("severty", "severity"), ("Severity", "severity"), ("sevreity", "severity"),
    ("review-by", "review_by"), ("risk", "risks"), ("titel", "title"),
    ("minseverity", "min_severity"),
    ("password", nil), ("", nil), ("x", nil), ("ib", "id"),
    (String(repeating: "severity", count: 8000), nil),
  ]

  @Test(arguments: examples)
  func theNearestNameIsProposed(_ written: String, _ nearest: String?) {
    #expect(NearestName.to(written, among: Self.names) == nearest)
  }
}
