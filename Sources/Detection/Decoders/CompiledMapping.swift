package import Records

/// A mapping by numbers.
struct CompiledMapping: Sendable {
  /// `to` takes the value of `from` where it has none of its own.
  struct Copy: BitwiseCopyable, Sendable {
    var from: UInt16
    var to: UInt16
  }

  var declaration: MappingDeclaration
  var copies: [Copy] = []
  var clauses = ClauseTable()
  /// The number, for `Event.decoder`, of its first clause; the others follow.
  var firstRow: UInt16
}

/// What the events of mappings are called and serve.
extension DecoderSet {
  /// Gives numbers to the names of mappings, once every rule has given its own.
  ///
  /// A name that becomes a field which nobody asks for gets none, and costs no line anything.
  mutating func nameMappings(_ names: inout FieldNames) {
    var row = logsources.count + 1
    for index in mappings.indices {
      mappings[index].firstRow = UInt16(row)
      let declaration = mappings[index].declaration
      for clause in declaration.clauses {
        mappings[index].clauses.add(clause, row: UInt16(row), &names)
        row += 1
      }
      for field in declaration.fields {
        for target in field.to {
          guard let to = names.number(of: target) else { continue }
          mappings[index].copies.append(.init(from: names.number(for: field.from), to: to))
        }
      }
    }
    servedRows = row
  }

  /// What an event serves by itself, by its `decoder`: its decoders' log sources, or a clause's.
  package func served(by decoder: UInt16) -> [Logsource] {
    let index = Int(decoder) - 1
    if index < 0 { return [] }
    if index < logsources.count { return logsources[index] }
    return mappings.flatMap { mapping in
      mapping.declaration.clauses.enumerated().filter {
        Int(mapping.firstRow) + $0.offset == Int(decoder)
      }.flatMap(\.element.logsource)
    }
  }

  /// Every clause whose events a source may bring, with its number.
  func clauses(
    for binding: SourceBinding
  ) -> [(row: Int, declaration: MappingDeclaration, logsource: [Logsource])] {
    mappings.filter { $0.declaration.mayHold(for: binding) }.flatMap { mapping in
      mapping.declaration.clauses.enumerated().map {
        (Int(mapping.firstRow) + $0.offset, mapping.declaration, $0.element.logsource)
      }
    }
  }

  /// How messages that are whole events by themselves may be written in the lines of a source.
  ///
  /// Such a message has fields of any name, if only the rule is one that the lines may serve.
  func messageFormats(
    _ binding: SourceBinding, for wanted: Logsource, isServedBySource: Bool
  ) -> Set<MappingDeclaration.Format> {
    var formats: Set<MappingDeclaration.Format> = []
    for mapping in mappings
    where mapping.declaration.isOfMessages && mapping.declaration.mayHold(for: binding) {
      let serves = mapping.declaration.clauses.contains { clause in
        clause.logsource.contains { $0.serves(wanted) }
      }
      if isServedBySource || serves { formats.insert(mapping.declaration.format) }
    }
    return formats
  }

  /// Indices of the mappings that hold for a source: with its format and log sources they decide
  /// which rules meet it.
  func mappings(for binding: SourceBinding) -> [Int] {
    mappings.indices.filter { mappings[$0].declaration.mayHold(for: binding) }
  }
}

extension MappingDeclaration {
  /// True when a message is the event, and not the whole line.
  var isOfMessages: Bool { format == .xml || !program.isEmpty }

  /// True when lines of the source can be events of this mapping.
  func mayHold(for binding: SourceBinding) -> Bool {
    guard !binding.isAssembled, holds(for: binding.id) else { return false }
    return switch binding.format {
    case .json: !isOfMessages
    case .auto: true
    case .journal, .syslog, .raw, .csv: isOfMessages
    case .combined, .squid, .audit: false
    }
  }
}
