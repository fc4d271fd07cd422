import Glibc
import Records
import TestKit
import Testing
import Watching

@Suite struct SourcePlanTests {
  private static let journal = SourceDeclaration.Place.journal(.init(facility: ["auth"]))
  private static let auth = SourceDeclaration.Place.file("/var/log/auth.log")
  private static let secure = SourceDeclaration.Place.file("/var/log/secure")

  private func plan(
    _ places: [SourceDeclaration.Place], journal: Bool, files: [String], all: Bool = false
  ) -> SourcePlan {
    let declaration = SourceDeclaration(id: "login", title: "Logins", read: places, readsAll: all)
    return SourcePlan.choose(
      [declaration], journalIsReadable: journal, fileIsReadable: { files.contains($0) })
  }

  @Test(arguments: [
    (true, ["/var/log/auth.log"], journal, "the journal"),
    (
      false, ["/var/log/auth.log"], auth,
      "/var/log/auth.log, because nothing can be read from the journal"
    ),
    (
      false, ["/var/log/secure"], secure,
      "/var/log/secure, because nothing can be read from the journal, /var/log/auth.log"
    ),
  ]) func takesTheFirstThatCanBeRead(
    journal: Bool, files: [String], expected: SourceDeclaration.Place, reason: String
  ) {
    let plan = plan([Self.journal, Self.auth, Self.secure], journal: journal, files: files)
    #expect(plan.choices.map(\.places) == [[expected]])
    #expect(plan.choices[0].reason == reason)
    #expect(plan.choices[0].isReadable == (journal || !files.isEmpty))
  }

  @Test func waitsForEveryNameOfTheLog() {
    let plan = plan([Self.journal, Self.auth, Self.secure], journal: false, files: [])
    #expect(plan.files.map(\.patterns) == [["/var/log/auth.log", "/var/log/secure"]])
    #expect(plan.journals.isEmpty)
    #expect(
      plan.choices.map(\.reason) == [
        "/var/log/auth.log, /var/log/secure is waited for: nothing can be read yet"
      ])
    #expect(!plan.choices[0].isReadable)
  }

  @Test func takesAllWhenToldTo() {
    let plan = plan([Self.auth, Self.secure], journal: false, files: [], all: true)
    #expect(plan.files.map(\.patterns) == [["/var/log/auth.log", "/var/log/secure"]])
  }

  @Test func sortsPlacesToReaders() {
    let plan = plan([Self.journal, .standardInput, Self.auth], journal: true, files: [], all: true)
    #expect(plan.journals.map(\.source) == ["login"])
    #expect(plan.files.map(\.source) == ["login"])
    #expect(plan.standardInput == ["login"])
  }

  @Test func looksAtRealFiles() throws {
    let folder = try TemporaryFolder()
    #expect(!SourcePlan.anyFileIsReadable(folder.file("*.log")))
    try folder.write("", to: "a.log")
    #expect(SourcePlan.anyFileIsReadable(folder.file("*.log")))
    #expect(!SourcePlan.anyFileIsReadable(folder.file("b[0-9].log")))
  }

  @Test func onlyRightsAreAHindrance() throws {
    let folder = try TemporaryFolder()
    #expect(SourcePlan.hindrance(folder.file("logs/*.log")) == nil)
    #expect(SourcePlan.hindrance(folder.file("logs/auth.log")) == nil)
    try folder.write("x", to: "logs/folder.log/file")
    try folder.write("x", to: "logs/open.log")
    #expect(SourcePlan.hindrance(folder.file("logs/*.log")) == nil, "a folder is no log")
  }

  /// Root may read everything.
  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func rightsThatAreMissingAreSaid() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("x", to: "logs/shut.log")
    #expect(unsafe chmod(path, 0o000) == 0)
    #expect(SourcePlan.hindrance(folder.file("logs/*.log"))?.contains("mode is 0") == true)
    #expect(unsafe chmod(folder.file("logs"), 0o000) == 0)
    defer { unsafe chmod(folder.file("logs"), 0o700) }
    #expect(SourcePlan.hindrance(path)?.contains("folder above") == true)
  }
}
