import Detection
import Foundation
import Records
import Synchronization
import TestKit
import Testing

/// Rules from the cache are the rules that were compiled, and what is wrong with an entry is made
/// good by compiling.
@Suite struct RuleCacheTests {
  /// A place for entries, as a room with files would lend it.
  final class Shelf: Sendable {
    private let entries = Mutex<[String: [UInt8]]>([:])

    var cache: RuleCache {
      RuleCache(
        key: "key", load: { name in self.entries.withLock { $0[name] } },
        save: { name, bytes in self.entries.withLock { $0[name] = bytes } })
    }

    var names: [String] { entries.withLock { $0.keys.sorted() } }

    subscript(name: String) -> [UInt8]? {
      get { entries.withLock { $0[name] } }
      set { entries.withLock { $0[name] = newValue } }
    }
  }

  struct Material {
    var files: [SourceFile]
    var configuration = Configuration()
    var binding = SourceBinding(id: "cached", format: .json)

    func compile(_ cache: RuleCache?) -> (rules: RuleSet, diagnostics: [Diagnostic]) {
      RuleSet.compile(files: files, configuration: configuration, cache: cache)
    }
  }

  /// One of everything a rule can ask for, a filter, correlations, samples, mistakes.
  static let everything: Material = {
    let text = """
      title: Everything
      id: everything
      name: every_thing
      author: A person
      level: high
      description: All that a field can be asked.
      falsepositives: [None, Some]
      tags: [attack.t1059, cve.2020-1]
      logsource: {category: bench, product: linux, service: sshd}
      risks: [one]
      tests:
        - hit: '{"a": "plain", "b": "x"}'
          fields: {a: plain}
        - miss: '{"a": "other"}'
        - feed: [{line: '{"a": "plain", "b": "{{n}}"}', repeat: 2, every: 3s}]
          fires: 2
      detection:
        equal: {a: plain}
        parts: {a: 'w?ld*c[a]rd*s', b|endswith: Ärger}
        cased: {a|cased|startswith: Cased}
        number: [{c|gte: 5}, {c|lt: -2.5}, {c: 7}]
        null: {d: null}
        exists: {e|exists: true}
        expression: {f|re|i|m|s: 'fo+(bar|baz)$'}
        network: [{g|cidr: 10.0.0.0/8}, {g|cidr: 'fe80::/10'}]
        other: {h|fieldref: a, i|fieldref|endswith: b}
        time: {j|hour: 4}
        words: ['key word', 'sec*nd']
        placeholder: {k|expand: '%ours%'}
        condition: 1 of them and not (equal and null)
      ---
      title: Feeds
      id: feeds
      logsource: {category: bench}
      detection: {s: {a: plain}, condition: s}
      ---
      title: Many
      id: many
      name: many_of_them
      risks: [one]
      correlation:
        type: event_count
        rules: [feeds]
        group-by: [b]
        timespan: 5m
        condition: {gte: 2}
      tests:
        - feed: [{line: '{"a": "plain", "b": "x", "time": "2026-05-11T06:00:00Z"}', repeat: 3, every: 1s}]
          fires: 1
      ---
      title: Not this
      id: narrow
      logsource: {category: bench}
      filter:
        rules: [feeds]
        selection: {a: excluded}
        condition: not selection
      ---
      title: Wrong
      id: wrong
      logsource: {category: bench}
      detection: {s: {a|nothing: x}, condition: s}
      """
    var configuration = Configuration()
    configuration.placeholders = ["ours": ["mine", "his"]]
    return Material(
      files: [SourceFile(path: "every.yml", text: text)], configuration: configuration,
      binding: SourceBinding(
        id: "cached", format: .json,
        logsource: [Logsource(category: "bench", product: "linux", service: "sshd")]))
  }()

  static let lines = [
    #"{"a":"plain","b":"x","c":9}"#, #"{"a":"Cased one"}"#, #"{"f":"foobaz"}"#, #"{"c":-3}"#,
    #"{"g":"10.2.3.4"}"#, #"{"a":"q","h":"q"}"#, #"{"x":"some key word here"}"#, #"{"k":"HIS"}"#,
    #"{"a":"wildXca[a]rds"}"#, #"{"e":1,"d":null}"#, #"{"nothing":"at all"}"#,
  ].map { Array($0.utf8) }

