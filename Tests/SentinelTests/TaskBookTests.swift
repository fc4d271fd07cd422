import Records
import Sentinel
import Testing

/// What people are to do, from what is declared and what was done.
@Suite struct TaskBookTests {
  private static let now = Instant(seconds: 1_795_000_000)
  private static let day = Duration.seconds(86_400)

  private static func configuration(
    _ duties: [String] = ["Look through the keys", "Change the lock"]
  ) -> Configuration {
    var configuration = Configuration()
    configuration.controls["keys"] = Control(
      id: "keys", title: "Keys only", owner: "operations", kind: .preventive, state: .active,
      verification: .init(method: .test, command: ["/bin/true"], every: day),
      operate: duties.map { .init(task: $0, every: day * 90, owner: "night") })
    configuration.controls["round"] = Control(
      id: "round", title: "The night round", owner: "operations", kind: .detective, state: .active,
      verification: .init(method: .examine, every: day * 30))
    configuration.controls["later"] = Control(
      id: "later", title: "Later", owner: "operations", kind: .detective, state: .planned,
      verification: .init(method: .interview, every: day),
      operate: [.init(task: "Nothing yet", every: day)])
    configuration.models["fire"] = IncidentModel(
      id: "fire", title: "Fire", roles: ["lead": Marked("on-call", at: .none)],
      drillEvery: day * 180)
    configuration.models["draft"] = IncidentModel(
      id: "draft", title: "Draft", status: .draft, drillEvery: day)
    configuration.tabletops["storm"] = TabletopScript(
      id: "storm", title: "A storm", models: [Marked("fire", at: .none)], steps: ["Rain."])
    configuration.policies["access"] = Policy(
      id: "access", title: "Access", owner: "chief",
      reviewBy: CalendarDate(year: 2026, month: 11, day: 1))
    return configuration
  }

  private static func due(
    _ done: [TestReport.Kind: [String: Instant]], _ configuration: Configuration = configuration()
  ) -> [String: Instant?] {
    Dictionary(
      TaskBook(configuration, done: done).tasks.map { ($0.id, $0.due) },
      uniquingKeysWith: { first, _ in first })
  }

  @Test func whatWasNeverDoneIsDueFirst() {
    let tasks = TaskBook(Self.configuration(), done: [:]).tasks
    #expect(
      tasks.map(\.id) == ["fire/drill", "keys/1", "keys/2", "round/look", "policy/access/review"])
    #expect(tasks.map(\.owner) == ["on-call", "night", "night", "operations", "chief"])
    #expect(tasks.filter { $0.isDue(at: Self.now) }.count == 5)
    #expect(tasks.map(\.kind) == [.drill, .upkeep, .upkeep, .look, .review])
  }

  @Test func aLookByAPersonIsItsControlsReport() {
    let due = Self.due([.control: ["round": Self.now, "keys": Self.now]])
    #expect(due["round/look"] == Self.now + Self.day * 30)
    #expect(due["keys/1"] == .some(nil))
  }

  /// A case at a table proves the models that it names; so does the model by itself.
  @Test(arguments: ["storm", "model/fire"])
  func aModelIsDrilledByItselfAndInACase(_ subject: String) {
    let due = Self.due([.tabletop: [subject: Self.now]])
    #expect(due["fire/drill"] == Self.now + Self.day * 180)
    #expect(Self.due([.tabletop: ["fire": Self.now]])["fire/drill"] == .some(nil))
  }

  /// What was done is kept under the task's words: another order credits nothing to another task.
  @Test func aTaskKeepsItsHistoryWhenTheListChanges() throws {
    let first = TaskBook(Self.configuration(), done: [:]).tasks
    let look = try #require(first.first { $0.id == "keys/1" })
    let done = [TestReport.Kind.task: [look.subject: Self.now]]
    #expect(Self.due(done)["keys/1"] == Self.now + Self.day * 90)
    #expect(Self.due(done)["keys/2"] == .some(nil))
    let turned = Self.configuration(["Change the lock", "Look through the keys"])
    #expect(Self.due(done, turned)["keys/1"] == .some(nil))
    #expect(Self.due(done, turned)["keys/2"] == Self.now + Self.day * 90)
  }
}
