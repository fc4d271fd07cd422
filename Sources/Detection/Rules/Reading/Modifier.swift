/// What may stand behind a field's name, as in `CommandLine|contains|all`.
enum Modifier: String, CaseIterable, Sendable {
  case contains, startswith, endswith, all, cased, neq, exists, expand
  case re, i, m, s, ignorecase, multiline, dotall
  case windash, base64, base64offset, wide, utf16le, utf16be, utf16
  case lt, lte, gt, gte, cidr, fieldref
  case minute, hour, day, week, month, year

  /// What decides how the value is compared; the others change the value or the result.
  enum Family { case text, expression, number, network, reference, presence, part, result }

  var family: Family {
    switch self {
    case .contains, .startswith, .endswith, .windash, .base64, .base64offset, .wide, .utf16le,
      .utf16be, .utf16, .cased:
      .text
    case .re, .i, .m, .s, .ignorecase, .multiline, .dotall: .expression
    case .lt, .lte, .gt, .gte: .number
    case .cidr: .network
    case .fieldref: .reference
    case .exists: .presence
    case .minute, .hour, .day, .week, .month, .year: .part
    case .all, .neq, .expand: .result
    }
  }

  /// Must be the first that decides (Sigma specification, "Value modifiers").
  var mustBeFirst: Bool {
    switch self {
    case .re, .cidr, .fieldref, .exists: true
    default: false
    }
  }
}
