import Records

/// What a message says, in the order it is said, before any service's markup.
///
/// One renderer per voice makes it from a `Message` (`Document+technical`, `Document+plain`); each
/// encoder only decides how a headline, a line of prose, a command and a log line look.
struct Document: Sendable, Equatable {
  struct Line: Sendable, Equatable {
    enum Style: Sendable { case prose, command, log }
    /// What a line is lost with; nil stays whatever happens.
    enum Kind: Sendable { case evidence, description, step }

    var text: Shown
    var style: Style
    var kind: Kind?

    init(_ text: Shown, style: Style = .prose, kind: Kind? = nil) {
      self.text = text
      self.style = style
      self.kind = kind
    }
  }

  /// Lines under one word such as `Risk`; no word for the opening sentences.
  struct Section: Sendable, Equatable {
    var label: Shown
    var lines: [Line]
  }

  /// `SA-2026-0001`, for places that take nothing else.
  var id: Shown
  /// `[EXERCISE] [HIGH] title`.
  var headline: Shown
  /// `SA-2026-0001 rev 2 · 2026-11-21 06:24 UTC · TLP:AMBER`.
  var stamp: Shown
  var sections: [Section]
  /// Where the rest is, as the end of a sentence: "see `tocsin alert show SA-2026-0001`".
  var rest: Shown
  var severity: Severity
  var tlp: TLP
  /// Lines that were over a limit before any service was asked.
  var uncounted = 0

  /// Everything there is.
  var whole: Allowance {
    Allowance(evidence: count(.evidence), descriptions: count(.description), steps: count(.step))
  }

  /// What is tried once a service has refused the size: nothing that may be left out.
  static let small = Allowance(evidence: 0, descriptions: 0, steps: 0)

  private func count(_ kind: Line.Kind) -> Int {
    sections.reduce(0) { sum, section in
      sum + section.lines.count { $0.kind == kind }
    }
  }

  /// The document with no more than that, and a last line that says what is missing.
  ///
  /// Of evidence the newest lines stay, of everything else the first.
  func limited(to allowance: Allowance) -> Document {
    var (oldEvidence, descriptions, steps) = (
      count(.evidence) - allowance.evidence, allowance.descriptions, allowance.steps
    )
    var omitted = uncounted
    var result = self
    for index in result.sections.indices {
      let before = result.sections[index].lines.count
      result.sections[index].lines.removeAll { line in
        switch line.kind {
        case .evidence: Self.take(&oldEvidence)
        case .description: !Self.take(&descriptions)
        case .step: !Self.take(&steps)
        case nil: allowance.isBare && line.style != .command
        }
      }
      omitted += before - result.sections[index].lines.count
    }
    result.sections.removeAll { $0.lines.isEmpty }
    if omitted > 0 { result.sayMissing(omitted) }
    return result
  }

  private static func take(_ number: inout Int) -> Bool {
    guard number > 0 else { return false }
    number -= 1
    return true
  }

  private mutating func sayMissing(_ lines: Int) {
    uncounted = 0
    sections.append(Section(label: "More", lines: [Line("\(lines) more, \(rest)")]))
  }
}

extension Document {
  /// Adds a section of what shows something; nothing when that is nothing.
  mutating func add(_ label: Shown, _ lines: [Line]) {
    let shown = lines.filter { !$0.text.showsNothing }
    if !shown.isEmpty { sections.append(Section(label: label, lines: shown)) }
  }

  /// At most `limit` of `items`; the others are counted as left out.
  mutating func first<Item>(_ limit: Int, of items: [Item]) -> ArraySlice<Item> {
    uncounted += max(0, items.count - limit)
    return items.prefix(limit)
  }
}
