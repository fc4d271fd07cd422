import Records

/// `expand`: names in percent signs stand for the values of the configuration.
///
/// The values are put in before wildcards are read, so that they may hold some. A backslash before
/// a percent sign makes it an ordinary one (Sigma specification, "expand").
extension DetectionItem {
  /// Texts that one value may become; a product of several placeholders is cut off here.
  ///
  /// Ten thousand addresses are a list that belongs elsewhere.
  private static let textsMax = 10_000

  func expanded(
    _ value: MarkedNode.Scalar, _ placeholders: [String: [String]]
  ) throws(Diagnostic) -> [String] {
    guard modifiers.contains(.expand) else { return [value.text] }
    var texts = [""]
    for piece in placeholderPieces(of: value.text) {
      let choices: [String]
      switch piece {
      case .text(let text): choices = [text]
      case .name(let name):
        guard let values = placeholders[name], !values.isEmpty else {
          throw missing(name, among: placeholders, at: value.mark)
        }
        choices = values
      }
      texts = texts.flatMap { before in choices.map { before + $0 } }
      guard texts.count <= Self.textsMax else {
        throw refusal("its placeholders make more than \(Self.textsMax) values", at: value.mark)
      }
    }
    return texts
  }

  private func missing(
    _ name: String, among placeholders: [String: [String]], at mark: Mark
  ) -> Diagnostic {
    let near = NearestName.to(name, among: placeholders.keys.sorted())
    let owner = field.map { "of field \"\($0)\"" } ?? "of a keyword"
    return Diagnostic(
      "TOC017", at: mark, "placeholder \"%\(name)%\" \(owner) has no values",
      hint: near.map { "did you mean '%\($0)%'?" }
        ?? "in any file of the configuration: 'placeholders: {\(name): [first, second]}'")
  }
}

private enum PlaceholderPiece {
  case text(String)
  case name(String)
}

private func placeholderPieces(of text: String) -> [PlaceholderPiece] {
  var pieces: [PlaceholderPiece] = []
  var plain = ""
  var rest = text[...]
  while let character = rest.popFirst() {
    if character == "\\", let next = rest.first {
      // `\\`, `\*` and `\?` are read later, as a pair; `\%` is read here.
      if next == "%" || next == "\\" || next == "*" || next == "?" {
        plain += next == "%" ? "%" : "\\" + String(next)
        rest.removeFirst()
      } else {
        plain.append(character)
      }
    } else if character == "%", let end = rest.firstIndex(of: "%"), isName(rest[..<end]) {
      pieces += [.text(plain), .name(String(rest[..<end]))]
      plain = ""
      rest = rest[rest.index(after: end)...]
    } else {
      plain.append(character)
    }
  }
  return pieces + [.text(plain)]
}

private func isName(_ text: Substring) -> Bool {
  !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }
}
