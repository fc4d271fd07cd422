import Detection
import Foundation
import Records
import Testing

/// The rules and decoders that are shipped, held against their own samples.
@Suite struct ShippedRulesTests {
  /// The repository, found from this file.
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  private static func load() throws -> (RuleSet, [Diagnostic]) {
    let (files, unread) = FolderReader.read(root + "/config", extensions: ["yaml", "yml"])
    let (configuration, mistakes) = ConfigurationReader.read(files: files)
    let (rules, unreadRules) = FolderReader.read(root + "/rules", extensions: ["yml", "yaml"])
    let (set, refused) = RuleSet.compile(files: rules, configuration: configuration)
    return (set, unread + unreadRules + mistakes + refused)
  }

  @Test func everyShippedRuleCompiles() throws {
    let (rules, diagnostics) = try Self.load()
    #expect(rules.summaries.count >= 40)
    #expect(diagnostics.filter { $0.weight == .error } == [])
  }

  @Test func everySampleHolds() throws {
    let (rules, _) = try Self.load()
    #expect(rules.runSamples().filter { !$0.passed } == [])
  }

  /// Over the lines of all samples, as each of their sources would be scanned.
  @Test func theScanFindsWhatDecodingEveryLineFinds() throws {
    let (rules, _) = try Self.load()
    let samples = rules.sampleLines
    let lines = samples.map(\.line)
    var compared = 0
    for binding in samples.map(\.binding).reduce(
      into: [SourceBinding](),
      { known, binding in
        if !known.contains(where: { $0.id == binding.id && $0.format == binding.format }) {
          known.append(binding)
        }
      })
    {
      #expect(try rules.differences(lines: lines, binding: binding) == [])
      compared += lines.count
    }
    #expect(compared > 200)
  }
}
