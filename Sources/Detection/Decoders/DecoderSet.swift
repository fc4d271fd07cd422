package import Records

/// Every message decoder, compiled, and what may be promised about the lines it understands.
///
/// It is made once from the declared records and shared by all scanning threads; a `LineDecoder`
/// is one thread's use of it. What it says of literals lets a rule on a made field (`Action`) be
/// found by the scan of raw bytes, so it may promise too little but never too much.
package struct DecoderSet: Sendable {
  /// What an event serves, by its `decoder` minus one.
  ///
  /// The first entries are the declared decoders in order; after them come pairs, for a line of
  /// one decoder's program that another one understood: it serves what both serve.
  package internal(set) var logsources: [[Logsource]] = []

  var declarations: [DecoderDeclaration]
  var fields: FixedFields
  var shapes: [CompiledShape] = []
  var captures: [Capture] = []
  var bytes: [UInt8] = []
  var chains: [Chain] = []
  var entries: [ChainEntry] = []
  var masks: [UInt64] = []
  var programs = ProgramTable(exact: [], prefixes: [])
  /// Keeps the compiled code alive that `shapes` point to.
  var patterns: [Pattern] = []
  /// Declared decoders behind each entry of `logsources`.
  var members: [[Int]] = []
  /// Fields that are joined from two groups, so that they stand in no line.
  var joined: Set<UInt16> = []
  /// Fields below this number are set by code, in envelopes and requests.
  let codeFieldCount: Int
  /// Fields that baselines set: an event may serve a baseline by another log source than a rule.
  let baselineFields: Set<String>
  /// By number, as far as this set knows them.
  var fieldNames: [String] = []
  /// How events of other taxonomies are read.
  var mappings: [CompiledMapping] = []
  /// One more than the highest `Event.decoder`: what decoders serve, then what clauses do.
  var servedRows = 0
  /// By declared decoder, the names its shapes set.
  var captured: [Set<String>] = []
  /// Names that shapes set; a journal's entry cannot set these beside its message.
  var owned: Set<String> = []

  /// Compiles `declarations`; a shape that cannot be used is left out and told.
  ///
  /// Fields of baselines count as set by code: they stand in no line. Every field that a decoder
  /// or an envelope can set gets its number in `names`.
  package init(
    _ declarations: [DecoderDeclaration], mappings: [MappingDeclaration] = [],
    baselines: [BaselineDeclaration] = [], names: inout FieldNames, diagnostics: inout [Diagnostic]
  ) {
    self.declarations = declarations
    self.mappings = mappings.map { CompiledMapping(declaration: $0, firstRow: 0) }
    fields = FixedFields(&names)
    baselineFields = Set(baselines.map(\.sets.value))
    for baseline in baselines { _ = names.number(for: baseline.sets.value) }
    codeFieldCount = names.count
    for (index, declaration) in declarations.enumerated() {
      logsources.append(declaration.logsource)
      members.append([index])
      for shape in declaration.shapes {
        compile(shape, of: index, &names, &diagnostics)
      }
    }
    makeChains()
    fieldNames = names.names
    captured = declarations.indices.map { namesCaptured(by: $0) }
    owned = Set(captures.filter { $0.role != .skipped }.map { fieldNames[Int($0.field)] })
    owned.subtract(Catalogue.journalFields)
    servedRows = logsources.count + 1
  }

  /// True for names a journal's entry may carry beside its message.
  ///
  /// Never a name that shapes take from messages (`USER`, `COMMAND`): whoever writes an entry
  /// chooses its fields.
  func isBeside(_ field: String) -> Bool {
    let isUpper = field.utf8.allSatisfy {
      (65...90).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_")
    }
    return isUpper && !field.isEmpty && !owned.contains(field)
  }

  /// Ids of the decoders behind an event's `decoder`; empty for 0.
  package func ids(of decoder: UInt16) -> [String] {
    guard decoder > 0 else { return [] }
    guard Int(decoder) <= members.count else {
      // Rows of clauses follow in the order of the mappings.
      return mappings.last { !$0.declaration.clauses.isEmpty && $0.firstRow <= decoder }
        .map { [$0.declaration.id] } ?? []
    }
    return members[Int(decoder) - 1].map { declarations[$0].id }
  }

  private mutating func compile(
    _ shape: DecoderDeclaration.Shape, of decoder: Int, _ names: inout FieldNames,
    _ diagnostics: inout [Diagnostic]
  ) {
    var code: OpaquePointer?
    var taken: [Capture] = []
    if let written = shape.pattern {
      guard let pattern = compile(written, &diagnostics) else { return }
      unsafe code = pattern.code
      taken = pattern.groups.map {
        let role: CaptureRole? = $0.name == "superuser" ? .superuser : nil
        return capture($0.number, shape.names[$0.name] ?? $0.name, &names, role: role)
      }
      patterns.append(pattern)
    } else if let split = shape.split {
      taken = split.fields.enumerated().map { capture($0.offset, $0.element, &names) }
    }
    join(&taken)
    let separator = pool(shape.split?.by ?? "")
    let literals = (pool(shape.starts ?? ""), pool(shape.contains ?? ""))
    let room = PoolRange(start: UInt32(captures.count), count: UInt32(taken.count))
    captures += taken
    shapes.append(
      unsafe CompiledShape(
        decoder: UInt16(decoder), action: pool(shape.action), starts: literals.0,
        contains: literals.1, code: code, separator: separator, captures: room,
        blocks: shape.action == Implied.blockingAction))
  }

  private func compile(
    _ written: Marked<String>, _ diagnostics: inout [Diagnostic]
  ) -> Pattern? {
    if let refused = PatternCheck.refusal(of: written.value) {
      diagnostics.append(
        Diagnostic(
          "TOC007", at: written.mark, "pattern uses \(refused)",
          hint: "use classes that end where the text ends, such as [^ ]+, and at most one .*"))
      return nil
    }
    do {
      return try Pattern(written.value)
    } catch {
      diagnostics.append(
        Diagnostic("TOC007", at: written.mark, "pattern does not compile: \(error.clause)"))
      return nil
    }
  }

  private func capture(
    _ group: Int, _ field: String, _ names: inout FieldNames, role: CaptureRole? = nil
  ) -> Capture {
    if field.isEmpty || field == "_" || field == "-" {
      return Capture(group: UInt16(group), field: 0, role: .skipped)
    }
    return Capture(
      group: UInt16(group), field: names.number(for: field),
      role: role ?? Implied.role(of: field))
  }

  /// Groups that give one field are joined, such as the two halves of a USB device's number.
  private mutating func join(_ taken: inout [Capture]) {
    var seen: Set<UInt16> = []
    for index in taken.indices where taken[index].role != .skipped {
      if seen.insert(taken[index].field).inserted { continue }
      taken[index].role = .joined
      joined.insert(taken[index].field)
    }
  }

  private mutating func pool(_ text: String) -> PoolRange {
    let range = PoolRange(start: UInt32(bytes.count), count: UInt32(text.utf8.count))
    bytes += text.utf8
    return range
  }
}