  /// Everything that can be seen of a set.
  private func expectSame(
    _ left: (rules: RuleSet, diagnostics: [Diagnostic]),
    _ right: (rules: RuleSet, diagnostics: [Diagnostic]), _ material: Material, lines: [[UInt8]]
  ) throws {
    #expect(left.diagnostics == right.diagnostics)
    #expect(left.rules.summaries == right.rules.summaries)
    #expect(left.rules.declared == right.rules.declared)
    #expect(left.rules.names.names == right.rules.names.names)
    #expect(left.rules.sampleKinds == right.rules.sampleKinds)
    #expect(left.rules.runSamples() == right.rules.runSamples())
    let binding = material.binding
    #expect(left.rules.roads(for: binding) == right.rules.roads(for: binding))
    #expect(try left.rules.literals(for: binding) == right.rules.literals(for: binding))
    #expect(try left.rules.spellings(for: binding) == right.rules.spellings(for: binding))
    #expect(
      try left.rules.matches(in: lines, binding: binding)
        == right.rules.matches(in: lines, binding: binding))
    let all = Set(left.rules.expectedRules(from: binding))
    #expect(all == Set(right.rules.expectedRules(from: binding)))
    #expect(left.rules.watched(from: all) == right.rules.watched(from: all))
  }

  /// Compiled, compiled and kept, and taken: three ways to the same.
  private func expectSame(_ material: Material, lines: [[UInt8]]) throws {
    let shelf = Shelf()
    let plain = material.compile(nil)
    let first = material.compile(shelf.cache)
    #expect(!first.rules.isFromCache)
    try expectSame(plain, first, material, lines: lines)
    let second = material.compile(shelf.cache)
    #expect(second.rules.isFromCache)
    try expectSame(plain, second, material, lines: lines)
  }

  @Test func everythingIsTheSameFromTheCache() throws {
    let plain = Self.everything.compile(nil)
    // The material is what it says: most lines match, and mistakes are among it.
    let matches = try plain.rules.matches(in: Self.lines, binding: Self.everything.binding)
    #expect(matches.count { !$0.isEmpty } >= 6)
    #expect(plain.diagnostics.contains { $0.weight == .error })
    #expect(plain.rules.runSamples().count == 4)
    try expectSame(Self.everything, lines: Self.lines)
  }

  /// No field of a summary is at its default there, so that one that is not packed is seen.
  @Test func everyFieldOfASummaryIsKept() throws {
    let summary = try #require(Self.everything.compile(nil).rules.summaries.first)
    let blank = Mirror(reflecting: RuleSummary(id: "", title: "")).children.map { "\($0.value)" }
    for (field, blank) in zip(Mirror(reflecting: summary).children, blank)
    where field.label != "feedsOnly" {
      #expect("\(field.value)" != blank, "give \(field.label ?? "") a value in `everything`")
    }
  }

  @Test func theShippedRulesAreTheSameFromTheCache() throws {
    let (config, _) = FolderReader.read(Checkout.folder + "/config", extensions: ["yaml"])
    let (rules, _) = FolderReader.read(Checkout.folder + "/rules", extensions: ["yml", "yaml"])
    let material = Material(
      files: rules, configuration: ConfigurationReader.read(files: config).0,
      binding: SourceBinding(
        id: "auth", format: .syslog, logsource: [Logsource(product: "linux", service: "auth")]))
    let set = material.compile(nil).rules
    #expect(set.summaries.count >= 40)
    try expectSame(material, lines: set.sampleLines.map(\.line))
  }

  @Test(.enabled(if: PublicRules.folder != nil, "the public rules are not beside the checkout"))
  func thePublicRulesAreTheSameFromTheCache() throws {
    let material = Material(files: try PublicRules.files())
    let lines = [
      #"{"CommandLine":"powershell -enc aaaa","Image":"C:\\Windows\\System32\\cmd.exe"}"#,
      #"{"TargetFilename":"/etc/ld.so.preload","Image":"/usr/bin/vim"}"#, "plain text",
    ].map { Array($0.utf8) }
    try expectSame(material, lines: lines)
  }

  @Test func rulesAndPlansAreKeptUnderTheKey() throws {
    let shelf = Shelf()
    let (rules, _) = Self.everything.compile(shelf.cache)
    #expect(shelf.names == ["key.rules"])
    _ = try rules.matches(in: Self.lines, binding: Self.everything.binding)
    #expect(shelf.names.count == 2)
    #expect(shelf.names.allSatisfy { $0.hasPrefix("key.") })
    // The plan is taken, not made again: one that is torn is replaced.
    let name = try #require(shelf.names.first { $0.hasSuffix(".plan") })
    let whole = try #require(shelf[name])
    shelf[name] = Array(whole.dropLast())
    let again = Self.everything.compile(shelf.cache).rules
    _ = try again.matches(in: Self.lines, binding: Self.everything.binding)
    #expect(shelf[name]?.count == whole.count)
  }

  /// Every length, and bytes changed anywhere: taken as it is or compiled, never a crash.
  ///
  /// Whoever lends the place guards the bytes; this is what holds without that.
  @Test func damageNeverBreaksTheStart() throws {
    let shelf = Shelf()
    let plain = Self.everything.compile(shelf.cache)
    let whole = try #require(shelf["key.rules"])
    let broken = Shelf()
    for count in 0..<whole.count where count < 600 || count % 97 == 0 {
      broken["key.rules"] = Array(whole.prefix(count))
      let (rules, diagnostics) = Self.everything.compile(broken.cache)
      #expect(!rules.isFromCache)
      #expect(diagnostics == plain.diagnostics)
    }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8)
      }
      broken["key.rules"] = bytes
      #expect(Self.everything.compile(broken.cache).rules.summaries.count <= 10_000)
    }
    broken["key.rules"] = whole + [0]
    #expect(!Self.everything.compile(broken.cache).rules.isFromCache)
  }

  /// The entry begins with its form, Hyperscan's version and the processor.
  @Test func whatWasMadeForAnotherProcessorIsMadeAgain() throws {
    let shelf = Shelf()
    _ = Self.everything.compile(shelf.cache)
    let whole = try #require(shelf["key.rules"])
    let start = try #require(whole.firstRange(of: Array("hyperscan ".utf8))).upperBound
    let other = Shelf()
    // Its version, then the number of the processor's features.
    for offset in [
      0, whole[start...].firstIndex(of: UInt8(ascii: ",")).map { $0 - start + 2 } ?? 1,
    ] {
      var bytes = whole
      bytes[start + offset] ^= 1
      other["key.rules"] = bytes
      #expect(!Self.everything.compile(other.cache).rules.isFromCache)
      #expect(Self.everything.compile(other.cache).rules.isFromCache)
    }
  }

  /// Nothing can be kept: everything works, and is compiled each time.
  @Test func aPlaceThatKeepsNothingChangesNothing() throws {
    let nowhere = RuleCache(key: "key", load: { _ in nil }, save: { _, _ in })
    for _ in 0..<2 {
      let compiled = Self.everything.compile(nowhere)
      #expect(!compiled.rules.isFromCache)
      try expectSame(Self.everything.compile(nil), compiled, Self.everything, lines: Self.lines)
    }
  }
}
