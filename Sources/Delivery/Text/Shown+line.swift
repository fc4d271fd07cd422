package import Records

extension Shown {
  /// One line for the command line's own tables: what strangers wrote is inert and keeps its links,
  /// because a person at a terminal may need the address as it is.
  package static func line(_ stranger: Untrusted?, cap: Int = lineMax) -> String {
    stranger.map { Shown(forPrograms: $0, cap: cap).text } ?? ""
  }

  /// The same for text of our own, which may come from a public rule file.
  package static func line(_ own: String) -> String { Shown(own: own, cap: lineMax).text }
}
