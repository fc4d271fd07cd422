package import Records

/// Where a field's value comes from, as far as the scan of raw bytes is concerned.
package enum FieldOrigin: Sendable, Equatable {
  /// It is a run of the raw line, so a literal of the value is one of the line, unless the line
  /// holds one of the format's hiding literals.
  case verbatim
  /// It is computed, unescaped or taken from beside the line.
  case made
  /// No line of this format, served by these decoders, has it.
  case unknown
}

/// What holds for every line, so that the scan may skip lines without missing one.
extension DecoderSet {
  /// Literals of the raw line, one of which stands in every line for which `field` is `value`.
  ///
  /// Compared without case, as Sigma does. Nil: that cannot be promised, so the line must be
  /// decoded. Empty: no line can have it. `serving` nil means every decoder: for a source whose
  /// own declaration serves the rule's log source. Under JSON, lines with a hiding literal may
  /// have the value without these.
  package func literals(
    whenField field: String, equals value: String, serving: Logsource?,
    format: SourceDeclaration.Format = .auto
  ) -> [[UInt8]]? {
    let made: [[UInt8]]?
    switch field {
    case "SYSCALL" where format == .audit:
      // As auditd adds it, or by its number on one of the architectures.
      let numbers = SystemCalls.numbers(of: value.lowercased()).sorted()
      return [Array(value.utf8)] + numbers.map { Array("syscall=\($0)".utf8) }
    case "action" where format == .audit, "blocked" where format == .audit: return nil
    case "Action":
      made = shapeLiterals(serving) { $0.action.lowercased() == value.lowercased() }
    case "blocked" where value.lowercased() == "true",
      "action" where value.lowercased() == "drop":
      made = shapeLiterals(serving) { $0.action == Implied.blockingAction }
    case "blocked", "action": made = []
    // Code gives some lines without a program one of these; every other name is written there.
    case "program" where !KnownPrograms.names.contains(value.lowercased()):
      return [Array(value.utf8)]
    default:
      return origin(ofField: field, serving: serving, format: format) == .verbatim
        ? [Array(value.utf8)] : nil
    }
    guard var all = made else { return nil }
    // In JSON a name such as `Action` is the writer's own, and its value stands in the line.
    if format == .json || format == .auto { all.append(Array(value.utf8)) }
    if format == .journal, field == "Action", Catalogue.actions.contains(value.lowercased()) {
      all.append(Array(Catalogue.program.description.utf8))
    }
    return all
  }

  /// Those of `literals(whenField:equals:serving:format:)` that stand in the line in their own case:
  /// shapes compare bytes.
  func exactLiterals(
    whenField field: String, equals value: String, serving: Logsource?
  ) -> Set<[UInt8]> {
    guard field == "Action" else { return [] }
    return Set(shapeLiterals(serving) { $0.action.lowercased() == value.lowercased() } ?? [])
      .subtracting([Array(value.utf8), Array(Catalogue.program.description.utf8)])
  }

  private func shapeLiterals(
    _ serving: Logsource?, _ isMeant: (DecoderDeclaration.Shape) -> Bool
  ) -> [[UInt8]]? {
    var all: [[UInt8]] = []
    for index in decoders(serving: serving) {
      for shape in declarations[index].shapes where isMeant(shape) {
        let written = [shape.starts, shape.contains].compactMap { $0 }.filter { !$0.isEmpty }
        guard let longest = written.max(by: { $0.utf8.count < $1.utf8.count }) else { return nil }
        all.append(Array(longest.utf8))
      }
    }
    return all
  }

  /// How `field`'s value stands in the raw line.
  package func origin(
    ofField field: String, serving: Logsource?, format: SourceDeclaration.Format
  ) -> FieldOrigin {
    if Self.computed.contains(field) || baselineFields.contains(field)
      || joined.contains(where: { fieldNames[Int($0)] == field })
    {
      return .made
    }
    if let own = envelopeOrigin(field, format) { return own }
    if format == .json || format == .auto { return .verbatim }
    let isCaptured = decoders(serving: serving).contains { captured[$0].contains(field) }
    return isCaptured ? .verbatim : .unknown
  }

  /// Literals of which one stands in every JSON line whose field was not set by a name in the line.
  ///
  /// Those of the shapes that capture it: mostly none. Nil: code may set it (envelopes, requests),
  /// or a shape without a literal, and nothing can be said.
  func literalsOfMakers(ofField field: UInt16) -> [[UInt8]]? {
    guard field >= codeFieldCount else { return nil }
    var all: [[UInt8]] = []
    for shape in shapes {
      guard captures[shape.captures.range].contains(where: { $0.field == field }) else { continue }
      let written = [shape.starts, shape.contains].map { Array(bytes[$0.range]) }
      guard let longest = written.max(by: { $0.count < $1.count }), !longest.isEmpty else {
        return nil
      }
      if !all.contains(longest) { all.append(longest) }
    }
    return all
  }

