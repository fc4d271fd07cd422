package import Records

extension DecoderSet {
  /// What the decoders serve that are expected to understand a source's lines.
  ///
  /// Lines of syslog and the journal come from every program; other formats only from the program
  /// that bears the source's id.
  package func logsources(expectedFrom binding: SourceBinding) -> [Logsource] {
    switch binding.format {
    case .auto, .syslog, .journal: declarations.flatMap(\.logsource)
    case .audit:
      [AuditCategory.records] + AuditCategory.allCases.map(\.logsource)
        + declarations.filter { $0.program.contains(binding.id) }.flatMap(\.logsource)
    default:
      declarations.filter { $0.program.contains(binding.id) }.flatMap(\.logsource)
    }
  }
}
