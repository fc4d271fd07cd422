/// Which sources are not written any more in the format that is declared for them.
///
/// Of each chunk the lines that were decoded are counted, its last one at least, and those that
/// their format did not fit. Twenty of them are judged together, against the source's own habits:
/// a log with stack traces in it always has some. A value; it is kept over restarts.
package struct FormatWatch: Codable, Equatable, Sendable {
  /// What is known of one source.
  package struct Book: Codable, Equatable, Sendable {
    var decoded = 0
    var refused = 0
    /// Share of lines that are refused as a rule; nil before the first judgement.
    var usual: Double?
    package var isUndecoded = false
  }

  /// One judgement that differs from the one before.
  package struct Verdict: Equatable, Sendable {
    package var source: String
    package var isUndecoded: Bool
    /// Of the lines that were judged.
    package var decoded: Int
    package var refused: Int

    package init(source: String, isUndecoded: Bool, decoded: Int, refused: Int) {
      self.source = source
      self.isUndecoded = isUndecoded
      self.decoded = decoded
      self.refused = refused
    }
  }

  /// Fewer lines say nothing: a writer that starts prints a banner.
  package static let sampleMin = 20

  /// How much of what is usually understood may be lost before it counts.
  private static let lostShare = 0.5

  /// A source of which nothing was ever understood needs to be this far off.
  private static let firstShare = 0.9

  /// Weight of the newest judgement in what is usual.
  private static let weight = 0.2

  package private(set) var books: [String: Book] = [:]

  package init() {}

  /// Takes in what became of a chunk's lines.
  package mutating func note(_ source: String, decoded: Int, refused: Int) {
    guard decoded > 0 else { return }
    books[source, default: Book()].decoded += decoded
    books[source]?.refused += refused
  }

  /// Judges each source of which enough lines were decoded since its last judgement.
  package mutating func judge() -> [Verdict] {
    var verdicts: [Verdict] = []
    for (source, book) in books.sorted(by: { $0.key < $1.key })
    where book.decoded >= Self.sampleMin {
      var next = Book(usual: book.usual)
      let share = Double(book.refused) / Double(book.decoded)
      next.isUndecoded = share >= Self.limit(book.usual)
      if !next.isUndecoded {
        next.usual = book.usual.map { $0 + Self.weight * (share - $0) } ?? share
      }
      if next.isUndecoded != book.isUndecoded {
        verdicts.append(
          Verdict(
            source: source, isUndecoded: next.isUndecoded, decoded: book.decoded,
            refused: book.refused))
      }
      books[source] = next
    }
    return verdicts
  }

  /// Forgets sources that are not declared any more.
  package mutating func keep(only sources: Set<String>) {
    books = books.filter { sources.contains($0.key) }
  }

  private static func limit(_ usual: Double?) -> Double {
    usual.map { $0 + lostShare * (1 - $0) } ?? firstShare
  }
}
