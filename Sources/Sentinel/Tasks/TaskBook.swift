package import Records

/// All tasks of a configuration, by what was done so far.
package struct TaskBook: Sendable {
  /// The most urgent first: what was never done, then by day.
  package let tasks: [DueTask]

  /// `done` says of each kind of report when each of its subjects was last reported on.
  package init(_ configuration: Configuration, done: [TestReport.Kind: [String: Instant]]) {
    let controls = configuration.controls.values.filter { $0.state == .active }
    let upkeep = Schedule(last: done[.task] ?? [:])
    let looks = Schedule(last: done[.control] ?? [:])
    let tables = done[.tabletop] ?? [:]
    let models = Schedule(last: configuration.rehearsals(tables))
    var all = controls.flatMap { Self.upkeep($0, upkeep) }
    all += controls.compactMap { Self.look($0, configuration, looks) }
    all += configuration.models.values.compactMap { Self.drill($0, models) }
    all += configuration.tabletops.values.compactMap { Self.drill($0, Schedule(last: tables)) }
    all += configuration.reviews
    let never = Instant(microseconds: .min)
    tasks = all.sorted { ($0.due ?? never, $0.id) < ($1.due ?? never, $1.id) }
  }

  private static func upkeep(_ control: Control, _ schedule: Schedule) -> [DueTask] {
    control.operate.enumerated().map { number, duty in
      // By the words and not by the number, so that nothing is credited to another task when the
      // list changes.
      let subject = control.id + "/" + SHA256.hex(of: duty.task.utf8).prefix(12)
      return DueTask(
        id: "\(control.id)/\(number + 1)", kind: .upkeep, text: duty.task,
        owner: duty.owner ?? control.owner, every: duty.every, done: schedule.last[subject],
        due: schedule.due(subject, every: duty.every), subject: subject)
    }
  }

  private static func look(
    _ control: Control, _ configuration: Configuration, _ schedule: Schedule
  ) -> DueTask? {
    guard let verification = control.verification, verification.method != .test,
      let every = configuration.verifyEvery(control)
    else { return nil }
    let verb = verification.method == .examine ? "Examine" : "Ask"
    return DueTask(
      id: control.id + "/look", kind: .look, text: "\(verb): \(control.title)",
      owner: control.owner, every: every, done: schedule.last[control.id],
      due: schedule.due(control.id, every: every), subject: control.id)
  }

  private static func drill(_ model: IncidentModel, _ schedule: Schedule) -> DueTask? {
    guard model.status == .inForce, let every = model.drillEvery else { return nil }
    return DueTask(
      id: model.id + "/drill", kind: .drill, text: "Talk the model through: \(model.title)",
      owner: model.roles["lead"]?.value, every: every, done: schedule.last[model.id],
      due: schedule.due(model.id, every: every), subject: model.id,
      way: "tocsin drill --model \(model.id)")
  }

  private static func drill(_ test: TabletopScript, _ schedule: Schedule) -> DueTask? {
    guard let every = test.every else { return nil }
    return DueTask(
      id: test.id + "/tabletop", kind: .drill, text: test.title, owner: test.owner, every: every,
      done: schedule.last[test.id], due: schedule.due(test.id, every: every), subject: test.id,
      way: "tocsin drill \(test.id)")
  }
}

extension Configuration {
  /// Model → when it was last talked through, by itself or in a test that names it.
  ///
  /// `tables` are the last reports of kind `tabletop` by their subject.
  func rehearsals(_ tables: [String: Instant]) -> [String: Instant] {
    var last: [String: Instant] = [:]
    for (subject, at) in tables {
      let own = Rehearsed.model(ofSubject: subject)
      let models = own.map { [$0] } ?? tabletops[subject]?.models.map(\.value) ?? []
      for model in models { last[model] = max(at, last[model] ?? at) }
    }
    return last
  }

  /// Records that are to be looked through by a day.
  fileprivate var reviews: [DueTask] {
    var all = risks.values.filter { $0.status != .closed }.compactMap {
      review("risk", $0.id, $0.title, $0.owner.value, $0.reviewBy, $0.place)
    }
    all += policies.values.filter { $0.status != .superseded }.compactMap {
      review("policy", $0.id, $0.title, $0.owner, $0.reviewBy, $0.place)
    }
    all += references.values.compactMap {
      review("reference", $0.id, $0.title, $0.owner, $0.reviewBy, $0.place)
    }
    all += models.values.filter { $0.status != .withdrawn }.compactMap {
      review("model", $0.id, $0.title, $0.roles["lead"]?.value, $0.reviewBy, $0.place)
    }
    return all
  }

  private func review(
    _ kind: String, _ id: String, _ title: String, _ owner: String?, _ date: CalendarDate?,
    _ place: Mark
  ) -> DueTask? {
    guard let date else { return nil }
    return DueTask(
      id: "\(kind)/\(id)/review", kind: .review, text: "Review the \(kind): \(title)",
      owner: owner, due: Instant(seconds: Int64(date.daysSinceEpoch) * 86_400), subject: "",
      way: "set its next 'review_by' at \(place.path):\(place.line)")
  }
}
