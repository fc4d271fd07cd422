package import Records

/// The steps of a model as they would stand in an alert, with made-up values in them.
extension Register {
  /// For people who talk a model through; nothing of it happened.
  package func rehearsal(of model: IncidentModel) -> [Alert.Step] {
    var filler = StepFiller(host: Untrusted(sentinelHost), alert: "SA-0000-0000")
    filler.add(
      model.valueNames.map { name in
        .init(name: name, value: Untrusted(SampleValue.text(for: name, asked: model.ask)))
      })
    return steps(of: model, filler)
  }
}

/// Values for practice: addresses that nobody has (RFC 5737), and names that say what they are.
enum SampleValue {
  /// The first that may stand under this name; `asked` says what a request's names mean.
  static func text(for name: String, asked: [IncidentModel.Question]) -> String {
    switch asked.first(where: { $0.name == name })?.type {
    case .ip: return "192.0.2.77"
    case .number: return "4242"
    case .unit: return "practice.service"
    case .user, .text: return "practice"
    case nil: break
    }
    let small = name.lowercased()
    let meansNumber = ["pid", "port", "uid", "count"].contains { small.hasSuffix($0) }
    let first = meansNumber ? "4242" : small.contains("host") ? "practice.example.org" : ""
    // An address may stand under any name, so it is what is left.
    return [first, "practice.service", "practice", "192.0.2.77"]
      .first { ValidValue.isValid($0, named: name) } ?? "practice"
  }
}

extension IncidentModel {
  /// Every `{{name}}` of its steps, each once, in order.
  fileprivate var valueNames: [String] {
    var names: [String] = []
    for step in steps {
      for text in [step.text] + step.command + [step.danger ?? ""] {
        var rest = text[...]
        while let open = rest.firstRange(of: "{{"),
          let close = rest[open.upperBound...].firstRange(of: "}}")
        {
          let name = String(rest[open.upperBound..<close.lowerBound])
          if !names.contains(name), name != "id", name != "host" { names.append(name) }
          rest = rest[close.upperBound...]
        }
      }
    }
    return names
  }
}
