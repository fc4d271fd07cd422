import Detection
import Foundation
import Records
import Testing

/// The public Sigma rules, where they lie beside the checkout.
enum PublicRules {
  static let folder: String? = {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["TOCSIN_SHARED_DATA"] { return existing(named + "/sigma/rules") }
    return existing("../shared/data/sigma/rules") ?? existing("../../shared/data/sigma/rules")
  }()

  /// Every file of the folder, in order of path.
  static func files() throws -> [SourceFile] {
    guard let folder else { return [] }
    let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return try paths.filter { $0.hasSuffix(".yml") }.sorted().map { path in
      SourceFile(path: path, text: try String(contentsOfFile: folder + "/" + path, encoding: .utf8))
    }
  }

  private static func existing(_ path: String) -> String? {
    FileManager.default.fileExists(atPath: path) ? path : nil
  }
}

@Suite(.enabled(if: PublicRules.folder != nil, "the public rules are not beside the checkout"))
struct PublicRulesTests {
  /// Only rules that need values of one's own are left out.
  @Test func everyPublicRuleCompilesOrLacksAPlaceholder() throws {
    let files = try PublicRules.files()
    #expect(files.count > 3000)
    let (rules, diagnostics) = RuleSet.compile(files: files, configuration: Configuration())
    let errors = diagnostics.filter { $0.weight == .error }
    #expect(errors.filter { $0.code != "TOC017" } == [])
    let refused = Set(errors.map(\.mark.path))
    #expect(refused.count == 25)
    #expect(rules.summaries.count == files.count - refused.count)
  }
}
