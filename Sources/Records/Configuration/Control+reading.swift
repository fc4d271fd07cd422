/// Section `commands`: what may be run.
extension AllowedCommands {
  init(_ map: MapReader) {
    self.init()
    verify = map.flag("verify", default: false)
    evidence = map.flag("evidence", default: false)
    map.finish()
  }
}

/// Controls as they stand in a file (list key `controls`).
extension Control {
  init(_ map: MapReader) {
    let id = map.identifier(.control)
    self.init(
      id: id,
      title: map.text("title", .required) ?? "",
      owner: map.reference("owner", to: .role, .audience, need: .required)?.value ?? "",
      kind: map.choice("kind", .required) ?? .preventive,
      state: map.choice("state", .required) ?? .planned,
      policy: map.markedText("policy"),
      references: map.references("references", to: .reference),
      verification: map.map("verify").map(Verification.init),
      operate: map.maps("operate", as: "task").map(Duty.init),
      place: map.mark)
    map.readWaivers()
    map.finish()
  }
}

extension Control.Verification {
  /// Longer than this nobody waits for a check.
  private static let timeoutMax = Duration.seconds(600)

  init(_ map: MapReader) {
    let method = map.choice("method", .required, as: Method.self) ?? .test
    let isTest = method == .test
    self.init(
      method: method,
      command: map.command("command"),
      expect: map.map("expect", isTest ? .required : .optional).map(Control.Expectation.init)
        ?? Control.Expectation(),
      every: map.duration("every", .required) ?? .seconds(86_400),
      timeout: map.duration("timeout") ?? .seconds(10))
    if isTest, !map.has("command") {
      map.refuse(
        map.mark, "a verification of method \"test\" has no \"command\"",
        hint: "command: [/usr/bin/…], or method: examine")
    }
    if !isTest, map.has("command") {
      map.refuse(map.place(of: "command"), "only a verification of method \"test\" runs a command")
    }
    if timeout > Self.timeoutMax || timeout < .seconds(1) {
      map.refuse(map.place(of: "timeout"), "\"timeout\" must be from 1s to 10m", code: "TOC006")
    }
    if every < .seconds(60) {
      map.refuse(map.place(of: "every"), "\"every\" must be at least 1m", code: "TOC006")
    }
    map.finish()
  }
}

extension Control.Expectation {
  init(_ map: MapReader) {
    self.init(
      exit: map.integer("exit", in: 0...255),
      has: map.texts("stdout_has"),
      lacks: map.texts("stdout_lacks"),
      isEmpty: map.flag("stdout_empty"),
      isUnchanged: map.flag("stdout_unchanged", default: false))
    if self == Self() {
      map.refuse(
        map.mark, "\"expect\" names nothing",
        hint: "exit: 0, or stdout_has, stdout_lacks, stdout_empty, stdout_unchanged")
    }
    map.finish()
  }
}

extension Control.Duty {
  init(_ map: MapReader) {
    self.init(
      task: map.text("task", .required) ?? "",
      every: map.duration("every", .required) ?? .seconds(86_400),
      owner: map.reference("owner", to: .role, .audience)?.value)
    map.finish()
  }
}
