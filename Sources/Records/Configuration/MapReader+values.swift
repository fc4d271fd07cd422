/// Single values of a mapping, each with the check that belongs to its type.
extension MapReader {
  /// Bytes of one text; longer ones belong in a document of their own.
  static let textBytesMax = 4096
  /// Characters of a text for readers without technical knowledge: more is not read.
  static let plainMax = 600

  func text(_ key: String, _ need: Need = .optional) -> String? { markedText(key, need)?.value }

  func markedText(_ key: String, _ need: Need = .optional) -> Marked<String>? {
    node(key, need).flatMap { text($0, key) }
  }

  /// Text for everybody, at most `plainMax` characters.
  func plain(_ key: String, _ need: Need = .optional) -> String? {
    guard let text = markedText(key, need) else { return nil }
    if text.value.count > Self.plainMax {
      refuse(
        text.mark, "\"\(key)\" is longer than \(Self.plainMax) characters",
        hint: "plain words are few words")
    }
    return text.value
  }

  /// A node as text; numbers are taken as they were written.
  func text(_ node: MarkedNode, _ key: String) -> Marked<String>? {
    guard let scalar = node.scalar, [.string, .integer, .float].contains(scalar.kind) else {
      refuse(
        node.mark, "\"\(key)\" must be text, not \(node.shape)",
        hint: node.scalar.map { "put it in quotes: '\($0.text)'" })
      return nil
    }
    if scalar.text.utf8.count > Self.textBytesMax {
      refuse(scalar.mark, "\"\(key)\" is longer than 4 KiB")
    } else if let control = scalar.text.unicodeScalars.first(where: Self.isControl) {
      refuse(
        scalar.mark,
        "\"\(key)\" holds the control character U+\(String(control.value, radix: 16))")
    } else if scalar.text.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
      refuse(scalar.mark, "\"\(key)\" is empty")
    }
    return Marked(scalar.text, at: scalar.mark)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isUnsafeToShow && scalar != "\n" && scalar != "\t"
  }

  func flag(_ key: String, default value: Bool) -> Bool { flag(key) ?? value }

  func flag(_ key: String) -> Bool? {
    guard let node = node(key) else { return nil }
    guard let scalar = node.scalar, scalar.kind == .boolean else {
      refuse(node.mark, "\"\(key)\" must be true or false, not \(node.shape)")
      return nil
    }
    return scalar.text.lowercased() == "true"
  }

  func integer(_ key: String, in range: ClosedRange<Int>, _ need: Need = .optional) -> Int? {
    node(key, need).flatMap { integer($0, key, in: range) }
  }

  func integer(_ node: MarkedNode, _ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let scalar = node.scalar, scalar.kind == .integer else {
      refuse(node.mark, "\"\(key)\" must be a whole number, not \(node.shape)")
      return nil
    }
    guard let number = Int(scalar.text), range.contains(number) else {
      refuse(
        node.mark, "\"\(key)\" must be from \(range.lowerBound) to \(range.upperBound)",
        hint: "it is \(scalar.text)")
      return nil
    }
    return number
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ need: Need = .optional, as type: Choice.Type = Choice.self
  ) -> Choice? where Choice.RawValue == String {
    node(key, need).flatMap { choice($0, key) }
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ node: MarkedNode, _ key: String
  ) -> Choice? where Choice.RawValue == String {
    let names = Choice.allCases.map(\.rawValue)
    if let text = node.scalar?.text, let choice = Choice(rawValue: text) { return choice }
    let written = node.scalar.map { "\"\($0.text)\"" } ?? node.shape
    let nearest = node.scalar.flatMap { NearestName.to($0.text, among: names) }
    refuse(
      node.mark, "\"\(key)\" cannot be \(written)",
      hint: nearest.map { "did you mean '\($0)'?" } ?? "one of: " + names.joined(separator: ", "))
    return nil
  }
}