  /// Fields whose text stands in no line; `Count` may be a product.
  private static let computed: Set<String> = [
    "Action", "src_net", "Count", "blocked", "action", "facility", "priority",
  ]

  private func envelopeOrigin(
    _ field: String, _ format: SourceDeclaration.Format
  ) -> FieldOrigin? {
    switch format {
    case .journal:
      if field == "host" || isBeside(field) { return .made }
      return field == "program" || field == "pid" || field == "message" ? .verbatim : nil
    case .syslog:
      return ["host", "program", "pid", "message", "structured"].contains(field)
        ? .verbatim : nil
    case .combined:
      return FixedFields.combined.contains(field) ? .verbatim : nil
    case .squid:
      return FixedFields.squid.contains(field) ? .verbatim : nil
    case .audit:
      // A value that stands there as hexadecimal is announced by a hiding literal.
      return field == "SYSCALL" ? .made : .verbatim
    case .raw, .csv:
      // The program may be that of the format, such as `nginx`.
      if field == "program" { return .made }
      return field == "pid" || field == "message" ? .verbatim : nil
    case .auto, .json:
      return field == "program" ? .made : nil
    }
  }

  /// Literals whose presence in a raw line means that values may be written encoded there.
  ///
  /// Such lines are decoded whatever the scan says. Control characters are always written encoded
  /// in JSON, so a literal that holds one promises nothing there.
  package func hidingLiterals(format: SourceDeclaration.Format) -> [[UInt8]] {
    let json = ["\\u", "\\\\", "\\/", "\\\""]
    let combined = ["\\x", "\\\"", "\\\\"]
    let written: [String] =
      switch format {
      case .json: json
      case .combined: combined
      case .auto: json + ["\\x"]
      case .audit: AuditText.hidingLiterals
      case .journal, .syslog, .csv, .raw, .squid: []
      }
    return written.map { Array($0.utf8) }
  }

  /// Every field that lines of this log source and format can have; nil when any name may occur.
  ///
  /// JSON and journals bring names of their own; `origin` knows single names there.
  package func fieldsSet(
    serving: Logsource?, format: SourceDeclaration.Format
  ) -> Set<String>? {
    let own: Set<String>
    switch format {
    case .json, .auto, .journal, .audit: return nil
    case .syslog: own = ["structured"]
    case .combined: own = FixedFields.combined
    case .squid: own = FixedFields.squid
    case .raw, .csv: own = []
    }
    return fields(of: decoders(serving: serving)).union(own).union(baselineFields)
  }

  /// What the decoders of a log source set, envelopes included; nil when no decoder serves it.
  ///
  /// For telling an author of a field that no decoder sets; a source of JSON may still have it.
  package func fieldsOfDecoders(serving logsource: Logsource) -> Set<String>? {
    if let category = AuditCategory.serving(logsource) {
      return category.fields.union(baselineFields)
    }
    if logsource.service == AuditCategory.records.service {
      return AuditText.dictionary.union(baselineFields)
    }
    let meant = decoders(serving: logsource)
    return meant.isEmpty
      ? nil : fields(of: meant).union(Catalogue.journalFields).union(baselineFields)
  }

  private func fields(of decoders: [Int]) -> Set<String> {
    var all = Set(Envelope.allCases.map(\.name))
    for index in decoders { all.formUnion(captured[index]) }
    all.insert("Count")
    return blocks(decoders) ? all.union(["blocked", "action"]) : all
  }

  private func blocks(_ decoders: [Int]) -> Bool {
    decoders.contains { index in
      declarations[index].shapes.contains { $0.action == Implied.blockingAction }
    }
  }

  /// Decoders that can set fields of an event serving `logsource`: those that serve it, those of
  /// every program, and those that share a program with one that serves it.
  func decoders(serving logsource: Logsource?) -> [Int] {
    guard let logsource else { return Array(declarations.indices) }
    var meant: Set<Int> = []
    for (index, served) in logsources.enumerated()
    where served.contains(where: { $0.serves(logsource) }) {
      meant.formUnion(members[index])
    }
    return meant.sorted()
  }

  /// Fields that the shapes of a decoder set.
  func namesCaptured(by decoder: Int) -> Set<String> {
    var all: Set<String> = []
    for index in shapes.indices where Int(shapes[index].decoder) == decoder {
      for capture in captures[shapes[index].captures.range] where capture.role != .skipped {
        all.insert(fieldNames[Int(capture.field)])
      }
    }
    return all.contains("src_ip") ? all.union(["src_host", "src_net"]) : all
  }
}
