import Records

/// Warnings while they are gathered: one's own rules each, public ones by folder.
struct RuleWarnings {
  private(set) var told: [Diagnostic] = []
  private(set) var quiet: [Diagnostic] = []
  private var places: RulePlaces

  init(files: [SourceFile]) { places = RulePlaces(files) }

  /// `key` is the key of the document, or the field of its detection, that is shown.
  mutating func add(
    _ code: String, _ rule: CompiledRule, _ isOwn: Bool, key: String, _ clause: String,
    hint: String, weight: Diagnostic.Weight = .warning
  ) {
    if isOwn {
      told.append(
        Diagnostic(
          code, at: places.mark(of: key, in: rule), clause, hint: hint, weight: weight))
    } else {
      quiet.append(Diagnostic(code, at: rule.mark, clause, hint: hint, weight: .note))
    }
  }

  mutating func addLacking(
    _ needs: [RuleReach.Need], _ sources: [String], _ rule: CompiledRule, _ isOwn: Bool
  ) {
    guard let need = needs.first else { return }
    let rest = needs.count > 1 ? ", nor \(needs.count - 1) more that it needs" : ""
    let what =
      need.value.map { "gives \"\(need.field)\" the value \"\($0)\"" }
      ?? "gives field \"\(need.field)\""
    let here = sources.map { "\"\($0)\"" }.joined(separator: ", ")
    add(
      "TOC124", rule, isOwn, key: need.field,
      "rule \"\(rule.summary.title)\" cannot fire: nothing \(what)\(rest)",
      hint: "source\(sources.count == 1 ? "" : "s") \(here) serve"
        + "\(sources.count == 1 ? "s" : "") it; a decoder or a mapping can give the field")
  }

  /// The quiet ones, one note for each code and folder.
  var counted: [Diagnostic] {
    var groups: [String: [Diagnostic]] = [:]
    for diagnostic in quiet {
      let path = diagnostic.mark.path
      let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? path
      groups[diagnostic.code + folder, default: []].append(diagnostic)
    }
    return groups.values.compactMap { group in
      guard let one = group.first else { return nil }
      let path = one.mark.path
      let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? path
      let count = group.count == 1 ? "1 rule" : "\(group.count) rules"
      let verb = group.count == 1 ? Self.single(one.code) : Self.several(one.code)
      return Diagnostic(
        one.code, at: Mark(path: folder, line: 1, column: 1), count + " " + verb,
        hint: "--verbose names each", weight: .note)
    }
  }

  private static func several(_ code: String) -> String {
    switch code {
    case "TOC124": "that cannot fire, because nothing gives a field they need"
    case "TOC740": "that look for the same as another"
    case "TOC741": "that meet every line of their log source"
    case "TOC742": "that are found by one or two characters"
    default: "to look at"
    }
  }

  private static func single(_ code: String) -> String {
    switch code {
    case "TOC124": "that cannot fire, because nothing gives a field it needs"
    case "TOC740": "that looks for the same as another"
    case "TOC741": "that meets every line of its log source"
    case "TOC742": "that is found by one or two characters"
    default: "to look at"
    }
  }
}
