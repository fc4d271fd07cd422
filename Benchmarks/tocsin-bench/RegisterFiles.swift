import Glibc

/// A register as it may have grown in a large house: risks with controls and models, and rules that
/// are tied to them from both sides, so that the checks have work and find nothing wrong.
struct RegisterFiles {
  var risks: Int
  var controls = 1000
  var models = 100
  var rules = 1000

  /// Risks in a file: a file may have 1 MiB.
  private static let risksPerFile = 200

  /// Writes `config/` and `rules/` into a folder; returns the bytes of all files.
  func write(into folder: String) throws -> Int {
    var bytes = 0
    for part in ["", "/config", "/config/risks", "/rules"] {
      guard unsafe mkdir(folder + part, 0o700) == 0 else {
        throw BenchmarkError("no folder for the register")
      }
    }
    func put(_ name: String, _ text: String) throws {
      guard let file = unsafe fopen(folder + "/" + name, "w") else {
        throw BenchmarkError("\(name) cannot be written")
      }
      let isWritten = unsafe fputs(text, file) >= 0
      guard unsafe fclose(file) == 0, isWritten else {
        throw BenchmarkError("\(name) cannot be written")
      }
      bytes += text.utf8.count
    }
    try put("auth.log", "-\n")
    try put("config/tocsin.yaml", settings(log: folder + "/auth.log"))
    try put("config/controls.yaml", "controls:\n" + (0..<controls).map(control).joined())
    try put("config/models.yaml", "models:\n" + (0..<models).map(model).joined())
    for start in stride(from: 0, to: risks, by: Self.risksPerFile) {
      let end = min(risks, start + Self.risksPerFile)
      try put("config/risks/\(start).yaml", "risks:\n" + (start..<end).map(risk).joined())
    }
    for number in 0..<rules { try put("rules/\(number).yml", rule(number)) }
    return bytes
  }

  private func settings(log: String) -> String {
    """
    roles: [{id: operations, title: Operations, holder: Ruth}]
    audiences:
      - {id: ops, title: Ops, voice: technical, receivers: [terminal], acknowledges: true}
    sources:
      - id: auth
        title: Logins
        read: [{file: \(log)}]
        format: syslog
        logsource: [{product: linux, service: auth}]
    receivers: [{id: terminal, kind: terminal}]

    """
  }

  private func risk(_ number: Int) -> String {
    """
      - id: risk-\(number)
        title: Danger number \(number)
        owner: operations
        likelihood: \(number % 5 + 1)
        impact: \(number % 4 + 1)
        plain: Something of kind \(number) may happen to the people who work here.
        status: assessed
        response: mitigate
        threat: Somebody or something does thing \(number) from far away
        vulnerability: What stands in the way of thing \(number) is old and seldom looked at
        controls: [control-\(number % controls)]
        model: model-\(number % models)
        detections: {rules: [rule_\((number + 1) % rules)]}
        recognise: Many lines of kind \(number) within minutes.
        precautions: Look at the host before anything else.
        review_by: 2099-11-30

    """
  }

  private func control(_ number: Int) -> String {
    """
      - id: control-\(number)
        title: Control number \(number)
        kind: preventive
        owner: operations
        state: planned
        verify: {method: test, command: [/bin/true], expect: {exit: 0}, every: 24h, timeout: 10s}

    """
  }

  private func model(_ number: Int) -> String {
    let opened = stride(from: number, to: risks, by: models).map { "risk-\($0)" }
    return """
        - id: model-\(number)
          title: Model number \(number)
          type: incident
          status: in-force
          category: test
          opens_on: {risks: [\(opened.joined(separator: ", "))], how: on-ack}
          roles: {lead: operations}
          steps: [{id: look, stage: identification, do: Look., by: lead}]
          close: {needs: [look], reasons: [real]}

      """
  }

  private func rule(_ number: Int) -> String {
    let digits = String(number)
    let padded = String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    return """
      title: Thing number \(number) happened
      id: 4f5b3c1e-92f9-4a79-9d4f-\(padded)
      name: rule_\(number)
      status: test
      logsource: {product: linux, service: auth}
      detection:
          selection: ['thing-\(number)-happened']
          condition: selection
      level: medium
      risks: [risk-\(number)]

      """
  }
}
