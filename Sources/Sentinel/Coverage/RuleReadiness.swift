import Detection
import Records

/// Whether a rule can fire on this host, and what to switch on if not.
enum RuleReadiness: Sendable, Equatable {
  case firing(sources: [String])
  /// Sources that would do are declared, and nothing can be read of them yet.
  case waiting(sources: [String])
  case lacking([RuleReach.Need], sources: [String])
  case idle([Logsource])

  init(_ reach: RuleReach, isNow: Bool) {
    switch reach {
    case .firing(let sources): self = isNow ? .firing(sources: sources) : .waiting(sources: sources)
    case .lacking(let needs, let sources): self = .lacking(needs, sources: sources)
    case .idle(let logsources): self = .idle(logsources)
    }
  }

  var canFire: Bool { if case .firing = self { true } else { false } }

  /// One word for a table.
  var word: String {
    switch self {
    case .firing: "yes"
    case .waiting: "waits"
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
  var step: String? {
    switch self {
    case .firing: nil
    case .waiting(let sources):
      "nothing, where the program is not installed: \(sources.joined(separator: ", ")) "
        + "\(sources.count == 1 ? "is" : "are") read once the file appears; else let the user "
        + "tocsin read it (groups adm and systemd-journal)"
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
