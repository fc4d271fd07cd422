import Delivery
import Detection
import Records

/// An explanation for a person: every stranger's word encoded, every line one line.
extension RuleExplanation {
  /// Values shown of one field, and characters of one value.
  private static let valuesMax = 4
  private static let valueMax = 160

  package func text(colour: Bool) -> String {
    var out = notes.map { OneLine.of($0) }
    for line in lines {
      if !out.isEmpty { out.append("") }
      out += text(of: line, colour: colour)
    }
    return out.joined(separator: "\n")
  }

  private func text(of line: Line, colour: Bool) -> [String] {
    let picture = line.answer.picture
    let decoder =
      picture.decoders.isEmpty
      ? "no decoder knows the message" : "decoder " + picture.decoders.joined(separator: ", ")
    var out = ["line \(line.number): \(decoder)\(isRejected(picture))"]
    out.append("  text      " + OneLine.of(picture.text))
    out.append("  time      " + (picture.time?.rfc3339(milliseconds: true) ?? "none of its own"))
    let names = picture.fields.map { OneLine.of($0.name) }
    let width = min(24, names.map(\.count).max() ?? 0)
    for (name, field) in zip(names, picture.fields) {
      out.append("  " + name.padding(to: max(9, width)) + " " + values(field.values))
    }
    out.append("  " + summary(line.answer))
    for answer in line.answer.rules.sorted(by: isNearer) where isShown(answer) {
      out += text(of: answer, line, colour: colour)
    }
    for finding in line.prospects
    where !line.answer.rules.contains(where: {
      $0.rule.id == finding.finding.rule
    }) {
      out.append("  " + title(of: finding.finding.rule))
      out += text(of: finding)
    }
    return out
  }

  private func isRejected(_ picture: LinePicture) -> String {
    picture.isRejected ? "; it is not written as \(picture.format.rawValue)" : ""
  }

  private func isNearer(_ left: RuleAnswer, _ right: RuleAnswer) -> Bool {
    (right.nearness, left.rule.id) < (left.nearness, right.rule.id)
  }

  /// Rules that met the line by chance alone, with nothing of what they ask for, are only counted.
  private func isShown(_ answer: RuleAnswer) -> Bool {
    showsAll || answer.outcome != .failed || answer.held > 0
  }

  private func summary(_ answer: LineAnswer) -> String {
    let words: [(RuleAnswer.Outcome, String)] = [
      (.matched, "matched"), (.exhausted, "gave up"), (.excluded, "excluded"),
      (.failed, "failed a condition"), (.unseen, "without a needed literal"),
      (.impossible, "need what nothing gives here"), (.unserved, "for other log sources"),
    ]
    let parts = words.compactMap { outcome, word in
      answer.counts[outcome].map { "\($0) \(word)" }
    }
    return counted(answer.counts.values.reduce(0, +), "rule") + ": " + parts.joined(separator: ", ")
  }

  private func text(of answer: RuleAnswer, _ line: Line, colour: Bool) -> [String] {
    let word = answer.outcome.rawValue
    let shown = colour ? "\u{1B}[\(answer.outcome.code)m\(word)\u{1B}[0m" : word
    var out = ["", "  \(shown)  \(title(of: answer.rule))"]
    if let why = why(answer) { out.append("    " + why) }
    if let reason = answer.reason { out += text(of: reason, answer) }
    for standing in line.answer.windows where heard(standing, answer.rule) {
      out.append("    " + words(of: standing))
    }
    for prospect in line.prospects where prospect.finding.rule == answer.rule.id {
      out += text(of: prospect)
    }
    return out
  }

  private func title(of rule: RuleSummary) -> String {
    let level = rule.feedsOnly ? "feeds" : rule.level?.rawValue ?? "by risk"
    return "\(OneLine.of(rule.name ?? rule.id))  \(OneLine.of(rule.title)) (\(level))"
  }

  private func title(of id: String) -> String {
    loaded.ruleSet.summaries.first { $0.id == id }.map { title(of: $0) } ?? OneLine.of(id)
  }

