/// Text with `{{name}}` for values: only its form is judged here, values are filled in by whoever
/// has them.
struct Template {
  let text: Marked<String>

  init(_ text: Marked<String>) { self.text = text }

  /// The names in it; nil, when a brace is not closed or a name is none.
  private var names: [String]? {
    var names: [String] = []
    var rest = text.value[...]
    while let open = rest.firstRange(of: "{{") {
      rest = rest[open.upperBound...]
      guard let close = rest.firstRange(of: "}}") else { return nil }
      let name = rest[..<close.lowerBound]
      guard Self.isName(name) else { return nil }
      names.append(String(name))
      rest = rest[close.upperBound...]
    }
    return rest.firstRange(of: "}}") == nil ? names : nil
  }

  /// Notes TOC009 for a form that is none, and for names outside `known` where that is given.
  func check(_ notes: ReadingNotes, known: [String]? = nil) {
    guard let names else {
      return notes.report(
        "TOC009", at: text.mark, "braces that are no template variable",
        hint: "write {{name}}, without blanks: letters, digits, '_', '-', '.'")
    }
    guard let known else { return }
    for name in names where !known.contains(name) {
      let nearest = NearestName.to(name, among: known)
      notes.report(
        "TOC009", at: text.mark, "no value named \"\(name)\" here",
        hint: nearest.map { "did you mean '\($0)'?" }
          ?? (known.isEmpty ? "declare it first" : "names here: " + known.joined(separator: ", ")))
    }
  }

  private static func isName(_ name: Substring) -> Bool {
    !name.isEmpty && name.utf8.count <= 64
      && name.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
          || "_-.".utf8.contains($0)
      }
  }
}
