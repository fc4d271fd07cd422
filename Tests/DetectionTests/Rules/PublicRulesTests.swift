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
  /// Once for all tests here: it takes seconds without optimisation.
  private static let compiled = RuleSet.compile(
    files: (try? PublicRules.files()) ?? [], configuration: Configuration())

  /// Only rules that need values of one's own are left out.
  @Test func everyPublicRuleCompilesOrLacksAPlaceholder() throws {
    let files = try PublicRules.files()
    #expect(files.count > 3000)
    let (rules, diagnostics) = Self.compiled
    let errors = diagnostics.filter { $0.weight == .error }
    #expect(errors.filter { $0.code != "TOC017" } == [])
    let refused = Set(errors.map(\.mark.path))
    #expect(refused.count == 25)
    #expect(rules.summaries.count == files.count - refused.count)
  }

  /// Every name that some rule puts between percent signs, with a value.
  private static let placeholders: [String: [String]] = {
    var placeholders: [String: [String]] = [:]
    for file in (try? PublicRules.files()) ?? [] where file.text.contains("|expand") {
      for found in file.text.matches(of: /%([A-Za-z_-]+)%/) {
        placeholders[String(found.1)] = ["filled-in"]
      }
    }
    return placeholders
  }()

  private static let filled = {
    var configuration = Configuration()
    configuration.placeholders = placeholders
    return RuleSet.compile(files: (try? PublicRules.files()) ?? [], configuration: configuration)
  }()

  @Test func withItsPlaceholdersDefinedEveryPublicRuleCompiles() throws {
    let (rules, diagnostics) = Self.filled
    #expect(diagnostics.filter { $0.weight == .error } == [])
    #expect(rules.summaries.count == (try PublicRules.files()).count)
  }

  /// What the solver cannot do, and why: its event would have to satisfy things that exclude each
  /// other in all the ways that it tries.
  private static let unsolvedMax = 10

  @Test func everyRuleMatchesAnEventMadeFromItAndNotTheSameWithOneFieldChanged() throws {
    let (rules, _) = Self.filled
    var (ids, lines, spoiled): ([String], [[UInt8]], [[UInt8]?]) = ([], [], [])
    var unsolved: [String] = []
    for file in try PublicRules.files() {
      guard let root = YAMLReader.documents(in: file).documents.first,
        let read = PublicRule(root)
      else {
        unsolved.append(file.path)
        continue
      }
      var solver = RuleSolver(read.rule, placeholders: Self.placeholders)
      guard let members = solver.members() else {
        unsolved.append(file.path)
        continue
      }
      var writer = EventWriter(dice: Dice(seed: ids.count))
      ids.append(read.id)
      lines.append(writer.json(members).line)
      spoiled.append(solver.spoiled(members).map { writer.json($0).line })
    }
    #expect(unsolved.count <= Self.unsolvedMax, "\(unsolved)")
    #expect(spoiled.count { $0 == nil } == 0)
    let binding = SourceBinding(id: "public", format: .json)
    let found = try Scanning.matches(of: rules, in: lines, binding, chunkLines: 500)
    let others = try Scanning.matches(
      of: rules, in: spoiled.map { $0 ?? [] }, binding, chunkLines: 500)
    for index in ids.indices {
      let line = String(decoding: lines[index], as: UTF8.self)
      #expect(found[index].contains(ids[index]), "\(line)")
      #expect(!others[index].contains(ids[index]), "\(line)")
    }
    // The scan skipped no line that decoding it would have found.
    let some = lines.indices.filter { $0 % 10 == 0 }
    let thorough = try Scanning.matches(
      of: rules, in: some.map { lines[$0] }, binding, isExhaustive: true)
    #expect(thorough == some.map { found[$0] })
    print("public rules: \(ids.count) satisfied, \(unsolved.count) not: \(unsolved)")
  }
}
