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

  /// Lines made of the rules' own values, so that most of them match something; a tenth of the
  /// rules, since every line meets every rule here.
  @Test func theScanFindsWhatDecodingEveryLineFinds() throws {
    let files = try PublicRules.files().enumerated().filter { $0.offset % 10 == 0 }.map(\.element)
    let (rules, _) = RuleSet.compile(files: files, configuration: Configuration())
    let lines = files.compactMap {
      YAMLReader.documents(in: $0).documents.first.map(line(of:))
    }
    let binding = SourceBinding(id: "public", format: .json)
    let found = try rules.matches(in: lines, binding: binding)
    #expect(found.count { !$0.isEmpty } > lines.count / 3)
    #expect(try rules.differences(lines: lines, binding: binding) == [])
  }

  /// One JSON line with the first value of each field, plain keywords as a field of their own.
  private func line(of rule: MarkedNode) -> [UInt8] {
    var members: [String: String] = [:]
    for selection in rule["detection"]?.pairs ?? [] where selection.key.text != "condition" {
      for map in selection.value.items ?? [selection.value] {
        for pair in map.pairs ?? [] {
          let value = (pair.value.items?.first ?? pair.value).scalar?.text ?? ""
          let name = pair.key.text.prefix { $0 != "|" }
          members[String(name), default: ""] += " " + value
          if members[String(name)] == " " + value { members[String(name)] = value }
        }
        if let word = map.scalar { members["word"] = word.text }
      }
    }
    let encoded = try? JSONSerialization.data(withJSONObject: members, options: [.sortedKeys])
    return Array(encoded ?? Data())
  }
}
