/// One mapping that a person wrote, read key by key.
///
/// Each record's reader is the list of its keys from top to bottom; every call notes what is wrong
/// with its key and gives nil or nothing, so that one run shows all mistakes. What was asked for is
/// remembered: `finish` refuses all other keys and proposes the nearest of the valid ones.
final class MapReader {
  enum Need { case required, optional }

  /// `risk "ssh-guessing"`, for sentences.
  private(set) var subject: String
  let mark: Mark
  let notes: ReadingNotes
  private let pairs: [MarkedNode.Pair]
  private var asked: [String] = []

  /// Nil, and told, when the node is no mapping; `subject` has no article: `risk`.
  init?(_ node: MarkedNode, as subject: String, _ notes: ReadingNotes) {
    guard case .mapping(let pairs, let mark) = node else {
      notes.report(
        "TOC003", at: node.mark, "\(subject) must be a mapping of fields, not \(node.shape)")
      return nil
    }
    self.subject = subject
    self.mark = mark
    self.pairs = pairs
    self.notes = notes
  }

  /// The key's value; nil, and told when it is required, where it is absent or empty.
  func node(_ key: String, _ need: Need = .optional) -> MarkedNode? {
    if !asked.contains(key) { asked.append(key) }
    let pair = pairs.first { $0.key.text == key }
    if let pair, pair.value.scalar?.kind != .null { return pair.value }
    if need == .required {
      notes.report(
        "TOC003", at: pair?.key.mark ?? mark, "\(subject) has no \"\(key)\"",
        hint: "add '\(key): …'")
    }
    return nil
  }

  /// Where the key itself stands.
  func place(of key: String) -> Mark { pairs.first { $0.key.text == key }?.key.mark ?? mark }

  /// True once a reader wanted the key.
  func isAsked(_ key: String) -> Bool { asked.contains(key) }

  func has(_ key: String) -> Bool { pairs.contains { $0.key.text == key } }

  var keys: [MarkedNode.Scalar] { pairs.map(\.key) }

  /// Takes keys that a later version will use, and remembers to say so.
  func leave(_ keys: String...) {
    asked.append(contentsOf: keys)
    for pair in pairs where keys.contains(pair.key.text) {
      notes.leaveUnused(pair.key.text, at: pair.key.mark)
    }
  }

  func finish() {
    for pair in pairs where !asked.contains(pair.key.text) {
      let nearest = NearestName.to(pair.key.text, among: asked)
      notes.report(
        "TOC002", at: pair.key.mark, "no field named \"\(pair.key.text)\" in \(subject)",
        hint: nearest.map { "did you mean '\($0)'?" }
          ?? "fields here: \(asked.sorted().joined(separator: ", "))")
    }
  }

  /// Told as TOC003 unless said otherwise.
  func refuse(_ mark: Mark, _ clause: String, hint: String? = nil, code: String = "TOC003") {
    notes.report(code, at: mark, clause, hint: hint)
  }

  /// The record's id, declared under its kind; empty, and told, when it is missing or malformed.
  func identifier(_ kind: RecordKind) -> String {
    guard let id = markedText("id", .required) else { return "" }
    subject = "\(kind.rawValue) \"\(id.value)\""
    guard Self.isIdentifier(id.value) else {
      refuse(
        id.mark, "\"\(id.value)\" is no id",
        hint: "small letters, digits, '-' and '.', a letter first, at most 64 characters")
      return ""
    }
    return notes.declare(kind, id) ? id.value : ""
  }

  /// `[a-z][a-z0-9]*([.-][a-z0-9]+)*`, at most 64 characters.
  static func isIdentifier(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count <= 64, let first = bytes.first, (97...122).contains(first) else {
      return false
    }
    return bytes.split(omittingEmptySubsequences: false) { $0 == 45 || $0 == 46 }.allSatisfy {
      !$0.isEmpty && $0.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
    }
  }
}

extension MarkedNode {
  /// What it is, for sentences.
  var shape: String {
    switch self {
    case .sequence: "a list"
    case .mapping: "a mapping"
    case .scalar(let scalar):
      switch scalar.kind {
      case .string: "text"
      case .integer, .float: "a number"
      case .boolean: "true or false"
      case .null: "nothing"
      }
    }
  }
}
