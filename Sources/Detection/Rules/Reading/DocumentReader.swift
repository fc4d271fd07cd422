import Records

/// Reads what all Sigma documents share: keys at the top, and Tocsin's own `risks` and `tests`.
struct DocumentReader {
  let path: String
  var diagnostics: [Diagnostic] = []

  init(path: String) { self.path = path }

  /// Nil when the document cannot be used; why is in `diagnostics`.
  mutating func document(_ root: MarkedNode, number: Int) -> SigmaDocument? {
    guard root.pairs != nil else {
      note("TOC015", root.mark, "a Sigma document is a mapping")
      return nil
    }
    let kinds: [(String, SigmaDocument.Kind)] = [
      ("detection", .rule), ("correlation", .correlation), ("filter", .filter),
    ]
    let present = kinds.filter { root[$0.0] != nil }
    guard present.count == 1 else {
      note(
        "TOC015", root.mark,
        "a Sigma document has exactly one of \"detection\", \"correlation\" and \"filter\"")
      return nil
    }
    let before = diagnostics.count
    let header = header(root, kind: present[0].1, number: number)
    warnOfLikeness(root)
    let errors = diagnostics[before...].contains { $0.weight == .error }
    return errors
      ? nil : SigmaDocument(kind: present[0].1, root: root, path: path, header: header)
  }

  private mutating func header(
    _ root: MarkedNode, kind: SigmaDocument.Kind, number: Int
  ) -> SigmaDocument.Header {
    let (id, name) = (text("id", root), text("name", root))
    let title = text("title", root)
    if title == nil, root["title"] == nil { note("TOC015", root.mark, "\"title\" is missing") }
    if let title, title.value.unicodeScalars.count > 256 {
      note("TOC015", title.mark, "a title has at most 256 characters")
    }
    return SigmaDocument.Header(
      identity: id?.value ?? name?.value ?? "\(path)#\(number)", id: id, name: name,
      title: title?.value ?? "", author: text("author", root)?.value, level: level(root),
      status: status(root), summary: text("description", root)?.value,
      falsePositives: words("falsepositives", root),
      tags: words("tags", root), logsource: logsource(root, kind), risks: risks(root),
      samples: samples(root), mark: root.mark)
  }

  private mutating func text(_ key: String, _ node: MarkedNode) -> Marked<String>? {
    guard let value = node[key] else { return nil }
    guard let scalar = value.scalar, scalar.kind != .null else {
      note("TOC015", value.mark, "\"\(key)\" is text")
      return nil
    }
    return Marked(scalar.text, at: scalar.mark)
  }

  /// One text or a list of them; other shapes say nothing here.
  private func words(_ key: String, _ node: MarkedNode) -> [String] {
    guard let value = node[key] else { return [] }
    return (value.items ?? [value]).compactMap { $0.scalar?.text }
  }

  private mutating func level(_ root: MarkedNode) -> Level? {
    guard let word = text("level", root) else { return nil }
    if let level = Level(rawValue: word.value) { return level }
    let near = NearestName.to(word.value, among: Level.allCases.map(\.rawValue))
    note(
      "TOC015", word.mark, "no level named \"\(word.value)\"",
      hint: near.map { "did you mean '\($0)'?" })
    return nil
  }

  /// One that is none of Sigma's is no reason to leave a rule out.
  private mutating func status(_ root: MarkedNode) -> RuleStatus? {
    guard let word = text("status", root) else { return nil }
    if let status = RuleStatus(rawValue: word.value) { return status }
    let near = NearestName.to(word.value, among: RuleStatus.allCases.map(\.rawValue))
    diagnostics.append(
      Diagnostic(
        "TOC015", at: word.mark, "no status named \"\(word.value)\"",
        hint: near.map { "did you mean '\($0)'?" }
          ?? "one of: " + RuleStatus.allCases.map(\.rawValue).joined(separator: ", "),
        weight: .warning))
    return nil
  }

  private mutating func logsource(_ root: MarkedNode, _ kind: SigmaDocument.Kind) -> Logsource {
    guard kind != .correlation else { return Logsource() }
    guard let node = root["logsource"], node.pairs != nil else {
      note("TOC015", root.mark, "\"logsource\" is missing")
      return Logsource()
    }
    warnOfLikeness(to: ["category", "product", "service", "definition"], in: node)
    let logsource = Logsource(
      category: text("category", node)?.value, product: text("product", node)?.value,
      service: text("service", node)?.value)
    if logsource == Logsource() {
      note("TOC015", node.mark, "\"logsource\" names a category, a product or a service")
    }
    return logsource
  }

  private mutating func risks(_ root: MarkedNode) -> [Marked<String>] {
    guard let node = root["risks"] else { return [] }
    guard let items = node.items, items.allSatisfy({ $0.scalar?.kind == .string }) else {
      note("TOC003", node.mark, "\"risks\" is a list of risk ids")
      return []
    }
    return items.compactMap(\.scalar).map { Marked($0.text, at: $0.mark) }
  }

  /// Other keys are allowed; one that looks like a known one is likely a slip, and would widen what
  /// the rule is bound to.
  private mutating func warnOfLikeness(to known: [String], in node: MarkedNode) {
    for pair in node.pairs ?? [] where !known.contains(pair.key.text) {
      guard let near = NearestName.to(pair.key.text, among: known) else { continue }
      diagnostics.append(
        Diagnostic(
          "TOC122", at: pair.key.mark, "\"\(pair.key.text)\" in a log source is not read",
          hint: "did you mean '\(near)'?", weight: .warning))
    }
  }

  /// What nearly every document holds and resembles nothing of ours: not compared thousands of times.
  private static let usualKeys = Set(
    [
      "title", "id", "name", "related", "status", "description", "references", "author", "date",
      "modified", "tags", "logsource", "detection", "fields", "falsepositives", "level", "license",
      "correlation", "filter",
    ].filter { RegisterChecks.resemblance(of: $0, at: .none) == nil })

  /// Custom keys are allowed; one that looks like ours is likely a slip.
  private mutating func warnOfLikeness(_ root: MarkedNode) {
    for pair in root.pairs ?? [] where !Self.usualKeys.contains(pair.key.text) {
      guard let warning = RegisterChecks.resemblance(of: pair.key.text, at: pair.key.mark) else {
        continue
      }
      diagnostics.append(warning)
    }
  }

  mutating func note(_ code: String, _ mark: Mark, _ clause: String, hint: String? = nil) {
    diagnostics.append(Diagnostic(code, at: mark, clause, hint: hint))
  }
}
