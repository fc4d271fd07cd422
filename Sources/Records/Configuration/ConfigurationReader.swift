/// All files below `config/` as one configuration: read, checked against itself, never half taken.
///
/// Any file may hold any mix of the lists, in several documents. The configuration is usable when no
/// diagnostic is an error; with errors it holds what could be read, for messages only.
package enum ConfigurationReader {
  /// Reads `files` in the order of their paths and tells every mistake, sorted by place.
  ///
  /// `today` is for review dates, acceptances and silences; without it they are not judged.
  package static func read(
    files: [SourceFile], today: CalendarDate? = nil
  ) -> (Configuration, [Diagnostic]) {
    var reading = Reading(today: today)
    let files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    reading.read(files)
    reading.configuration.ruleNames = reading.notes.ruleNames
    reading.configuration.waivers += reading.notes.waivers
    reading.configuration.digest = digest(of: files)
    ReferenceChecks.run(reading.notes)
    ConfigurationChecks.run(reading.configuration, today: today, reading.notes)
    GovernanceChecks.run(reading.configuration, reading.notes)
    BaselineChecks.run(reading.configuration, reading.notes)
    reading.tellUnused()
    return (reading.configuration, DiagnosticOrder.sorted(reading.notes.diagnostics))
  }

  /// SHA-256 over the bytes of all files in the order of their paths, each followed by a NUL.
  private static func digest(of files: [SourceFile]) -> String {
    var digest = SHA256()
    for file in files {
      digest.update(file.text.utf8)
      digest.update([0])
    }
    return digest.hex()
  }
}

/// The sections of the files, one after the other, into the configuration.
private struct Reading {
  var configuration = Configuration()
  let notes: ReadingNotes
  private var limits: Mark?

  init(today: CalendarDate?) { notes = ReadingNotes(today: today) }

  private static let lists = [
    "roles", "audiences", "risks", "models", "threats", "sources", "decoders", "mappings",
    "placeholders", "receivers", "routes", "silences", "limits", "sigma", "controls", "policies",
    "references", "targets", "waivers", "commands", "tests", "baselines",
  ]
  /// Known, and not read by this version.
  private static let laterLists = [
    "improvements", "reviews", "console", "fleet",
  ]

  mutating func read(_ files: [SourceFile]) {
    var sections: [MarkedNode.Pair] = []
    for (documents, diagnostics) in Self.documents(of: files) {
      diagnostics.forEach(notes.report)
      for document in documents { sections += self.sections(of: document) }
    }
    for section in sections where section.key.text == "limits" { readLimits(section) }
    for section in sections where section.value.scalar?.kind != .null { read(section) }
  }

  /// Bytes of files below which the caller parses them alone: threads cost memory of their own.
  private static let parallelBytesMin = 1 << 20

  /// Parsing is more than half of the time of reading: many files are parsed on all cores.
  private static func documents(
    of files: [SourceFile]
  ) -> [(documents: [MarkedNode], diagnostics: [Diagnostic])] {
    guard files.reduce(0, { $0 + $1.text.utf8.count }) >= parallelBytesMin else {
      return files.map { YAMLReader.documents(in: $0) }
    }
    return onAllCores(files.count, atOnce: 4) { YAMLReader.documents(in: files[$0]) }
  }

  private func sections(of document: MarkedNode) -> [MarkedNode.Pair] {
    guard let pairs = document.pairs else {
      notes.report(
        "TOC003", at: document.mark, "a file holds named lists of records, not \(document.shape)",
        hint: "begin with the list's name: 'risks:'")
      return []
    }
    return pairs
  }

