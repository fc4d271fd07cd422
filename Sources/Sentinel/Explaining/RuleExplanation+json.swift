import Detection
package import Records

/// An explanation for a program: values as they are, since JSON has its own escapes.
extension RuleExplanation {
  package var json: JSONValue {
    ["notes": .strings(notes), "lines": .array(lines.map { json(of: $0) })]
  }

  private func json(of line: Line) -> JSONValue {
    let picture = line.answer.picture
    return .present([
      "line": .number(line.number), "text": text(picture.text),
      "format": .string(picture.format.rawValue), "rejected": .bool(picture.isRejected),
      "decoders": .strings(picture.decoders),
      "logsources": .strings(picture.logsources.map(\.words)),
      "time": picture.time.map { .string($0.rfc3339(milliseconds: true)) },
      "fields": .object(picture.fields.map { .init($0.name, values($0.values)) }),
      "counts": .object(
        RuleAnswer.Outcome.allCases.map {
          .init($0.rawValue, .number(line.answer.counts[$0, default: 0]))
        }),
      "rules": .array(
        line.answer.rules.sorted { ($1.nearness, $0.rule.id) < ($0.nearness, $1.rule.id) }
          .map { json(of: $0) }),
      "windows": .array(line.answer.windows.map { json(of: $0) }),
      "alerts": .array(line.prospects.map { json(of: $0) }),
    ])
  }

  private func json(of answer: RuleAnswer) -> JSONValue {
    .present([
      "rule": .string(answer.rule.id), "name": answer.rule.name.map { .string($0) },
      "title": .string(answer.rule.title), "outcome": .string(answer.outcome.rawValue),
      "held": .number(answer.held), "asked": .number(answer.asked),
      "conditions_hold": answer.holds.map { .bool($0) },
      "literals": answer.literals.map { .strings($0) },
      "reason": answer.reason.map { reason in
        .present([
          "selection": reason.selection.map { .string($0) },
          "filter": reason.filter.map { .string($0) }, "condition": .string(reason.condition),
          "excludes": .bool(reason.isExclusion), "others": .number(reason.others),
          "seen": .array(
            reason.seen.map { seen in
              .present([
                "field": seen.field.map { .string($0) }, "null": .bool(seen.isNull),
                "values": values(seen.values, isSeen: true),
              ])
            }),
        ])
      },
    ])
  }

  private func json(of standing: WindowStanding) -> JSONValue {
    [
      "correlation": .string(loaded.ruleSet.correlation(standing.number).id),
      "count": .string(standing.count), "wanted": .string(standing.wanted),
      "seconds": .number(standing.timespan.components.seconds), "holds": .bool(standing.holds),
      "group": .object(standing.group.map { .init($0.name, text($0.value)) }),
    ]
  }

  private func json(of prospect: Prospect) -> JSONValue {
    .present([
      "rule": .string(prospect.finding.rule), "raises": .bool(prospect.alert != nil),
      "why": prospect.why.map { .string($0) },
      "severity": prospect.alert.map { .string($0.severity.rawValue) },
      "risks": prospect.alert.map { .strings($0.risks) },
      "model": prospect.alert?.model.map { .string($0) },
      "adds_to": prospect.addsTo.map { .string($0) },
      "silence": prospect.silence.map { .string($0.id) },
      "receivers": .strings(prospect.receivers),
    ])
  }

  private func text(_ stranger: Untrusted) -> JSONValue { .string(stranger.encoded { $0 }) }

  /// Null, one value or a list of them; what a condition saw is always a list.
  private func values(_ values: [Untrusted], isSeen: Bool = false) -> JSONValue {
    if isSeen || values.count > 1 { return .array(values.map { text($0) }) }
    return values.first.map { text($0) } ?? .null
  }
}