  /// What stands against the rule beside its conditions.
  private func why(_ answer: RuleAnswer) -> String? {
    switch answer.outcome {
    case .matched, .failed, .excluded: nil
    case .exhausted: "it spent the work that one rule may spend on one line"
    case .impossible: "a field or value it needs is given by nothing that reads this source"
    case .unserved:
      "it is for \(answer.rule.logsource.words), which neither source nor decoder serves"
        + (answer.holds == true ? "; its conditions hold" : "")
    case .unseen: "none of its literals stands in the line: " + literals(answer.literals ?? [])
    }
  }

  private func literals(_ all: [String]) -> String {
    let shown = all.prefix(6).map { "'" + OneLine.of($0) + "'" }
    return shown.joined(separator: ", ") + (all.count > 6 ? " and \(all.count - 6) more" : "")
  }

  private func text(of reason: RuleAnswer.Reason, _ answer: RuleAnswer) -> [String] {
    let place = [
      reason.filter.map { "filter \"\(OneLine.of($0))\"" },
      reason.selection.map {
        OneLine.of($0)
      },
    ].compactMap { $0 }.joined(separator: ", ")
    let seen = reason.seen.map { seen in
      let field = seen.field.map { OneLine.of($0) } ?? "the line"
      if seen.values.isEmpty { return field + (seen.isNull ? " is null" : " is absent") }
      return field + " is " + values(seen.values)
    }
    let others = reason.others > 0 ? " (\(reason.others) other ways failed too)" : ""
    let verb = reason.isExclusion ? " holds, which excludes the line" : ""
    let share = answer.asked > 1 ? ["\(answer.held) of \(answer.asked) conditions hold"] : []
    return
      (share + [
        "\(place.isEmpty ? "" : place + ": ")\(OneLine.of(reason.condition))\(verb) — "
          + seen.joined(separator: "; ") + others
      ]).map { "    " + $0 }
  }

  private func values(_ values: [Untrusted]) -> String {
    if values.isEmpty { return "null" }
    let shown = values.prefix(Self.valuesMax).map { "'" + OneLine.of($0, cap: Self.valueMax) + "'" }
    let more = values.count > shown.count ? " and \(values.count - shown.count) more" : ""
    return shown.joined(separator: ", ") + more
  }

  private func heard(_ standing: WindowStanding, _ rule: RuleSummary) -> Bool {
    loaded.ruleSet.correlation(standing.number, hears: rule)
  }

  /// `window ssh_password_guessing: 3 of 5 in 10m for src_ip=203.0.113.5`.
  private func words(of standing: WindowStanding) -> String {
    let rule = loaded.ruleSet.correlation(standing.number)
    let group = standing.group.map {
      OneLine.of($0.name) + "=" + OneLine.of($0.value, cap: Self.valueMax)
    }
    return "window \(OneLine.of(rule.name ?? rule.id)): \(standing.count) of \(standing.wanted) in "
      + standing.timespan.spelled + (group.isEmpty ? "" : " for " + group.joined(separator: " "))
      + (standing.holds ? ", it holds" : "")
  }

  private func text(of prospect: Prospect) -> [String] {
    guard let alert = prospect.alert else {
      return prospect.why.map { ["    no alert: " + $0] } ?? []
    }
    var out = [
      "    alert: \(alert.severity.rawValue), risk \(alert.risks.joined(separator: ", "))"
        + (prospect.model.map { ", model \"\(OneLine.of($0))\"" } ?? "")
        + (prospect.addsTo.map { ", counted with \($0)" } ?? "")
    ]
    if let silence = prospect.silence {
      out.append(
        "    held back by silence \(OneLine.of(silence.id)) until \(silence.until.rfc3339()): "
          + OneLine.of(silence.why))
    } else if prospect.addsTo == nil {
      let to =
        prospect.receivers.isEmpty
        ? "no receiver" : prospect.receivers.joined(separator: ", ")
      out.append("    told to: " + to)
    }
    return out
  }
}

extension RuleAnswer.Outcome {
  fileprivate var code: String {
    switch self {
    case .matched: "1;32"
    case .excluded, .exhausted: "1;33"
    default: "2"
    }
  }
}

extension Duration {
  /// `10m`, in the largest unit that divides it.
  var spelled: String {
    let seconds = components.seconds
    for (unit, length) in [("d", Int64(86_400)), ("h", 3600), ("m", 60)]
    where seconds >= length && seconds % length == 0 {
      return "\(seconds / length)\(unit)"
    }
    return "\(seconds)s"
  }
}