  private mutating func read(_ section: MarkedNode.Pair) {
    switch section.key.text {
    case "roles":
      each(section, "role") {
        $0.roles[$1.id] = $1
      } as: {
        Role($0)
      }
    case "audiences":
      each(section, "audience") {
        $0.audiences[$1.id] = $1
      } as: {
        Audience($0)
      }
    case "risks":
      each(section, "risk") {
        $0.risks[$1.id] = $1
      } as: {
        Risk($0)
      }
    case "models":
      each(section, "model") {
        $0.models[$1.id] = $1
      } as: {
        IncidentModel($0)
      }
    case "threats":
      each(section, "threat") {
        $0.threats[$1.id] = $1
      } as: {
        Threat($0)
      }
    case "sources":
      each(section, "source") {
        $0.sources.append($1)
      } as: {
        SourceDeclaration($0)
      }
    case "decoders":
      each(section, "decoder") {
        $0.decoders.append($1)
      } as: {
        DecoderDeclaration($0)
      }
    case "mappings":
      each(section, "mapping") {
        $0.mappings.append($1)
      } as: {
        MappingDeclaration($0)
      }
    case "baselines":
      each(section, "baseline") {
        $0.baselines.append($1)
      } as: {
        BaselineDeclaration($0)
      }
    case "receivers":
      each(section, "receiver") {
        $0.receivers[$1.id] = $1
      } as: {
        Receiver($0)
      }
    case "routes":
      each(section, "route") {
        $0.routes.append($1)
      } as: {
        Route($0)
      }
    case "silences":
      each(section, "silence") {
        $0.silences.append($1)
      } as: {
        Silence($0, today: $0.notes.today)
      }
    case "controls":
      each(section, "control") {
        $0.controls[$1.id] = $1
      } as: {
        Control($0)
      }
    case "policies":
      each(section, "policy") {
        $0.policies[$1.id] = $1
      } as: {
        Policy($0)
      }
    case "references":
      each(section, "reference") {
        $0.references[$1.id] = $1
      } as: {
        Reference($0)
      }
    case "targets":
      each(section, "target") {
        $0.targets.append($1)
      } as: {
        Target($0)
      }
    case "tests":
      each(section, "test") {
        if let test = $1, !test.id.isEmpty { $0.keep(test) }
      } as: {
        TestScript($0)
      }
    case "waivers":
      each(section, "waiver") {
        if let waiver = $1 { $0.waivers.append(waiver) }
      } as: {
        Waiver($0, today: $0.notes.today)
      }
    case "placeholders": readPlaceholders(section)
    case "sigma":
      guard let map = MapReader(section.value, as: "\"sigma\"", notes) else { return }
      configuration.ruleLoading.load.formUnion(RuleLoading(map).load)
    case "commands":
      guard let map = MapReader(section.value, as: "\"commands\"", notes) else { return }
      configuration.commands = AllowedCommands(map)
    case "limits": break
    case let name where Self.laterLists.contains(name):
      notes.leaveUnused(name, at: section.key.mark)
    case let name: refuse(name, at: section.key.mark)
    }
  }

  private mutating func each<Record>(
    _ section: MarkedNode.Pair, _ subject: String,
    _ keep: (inout Configuration, Record) -> Void, as read: (MapReader) -> Record
  ) {
    guard let items = section.value.items else {
      return notes.report(
        "TOC003", at: section.value.mark,
        "\"\(section.key.text)\" must be a list of records, not \(section.value.shape)",
        hint: "begin each \(subject) with '- '")
    }
    for item in items {
      guard let map = MapReader(item, as: subject, notes) else { continue }
      let record = read(map)
      // Without an id of its own a record would take another's place.
      let isNamed = (record as? any Identified).map { !$0.id.isEmpty } ?? true
      if isNamed { keep(&configuration, record) }
    }
  }

  private mutating func readPlaceholders(_ section: MarkedNode.Pair) {
    guard let map = MapReader(section.value, as: "placeholders", notes) else { return }
    for name in map.keys {
      let values = map.texts(name.text, .required)
      guard notes.declare(.placeholder, Marked(name.text, at: name.mark)) else { continue }
      configuration.placeholders[name.text] = values
    }
    map.finish()
  }

  private mutating func readLimits(_ section: MarkedNode.Pair) {
    if let first = limits {
      notes.report(
        "TOC004", at: section.key.mark, "\"limits\" are declared twice",
        hint: "the first are at \(first.path):\(first.line):\(first.column)")
      return
    }
    limits = section.key.mark
    guard section.value.scalar?.kind != .null,
      let map = MapReader(section.value, as: "limits", notes)
    else { return }
    notes.limits.read(map)
    configuration.limits = notes.limits
  }

  private func refuse(_ name: String, at mark: Mark) {
    let known = Self.lists + Self.laterLists
    notes.report(
      "TOC002", at: mark, "no list named \"\(name)\"",
      hint: NearestName.to(name, among: known).map { "did you mean '\($0)'?" }
        ?? "lists: " + Self.lists.joined(separator: ", "))
  }

  /// One warning a run: what is kept for later is not what its author expects to work.
  func tellUnused() {
    guard let first = notes.unused.first else { return }
    let names = notes.unused.map { "\"\($0.value)\"" }.joined(separator: ", ")
    notes.report(
      "TOC129", at: first.mark, "not used by this version: \(names)",
      hint: "they may stay; nothing is read from them yet", weight: .warning)
  }
}

/// Records that are kept under an id.
private protocol Identified { var id: String { get } }
extension Role: Identified {}
extension Audience: Identified {}
extension Risk: Identified {}
extension IncidentModel: Identified {}
extension Threat: Identified {}
extension SourceDeclaration: Identified {}
extension DecoderDeclaration: Identified {}
extension MappingDeclaration: Identified {}
extension BaselineDeclaration: Identified {}
extension Receiver: Identified {}
extension Silence: Identified {}
extension Control: Identified {}
extension Policy: Identified {}
extension Reference: Identified {}
extension Target: Identified {}

extension Configuration {
  fileprivate mutating func keep(_ test: TestScript) {
    switch test {
    case .drill(let script): drills[script.id] = script
    case .unit(let script): units[script.id] = script
    case .verify(let script): verifications[script.id] = script
    case .tabletop(let script): tabletops[script.id] = script
    }
  }
}
