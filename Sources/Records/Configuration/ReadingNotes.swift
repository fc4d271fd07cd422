/// What is noted while files are read: mistakes, declared ids, and references to be checked when
/// everything has been read.
final class ReadingNotes {
  struct Reference {
    /// Any of them will do.
    var kinds: [RecordKind]
    var name: Marked<String>
  }

  private(set) var diagnostics: [Diagnostic] = []
  private(set) var references: [Reference] = []
  /// Names that are known and not used by this version, with their first place.
  private(set) var unused: [Marked<String>] = []
  private(set) var ruleNames: [Marked<String>] = []
  private var declared: [RecordKind: [String: Mark]] = [:]
  /// Waivers that stand in the records they are about.
  private(set) var waivers: [Waiver] = []
  /// What reviews and ends are judged by.
  let today: CalendarDate?
  /// Limits are read first: they hold defaults of other records.
  var limits = Limits()

  init(today: CalendarDate? = nil) { self.today = today }

  func waive(_ waiver: Waiver) { waivers.append(waiver) }

  func report(
    _ code: String, at mark: Mark, _ clause: String, hint: String? = nil,
    weight: Diagnostic.Weight = .error
  ) {
    diagnostics.append(Diagnostic(code, at: mark, clause, hint: hint, weight: weight))
  }

  func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  func refer(to kinds: [RecordKind], _ name: Marked<String>) {
    references.append(Reference(kinds: kinds, name: name))
  }

  func refer(toRules names: [Marked<String>]) { ruleNames += names }

  func leaveUnused(_ name: String, at mark: Mark) {
    guard !unused.contains(where: { $0.value == name }) else { return }
    unused.append(Marked(name, at: mark))
  }

  /// False, and told with both places, when the id is taken.
  func declare(_ kind: RecordKind, _ id: Marked<String>) -> Bool {
    let sharing = RecordKind.allCases.filter { $0.space == kind.space }
    let first = sharing.lazy.compactMap { self.declared[$0]?[id.value] }.first
    guard let first else {
      declared[kind, default: [:]][id.value] = id.mark
      return true
    }
    report(
      "TOC004", at: id.mark, "\(kind.rawValue) \"\(id.value)\" is declared twice",
      hint: "the first is at \(first.path):\(first.line):\(first.column)")
    return false
  }

  func declares(_ kind: RecordKind, _ id: String) -> Bool { declared[kind]?[id] != nil }

  func ids(of kinds: [RecordKind]) -> [String] {
    kinds.flatMap { declared[$0].map { Array($0.keys) } ?? [] }.sorted()
  }
}
