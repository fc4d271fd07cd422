package import Records

/// Text for the command line's own tables: one line, inert, without secrets.
///
/// What strangers wrote keeps its links as they are, because a person at a terminal may need the
/// address; a terminal makes nothing of them.
package enum OneLine {
  package static func of(_ stranger: Untrusted?, cap: Int = 500) -> String {
    stranger.map { Shown(forPrograms: $0, cap: cap).text } ?? ""
  }

  /// Text of our own, which may come from a public rule file.
  package static func of(_ own: String) -> String { Shown(own: own, cap: Shown.lineMax).text }
}
