package import Records

/// What must be known of a source to decode its lines.
///
/// A journal is bound with `.journal`, whatever its declaration says: the promises about literals
/// (`DecoderSet.literals`) differ, because a journal's fields stand in no line.
package struct SourceBinding: Sendable, Equatable {
  /// As declared; also the program of lines that name none, so that a decoder can be written for it.
  package var id: String
  package var format: SourceDeclaration.Format
  package var logsource: [Logsource]
  /// Seconds east of Greenwich, for times written without a zone.
  package var zoneSeconds: Int
  /// True for events that were made of other lines: only rules of a category meet them, since
  /// those of the whole host meet the lines themselves.
  var isAssembled = false

  package init(
    id: String, format: SourceDeclaration.Format, logsource: [Logsource] = [],
    zoneSeconds: Int = 0
  ) {
    self.id = id
    self.format = format
    self.logsource = logsource
    self.zoneSeconds = zoneSeconds
  }

  /// What single audit records are bound to; the categories are for whole events.
  ///
  /// A source that serves `service: auditd` is one of audit records, also where its format is left
  /// to be guessed.
  var ofRecords: SourceBinding {
    let isGuessed = format == .auto && logsource.contains(AuditCategory.records)
    guard format == .audit || isGuessed else { return self }
    var binding = self
    binding.format = .audit
    binding.logsource.removeAll { AuditCategory.serving($0) != nil }
    if !logsource.contains(AuditCategory.records) {
      binding.logsource.append(AuditCategory.records)
    }
    return binding
  }
}
