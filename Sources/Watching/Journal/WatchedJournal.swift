package import Records

/// The journal's entries of one source, as they are declared.
package struct WatchedJournal: Sendable, Equatable {
  package var source: String
  /// All keys named must hold, of the values of one key any; none named means every entry.
  package var match: SourceDeclaration.JournalMatch
  /// Where the journal is begun when no position is stored for any of its sources.
  package var from: SourceDeclaration.From

  package init(
    source: String, match: SourceDeclaration.JournalMatch, from: SourceDeclaration.From = .end
  ) {
    self.source = source
    self.match = match
    self.from = from
  }
}

/// A match in the form in which entries are compared with it: bytes of trusted and claimed fields.
struct CompiledMatch {
  private let units: [[UInt8]]
  private let identifiers: [[UInt8]]
  private let facilities: [[UInt8]]
  private let users: [[UInt8]]

  init(_ match: SourceDeclaration.JournalMatch) {
    units = match.unit.map { Array(($0.contains(".") ? $0 : $0 + ".service").utf8) }
    identifiers = match.identifier.map { Array($0.utf8) }
    facilities = match.facility.map { Array(Self.number(of: $0).utf8) }
    users = match.uid.map { Array(String($0).utf8) }
  }

  func fits(_ entry: JournalFields) -> Bool {
    fits(entry[.unit], units) && fits(entry.program, identifiers)
      && fits(entry[.facility], facilities) && fits(entry[.user], users)
  }

  private func fits(_ value: ArraySlice<UInt8>, _ wanted: [[UInt8]]) -> Bool {
    wanted.isEmpty || wanted.contains { $0.elementsEqual(value) }
  }

  /// Names of RFC 5424, 6.2.1, as syslog.conf(5) spells them.
  private static let facilityNames = [
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv",
    "ftp",
  ]

  private static func number(of facility: String) -> String {
    if let number = facilityNames.firstIndex(of: facility) { return String(number) }
    if facility.hasPrefix("local"), let number = Int(facility.dropFirst(5)) {
      return String(16 + number)
    }
    return facility
  }
}
