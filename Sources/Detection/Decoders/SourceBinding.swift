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

  package init(
    id: String, format: SourceDeclaration.Format, logsource: [Logsource] = [],
    zoneSeconds: Int = 0
  ) {
    self.id = id
    self.format = format
    self.logsource = logsource
    self.zoneSeconds = zoneSeconds
  }
}
