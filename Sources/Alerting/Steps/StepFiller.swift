import Records

/// Fills `{{name}}` in the steps of an incident model with values that strangers may have written.
///
/// Only values of a harmless shape enter a sentence or a command; the others are named in it as
/// `‹name›` and stand beside the step, for a person to judge.
struct StepFiller {
  private var values: [String: Untrusted] = [:]
  /// In the order of adding.
  private var names: [String] = []
  /// Ours, good everywhere.
  private var known: [String: String] = [:]

  init(host: Untrusted, alert: String) {
    add([.init(name: "host", value: host)])
    known["id"] = alert
  }

  /// Adds values; the first of a name stays.
  mutating func add(_ fields: [Finding.Field]) {
    for field in fields where values[field.name] == nil {
      values[field.name] = field.value
      names.append(field.name)
    }
  }

  /// The values that may stand in a sentence, in the order of adding, without the host.
  var validValues: [(name: String, value: String)] {
    names.filter { $0 != "host" }.compactMap { name in
      values[name].flatMap { ValidValue.text(of: $0, named: name) }.map { (name, $0) }
    }
  }

  func fill(_ step: IncidentModel.Step, by title: String?) -> Alert.Step {
    var doubtful: [Finding.Field] = []
    let text = fill(step.text, &doubtful).text
    let command = command(step.command, &doubtful)
    let danger = step.danger.map { fill($0, &doubtful).text }
    let see = step.see.map { " (see \($0))" } ?? ""
    return Alert.Step(
      id: step.id, stage: step.stage.rawValue, text: text + see, by: title,
      within: step.within?.spelled, command: command, danger: danger, doubtful: doubtful)
  }

  /// Nil when there is none, or when one of its values is missing or did not validate.
  private func command(_ arguments: [String], _ doubtful: inout [Finding.Field]) -> String? {
    guard !arguments.isEmpty else { return nil }
    var (filled, isWhole): ([String], Bool) = ([], true)
    for argument in arguments {
      let (text, isFilled) = fill(argument, &doubtful)
      filled.append(text)
      isWhole = isWhole && isFilled
    }
    return isWhole ? ShellWords.line(filled) : nil
  }

  private func fill(
    _ template: String, _ doubtful: inout [Finding.Field]
  ) -> (text: String, isWhole: Bool) {
    var (text, isWhole, rest) = ("", true, template[...])
    while let open = rest.firstRange(of: "{{"),
      let close = rest[open.upperBound...].firstRange(of: "}}")
    {
      let name = String(rest[open.upperBound..<close.lowerBound])
      text += rest[..<open.lowerBound]
      rest = rest[close.upperBound...]
      if let value = value(of: name, &doubtful) {
        text += value
      } else {
        text += "‹\(name)›"
        isWhole = false
      }
    }
    return (text + rest, isWhole)
  }

  private func value(of name: String, _ doubtful: inout [Finding.Field]) -> String? {
    if let value = known[name] { return value }
    guard let value = values[name] else { return nil }
    if let text = ValidValue.text(of: value, named: name) { return text }
    let field = Finding.Field(name: name, value: value)
    if !doubtful.contains(field) { doubtful.append(field) }
    return nil
  }
}
