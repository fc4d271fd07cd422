import Records

/// A baseline with its fields as numbers: how scanners know it.
///
/// What makes an event one of its own (`when`) is compiled beside the rules, so that its lines are
/// found by the same scan.
struct Baseline: Sendable {
  let id: String
  /// The field it sets.
  let field: UInt16
  let key: [UInt16]
  /// Microseconds.
  let learn: Int64
  let forget: Int64
  /// Stands for its id in keys.
  let hash: UInt64
  /// Stands for what it learns from: with another log source, condition or key it learns anew.
  let fingerprint: UInt32

  init(_ declaration: BaselineDeclaration, names: inout FieldNames) {
    id = declaration.id
    field = names.number(for: declaration.sets.value)
    key = declaration.key.map { names.number(for: $0) }
    learn = declaration.learn.microseconds
    forget = declaration.forget.microseconds
    hash = GroupKey.fnv1a(declaration.id.utf8)
    let digest = GroupKey.fnv1a(Self.meaning(of: declaration))
    fingerprint = UInt32(truncatingIfNeeded: digest ^ digest >> 32)
  }

  /// Every word with its length, so that no two declarations read alike.
  private static func meaning(of declaration: BaselineDeclaration) -> [UInt8] {
    let source = declaration.logsource
    var words = [source.category, source.product, source.service].map { $0 ?? "" }
    for condition in declaration.when {
      let values = (condition.value.items ?? [condition.value]).compactMap(\.scalar)
      words += [condition.key.text, "\(values.count)"]
      words += values.flatMap { [$0.text, "\($0.kind)"] }
    }
    words += declaration.key
    return words.flatMap { Array("\($0.utf8.count):".utf8) + Array($0.utf8) }
  }
}

extension RuleSetDraft {
  /// Baselines and, as rules that nobody is told of, what makes an event one of theirs.
  ///
  /// Done before anything else takes numbers for fields, so that it is the same when rules come
  /// from the cache.
  mutating func readBaselines() {
    for declaration in configuration.baselines {
      let section = MarkedNode.mapping(
        [
          .init(
            key: .init(text: "when", kind: .string, mark: declaration.place),
            value: .mapping(declaration.when, declaration.place)),
          .init(
            key: .init(text: "condition", kind: .string, mark: declaration.place),
            value: .scalar(.init(text: "when", kind: .string, mark: declaration.place))),
        ], declaration.place)
      guard let expression = expression(of: section) else { continue }
      let summary = RuleSummary(
        id: declaration.id, title: declaration.id, logsource: declaration.logsource,
        feedsOnly: true)
      baselines.append(Baseline(declaration, names: &names))
      baselineRules.append(
        CompiledRule(
          summary: summary, stored: .tree(expression), samples: [], mark: declaration.place))
    }
  }
}
