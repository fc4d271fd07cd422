/// Something wrong in a file a person wrote, with enough to fix it without reading this source.
///
/// Codes are stable: never renumbered, never reused (`Explanations` says more of each).
package struct Diagnostic: Error, Sendable, Equatable {
  package enum Weight: String, Sendable {
    case error, warning
    /// Worth knowing and never counted, not even by a strict check.
    case note
  }

  package var weight: Weight
  /// `TOC002`.
  package var code: String
  package var mark: Mark
  /// A lowercase clause without a full stop, names in double quotes.
  package var clause: String
  package var hint: String?
  /// The author's own line, without its end; nil when it cannot be shown.
  package var excerpt: String?

  package init(
    _ code: String, at mark: Mark, _ clause: String, hint: String? = nil,
    weight: Weight = .error, excerpt: String? = nil
  ) {
    self.weight = weight
    self.code = code
    self.mark = mark
    self.clause = clause
    self.hint = hint
    self.excerpt = excerpt
  }
}
