import Yams

/// The parser's complaints as diagnostics with a place and what to do.
extension YAMLReader.Part {
  func diagnostic(for error: YamlError) -> Diagnostic {
    switch error {
    case .scanner(let context, let problem, let place, _),
      .parser(let context, let problem, let place, _),
      .composer(let context, let problem, let place, _):
      return syntax(problem, context, at: mark(place.line, place.column))
    case .reader(let problem, _, _, _): return unreadable(problem)
    case .duplicatedKeysInMapping(let keys, let context):
      return duplicate(keys.first ?? "", context.mark.line, context.mark.column)
    default:
      return Diagnostic("TOC001", at: mark(1, 1), "file cannot be read as YAML")
    }
  }

  private func syntax(
    _ problem: String, _ context: YamlError.Context?, at place: Mark
  ) -> Diagnostic {
    var clause = problem
    if let context, !context.text.isEmpty {
      clause += " \(context.text) that begins in line \(context.mark.line + linesBefore)"
    }
    return Diagnostic("TOC001", at: place, clause, hint: hint(problem, at: place))
  }

  private func hint(_ problem: String, at place: Mark) -> String? {
    let line = TextLines(text).line(place.line - linesBefore) ?? ""
    if line.prefix(while: \.isWhitespace).contains("\t") || problem.contains("tab") {
      return "indent with spaces, never with tabs"
    }
    if problem.contains("mapping values are not allowed") {
      return "put text that holds ': ' in single quotes, or check the indentation"
    }
    if problem.contains("cannot start any token") {
      return "put text that begins with @, `, % or & in single quotes"
    }
    if problem.contains("unknown escape character") {
      return "in double quotes write \\\\ for a backslash, or use single quotes"
    }
    if problem.contains("undefined alias") { return "put text that begins with * in single quotes" }
    return "check the indentation and the quotes of this line and the one above"
  }

  /// A character that YAML forbids, such as NUL or the escape that begins a terminal's commands.
  private func unreadable(_ problem: String) -> Diagnostic {
    for (number, line) in TextLines(text).lines.enumerated() {
      for (column, scalar) in line.unicodeScalars.enumerated() where Self.isForbidden(scalar) {
        let code = String(scalar.value, radix: 16, uppercase: true)
        return Diagnostic(
          "TOC001", at: mark(number + 1, column + 1),
          "character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code) may not"
            + " stand in YAML", hint: "remove it, or write it as an escape in double quotes")
      }
    }
    return Diagnostic("TOC001", at: mark(1, 1), problem)
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: false
    case 0x10000...0x10FFFF: false
    default: true
    }
  }

  /// The parser names only the first of two equal keys: the second is looked for below it.
  ///
  /// Keys of one block mapping share their column, so the next line with the same key there, before
  /// anything that is indented less, is it; in a flow mapping it is the next same key.
  private func duplicate(_ key: String, _ line: Int, _ column: Int) -> Diagnostic {
    let second = secondPlace(of: key, line, column)
    let clause = "key \"\(key)\" is written twice"
    guard let second else {
      return Diagnostic("TOC001", at: mark(line, column), clause, hint: "keep one of them")
    }
    return Diagnostic(
      "TOC001", at: second, clause,
      hint: "the first is in line \(line + linesBefore), column \(column); keep one of them")
  }

  private func secondPlace(of key: String, _ line: Int, _ column: Int) -> Mark? {
    let lines = TextLines(text).lines
    guard lines.indices.contains(line - 1) else { return nil }
    let first = Array(lines[line - 1].unicodeScalars)
    let isBlock = first.prefix(column - 1).allSatisfy { " -?".unicodeScalars.contains($0) }
    let passed = column - 1 + key.unicodeScalars.count
    if !isBlock, let found = Self.offset(of: key, in: Array(first.dropFirst(passed))) {
      return mark(line, passed + found + 1)
    }
    for number in lines.indices.dropFirst(line) {
      let scalars = Array(lines[number].unicodeScalars)
      guard let indent = scalars.firstIndex(where: { $0 != " " }) else { continue }
      if isBlock, indent < column - 1 { return nil }
      guard let found = Self.offset(of: key, in: scalars) else { continue }
      if !isBlock || indent == column - 1 && found - indent <= 1 {
        return mark(number + 1, found + 1)
      }
    }
    return nil
  }

  /// Where `key` stands as a key: after the start, a blank or a bracket, and before a colon.
  private static func offset(of key: String, in line: [Unicode.Scalar]) -> Int? {
    let key = Array(key.unicodeScalars)
    guard !key.isEmpty, line.count > key.count else { return nil }
    for start in 0..<(line.count - key.count) where Array(line[start..<start + key.count]) == key {
      let before = start == 0 ? " " : line[start - 1]
      let after = line[(start + key.count)...].drop { " \"'".unicodeScalars.contains($0) }
      if after.first == ":", " \"'{,".unicodeScalars.contains(before) { return start }
    }
    return nil
  }
}
