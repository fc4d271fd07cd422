import Detection
import Records

/// Whether a rule can fire on this host, and what to switch on if not.
enum RuleReadiness: Sendable, Equatable {
  case firing(sources: [String])
  /// Sources that would do are declared, and nothing can be read of them yet.
  case waiting(sources: [String])
  /// Sources that would do spoke once, and are silent.
  case silent(sources: [String])
  /// A source that would do cannot be read any more or loses lines; `how` follows its name.
  case impaired(source: String, how: String)
  case lacking([RuleReach.Need], sources: [String])
  case idle([Logsource])

  init(
    _ reach: RuleReach, isNow: Bool, silent: Set<String> = [], impaired: [String: String] = [:]
  ) {
    switch reach {
    case .firing(let sources):
      let quiet = sources.filter(silent.contains)
      if isNow {
        self = .firing(sources: sources)
      } else if let source = sources.first(where: { impaired[$0] != nil }) {
        self = .impaired(source: source, how: impaired[source] ?? "impaired")
      } else {
        self = quiet.isEmpty ? .waiting(sources: sources) : .silent(sources: quiet)
      }
    case .lacking(let needs, let sources): self = .lacking(needs, sources: sources)
    case .idle(let logsources): self = .idle(logsources)
    }
  }

  var canFire: Bool { if case .firing = self { true } else { false } }

  /// How near it is to firing: what is to be mended first.
  var nearness: Int {
    switch self {
    case .firing: 5
    case .impaired: 4
    case .silent: 3
    case .waiting: 2
    case .lacking: 1
    case .idle: 0
    }
  }

  /// One word for a table.
  var word: String {
    switch self {
    case .firing: "yes"
    case .waiting: "waits"
    case .silent: "silent"
    case .impaired: "impaired"
    case .lacking: "no field"
    case .idle: "no log"
    }
  }

  /// Why it cannot fire, as a clause; nil when it can.
  var why: String? {
    switch self {
    case .firing: nil
    case .waiting(let sources):
      "no log of \(sources.count == 1 ? "source" : "sources") \(sources.joined(separator: ", "))"
        + " can be read yet"
    case .impaired(let source, let how): "source \(source) is \(how)"
    case .silent(let sources):
      "\(sources.count == 1 ? "source" : "sources") \(sources.joined(separator: ", ")) "
        + "\(sources.count == 1 ? "has" : "have") fallen silent"
    case .lacking(let needs, let sources):
      needs.isEmpty
        ? "its condition cannot hold on the lines of \(sources.joined(separator: ", "))"
        : "nothing gives " + needs.prefix(3).map(\.words).joined(separator: ", ")
          + " in the lines of \(sources.joined(separator: ", "))"
    case .idle(let logsources):
      "no source here serves \(logsources.map(\.shown).joined(separator: ", "))"
    }
  }

  /// What a person does about it; nil when it can fire.
  ///
  /// `declared` are all sources.
  func step(_ declared: [SourceDeclaration]) -> String? {
    switch self {
    case .firing: nil
    case .waiting(let sources):
      SwitchingOn.step(awaiting: declared.filter { sources.contains($0.id) })
    case .impaired(let source, _):
      "read the open alert about source \(source), mend what it names (rights, path, format or what "
        + "drops lines), and write a line to it"
    case .silent(let sources):
      "see that what writes \(sources.joined(separator: ", ")) runs, and write a line to it"
    case .lacking:
      "declare a mapping, if another field holds it, or a decoder that gives it; "
        + "'tocsin explain TOC124' says more"
    case .idle(let logsources): logsources.first.map(SwitchingOn.step)
    }
  }
}

extension RuleReach.Need {
  /// `field "a0"`, or `"Action" the value "x"`.
  fileprivate var words: String {
    value.map { "\"\(field)\" the value \"\($0)\"" } ?? "field \"\(field)\""
  }
}
