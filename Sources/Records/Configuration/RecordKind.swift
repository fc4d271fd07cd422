/// The kinds of declared records that others refer to by id.
package enum RecordKind: String, CaseIterable, Sendable {
  case role, audience, risk, model, threat, source, decoder, silence, receiver, placeholder
  case mapping, control, policy, reference, target, test, baseline

  /// With its article, for sentences.
  var article: String { self == .audience ? "an audience" : "a \(rawValue)" }

  /// The name of its list in a file.
  var list: String { self == .policy ? "policies" : rawValue + "s" }

  /// Roles and audiences share one space of ids, so that `owner`, `by` and `to` need no prefix.
  var space: RecordKind { self == .audience ? .role : self }
}
