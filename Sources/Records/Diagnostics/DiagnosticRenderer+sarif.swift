/// Diagnostics as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the lines.
///
/// One run of one tool. Its rules are the codes that occur, with the pages of `tocsin explain`;
/// columns are Unicode scalars, as ours are.
extension DiagnosticRenderer {
  /// The address that names the schema, as the standard prints it (section 3.13.3).
  private static let schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

  /// `waived` are told as suppressed results, with who waived them and why; `worked` is false when
  /// nothing could be checked.
  package static func sarif(
    _ diagnostics: [Diagnostic], waived: [Diagnostic] = [], version: String, worked: Bool = true
  ) -> JSONValue {
    let told = DiagnosticOrder.sorted(diagnostics.filter { !waived.contains($0) })
    let suppressed = DiagnosticOrder.sorted(waived)
    let codes = Set((told + suppressed).map(\.code)).sorted()
    let places = Dictionary(codes.enumerated().map { ($1, $0) }) { first, _ in first }
    let results =
      told.map { result($0, places, isWaived: false) }
      + suppressed.map { result($0, places, isWaived: true) }
    return [
      "$schema": .string(schema), "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "tocsin", "version": .string(version), "semanticVersion": .string(version),
              "rules": .array(codes.map(rule)),
            ]
          ],
          "invocations": [["executionSuccessful": .bool(worked)]],
          "columnKind": "unicodeCodePoints", "results": .array(results),
        ]
      ],
    ]
  }

  private static func rule(_ code: String) -> JSONValue {
    .present([
      "id": .string(code),
      "shortDescription": Explanations.title(for: code).map { ["text": message($0)] },
      "fullDescription": Explanations.meaning(for: code).map { ["text": message($0)] },
      "help": Explanations.page(for: code).map { ["text": message($0)] },
    ])
  }

  private static func result(
    _ diagnostic: Diagnostic, _ places: [String: Int], isWaived: Bool
  ) -> JSONValue {
    let hint = isWaived ? nil : diagnostic.hint.map { "\nhint: " + ShownText.clean($0) }
    let suppression: JSONValue = .present([
      "kind": "external", "status": "accepted",
      "justification": diagnostic.hint.map { .string(ShownText.clean($0)) },
    ])
    return .present([
      "ruleId": .string(diagnostic.code),
      "ruleIndex": places[diagnostic.code].map { .number($0) },
      "level": .string(diagnostic.weight.rawValue),
      "message": ["text": message(ShownText.clean(diagnostic.clause) + (hint ?? ""))],
      "locations": diagnostic.mark.path.isEmpty ? .none : .some([location(diagnostic)]),
      "suppressions": isWaived ? .some([suppression]) : .none,
    ])
  }

  private static func location(_ diagnostic: Diagnostic) -> JSONValue {
    let mark = diagnostic.mark
    let region: JSONValue = .present([
      "startLine": .number(mark.line), "startColumn": .number(max(1, mark.column)),
      "snippet": diagnostic.excerpt.map { ["text": .string($0)] },
    ])
    return [
      "physicalLocation": .present([
        "artifactLocation": ["uri": .string(address(mark.path))],
        // A whole folder or file has no line.
        "region": mark.line > 0 ? .some(region) : .none,
      ])
    ]
  }

  /// A message string (section 3.11.5): braces are doubled, and nothing becomes a link.
  private static func message(_ text: String) -> JSONValue {
    var out = ""
    for character in text {
      switch character {
      case "{": out += "{{"
      case "}": out += "}}"
      case "(" where out.hasSuffix("]"): out += " ("
      default: out.append(character)
      }
    }
    return .string(out)
  }

  /// A path as a URI reference (RFC 3986): relative as it was given, absolute as `file:`.
  private static func address(_ path: String) -> String {
    let path = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
    var out = path.hasPrefix("/") ? "file://" : ""
    for byte in path.utf8 {
      if plain.contains(byte) {
        out.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        out += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
      }
    }
    return out
  }
}
