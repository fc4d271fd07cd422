/// Whether everything that is named by id is declared (TOC005).
enum ReferenceChecks {
  /// A receiver that is there without being declared: the operator's terminal.
  static let builtInReceivers = ["terminal"]

  static func run(_ notes: ReadingNotes) {
    var ids: [[RecordKind]: [String]] = [:]
    for reference in notes.references {
      let name = reference.name
      guard !reference.kinds.contains(where: { notes.declares($0, name.value) }) else { continue }
      if reference.kinds.contains(.receiver), builtInReceivers.contains(name.value) { continue }
      let known = ids[reference.kinds] ?? notes.ids(of: reference.kinds)
      ids[reference.kinds] = known
      let kinds = reference.kinds.map(\.rawValue).joined(separator: " or ")
      notes.report(
        "TOC005", at: name.mark, "\(kinds) \"\(name.value)\" is not declared",
        hint: hint(name.value, reference.kinds, known, notes))
    }
  }

  private static func hint(
    _ name: String, _ kinds: [RecordKind], _ known: [String], _ notes: ReadingNotes
  ) -> String {
    if let nearest = NearestName.to(name, among: known) { return "did you mean '\(nearest)'?" }
    if let other = RecordKind.allCases.first(where: { notes.declares($0, name) }) {
      return "\"\(name)\" is \(other.article), not \(kinds[0].article)"
    }
    return "declare it in the list '\(kinds[0].list)'"
  }
}
