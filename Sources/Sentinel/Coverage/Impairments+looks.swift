package import Records

/// What impairments are judged by, and what comes of it.
extension Impairments {
  /// How a source looks from outside.
  package struct Look: Sendable {
    package var isUnreadable: Bool
    /// It had a file, and has none.
    package var isGone: Bool
    /// When a line of it was read last in this run; of the journal's sources, of any of them.
    package var lastLines: Instant?

    package init(isUnreadable: Bool = false, isGone: Bool = false, lastLines: Instant? = nil) {
      self.isUnreadable = isUnreadable
      self.isGone = isGone
      self.lastLines = lastLines
    }
  }

  /// Something that was wrong with a source and is not any more.
  package struct Mended: Equatable, Sendable {
    package var source: String
    package var action: Happening.Action

    package init(source: String, action: Happening.Action) {
      self.source = source
      self.action = action
    }
  }

  /// What `judge` found that was not so before.
  package struct Turn: Equatable, Sendable {
    /// Ids of sources, sorted.
    package var lostFile: [String]
    package var mended: [Mended]

    package init(lostFile: [String] = [], mended: [Mended] = []) {
      self.lostFile = lostFile
      self.mended = mended
    }
  }
}
