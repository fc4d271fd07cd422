import Records
import Storage
import Testing

@Suite struct AlertTests {
  @Test func anAlertIsReadAsItWasWritten() throws {
    let scene = try Scene()
    let alert = Example.alert("SA-2026-0001")
    try scene.commit { try $0.save(alert, newRevision: true) }
    let again = try Store(folder: scene.state)
    try again.read { reading throws in
      #expect(try reading.alert("SA-2026-0001") == alert)
      #expect(try reading.revisions(of: "SA-2026-0001") == [alert])
      #expect(try reading.alert("SA-2026-0002") == nil)
    }
  }

  @Test(arguments: Example.hostile)
  func hostileTextComesBackUnchanged(_ text: String) throws {
    let scene = try Scene()
    var alert = Example.alert("SA-2026-0001", key: text, text: text)
    alert.title = text
    alert.host = Untrusted(text)
    alert.rule = text
    alert.closed = Alert.Deed(by: text, at: Example.start, note: text)
    alert.group = [Finding.Field(name: text, value: Untrusted(text))]
    let finding = Example.finding(text)
    try scene.commit { ledger throws in
      try ledger.save(alert, newRevision: true)
      try ledger.remember(
        finding, alert: alert.id, at: Example.start, file: text, offset: 7)
    }
    let again = try Store(folder: scene.state)
    try again.read { reading throws in
      #expect(try reading.openAlert(key: text) == alert)
      #expect(try reading.alerts(AlertFilter(rule: text)) == [alert])
      #expect(try reading.findings(of: alert.id) == [finding])
      #expect(try reading.openAlert(key: text + "x") == nil)
    }
  }

  @Test func countingWritesNoTextAndIsReadByOthers() throws {
    let scene = try Scene()
    let other = try Store(folder: scene.state)
    var alert = Example.alert("SA-2026-0001")
    try scene.commit { try $0.save(alert, newRevision: true) }
    _ = try other.read { try $0.alert(alert.id) }
    for second in 1...5 {
      alert.count += 1
      alert.lastSeen = Example.start + .seconds(second)
      alert.lastHeard = Example.start + .seconds(second)
      alert.expires = Example.start + .seconds(second + 86_400)
      try scene.commit { try $0.save(alert, newRevision: false) }
      #expect(try other.read { try $0.alert(alert.id) } == alert)
    }
    #expect(try other.read { try $0.revisions(of: alert.id).count } == 1)
  }

  @Test func aFurtherFindingReplacesTheLastLineAndNothingElse() throws {
    let scene = try Scene()
    let other = try Store(folder: scene.state)
    var alert = Example.alert("SA-2026-0001")
    try scene.commit { try $0.save(alert, newRevision: true) }
    alert.text = Untrusted("another line")
    alert.fields = [Finding.Field(name: "User", value: Untrusted("tomas"))]
    alert.count = 2
    try scene.commit { try $0.save(alert, newRevision: false) }
    #expect(try other.read { try $0.alert(alert.id) } == alert)
    alert.plain = "Somebody still tries passwords."
    try scene.commit { try $0.save(alert, newRevision: false) }
    alert.text = Untrusted("a third line")
    try scene.commit { try $0.save(alert, newRevision: false) }
    #expect(try Store(folder: scene.state).read { try $0.alert(alert.id) } == alert)
    #expect(
      try other.read { try $0.revisions(of: alert.id).first?.text } == Untrusted("failed login"))
  }

  @Test func whatWasRolledBackIsNotRemembered() throws {
    let scene = try Scene()
    struct Stop: Error {}
    let alert = Example.alert("SA-2026-0001")
    try scene.commit { try $0.save(alert, newRevision: true) }
    #expect(throws: Stop.self) {
      try scene.commit { ledger throws in
        var changed = alert
        changed.title = "Never said"
        try ledger.save(changed, newRevision: false)
        try ledger.append(Example.entry("revised"))
        throw Stop()
      }
    }
    #expect(try scene.read { try $0.alert(alert.id) } == alert)
    #expect(try scene.read { try $0.journal().isEmpty })
  }

  @Test func oneOpenAlertHasAKey() throws {
    let scene = try Scene()
    try scene.commit { try $0.save(Example.alert("SA-2026-0001"), newRevision: true) }
    let error = #expect(throws: StorageError.self) {
      try scene.commit { try $0.save(Example.alert("SA-2026-0002"), newRevision: true) }
    }
    #expect(error?.code == .refused)
    try scene.commit { ledger throws in
      try ledger.save(
        Example.alert("SA-2026-0001", revision: 2, status: .expired), newRevision: true)
      try ledger.save(Example.alert("SA-2026-0002"), newRevision: true)
      #expect(try ledger.openAlert(key: Example.alert("").key ?? "")?.id == "SA-2026-0002")
    }
    let ended = try scene.read { try $0.alerts(AlertFilter(isOpen: false)) }
    #expect(ended.map(\.id) == ["SA-2026-0001"])
  }

  @Test func theLastAlertOfAKeyIsFoundWhenItHasEnded() throws {
    let scene = try Scene()
    let key = "k"
    try scene.commit { ledger throws in
      #expect(try ledger.lastAlert(key: key) == nil)
      try ledger.save(Example.alert("SA-2026-0001", key: key, status: .expired), newRevision: true)
      try ledger.save(Example.alert("SA-2026-0002", key: key, status: .closed), newRevision: true)
      #expect(try ledger.openAlert(key: key) == nil)
      #expect(try ledger.lastAlert(key: key)?.id == "SA-2026-0002")
    }
  }

  @Test func alertsIssuedByHandNeedNoKey() throws {
    let scene = try Scene()
    try scene.commit { ledger throws in
      try ledger.save(Example.alert("SA-2026-0001", key: nil), newRevision: true)
      try ledger.save(Example.alert("SA-2026-0002", key: nil), newRevision: true)
    }
    #expect(try scene.read { try $0.alerts().map(\.id) } == ["SA-2026-0002", "SA-2026-0001"])
  }

  @Test func idsCountInEachYearAndAreNeverUsedTwice() throws {
    let scene = try Scene()
    let newYear = try #require(Instant(rfc3339: "2027-01-01T00:00:00Z"))
    let drawn = try scene.commit { ledger throws in
      [
        try ledger.nextAlertID(at: newYear - .seconds(1)),
        try ledger.nextAlertID(at: newYear - .seconds(1)),
        try ledger.nextAlertID(at: newYear), try ledger.nextAlertID(at: newYear - .seconds(1)),
      ]
    }
    #expect(drawn == ["SA-2026-0001", "SA-2026-0002", "SA-2027-0001", "SA-2026-0003"])
    let wide = try scene.commit { ledger throws in
      for _ in 1..<9999 { _ = try ledger.nextAlertID(at: newYear) }
      return try ledger.nextAlertID(at: newYear)
    }
    #expect(wide == "SA-2027-10000")
  }

  struct Question: Sendable, CustomTestStringConvertible {
    var claim: String
    var filter: AlertFilter
    var ids: [String]
    var testDescription: String { claim }
  }

  static let questions = [
    Question(claim: "all, newest first", filter: AlertFilter(), ids: ["c", "b", "a"]),
    Question(claim: "open ones", filter: AlertFilter(isOpen: true), ids: ["c", "a"]),
    Question(claim: "ended ones", filter: AlertFilter(isOpen: false), ids: ["b"]),
    Question(claim: "of a status", filter: AlertFilter(status: .acknowledged), ids: ["c"]),
    Question(claim: "at least high", filter: AlertFilter(severity: .high), ids: ["c", "b"]),
    Question(
      claim: "of a rule", filter: AlertFilter(rule: "ssh-guessing", limit: 2), ids: ["c", "b"]),
    Question(
      claim: "since", filter: AlertFilter(since: Example.start + .seconds(10)), ids: ["c", "b"]),
    Question(claim: "no exercise", filter: AlertFilter(isExercise: true), ids: []),
  ]

  @Test(arguments: questions)
  func alertsAreFoundByWhatIsAsked(_ question: Question) throws {
    let scene = try Scene()
    try scene.commit { ledger throws in
      try ledger.save(Example.alert("a", key: "1", severity: .low), newRevision: true)
      try ledger.save(
        Example.alert(
          "b", key: "2", severity: .critical, status: .closed, at: Example.start + .seconds(10)),
        newRevision: true)
      try ledger.save(
        Example.alert("c", key: "3", status: .acknowledged, at: Example.start + .seconds(20)),
        newRevision: true)
    }
    #expect(try scene.read { try $0.alerts(question.filter).map(\.id) } == question.ids)
  }

  @Test func openAlertsExpireInTheirOrder() throws {
    let scene = try Scene()
    try scene.commit { ledger throws in
      for (index, id) in ["late", "early", "never"].enumerated() {
        var alert = Example.alert(id, key: id)
        alert.expires = id == "never" ? nil : Example.start + .seconds(100 - index)
        try ledger.save(alert, newRevision: true)
      }
    }
    try scene.read { reading throws in
      #expect(try reading.nextExpiry() == Example.start + .seconds(99))
      #expect(try reading.expiring(at: Example.start + .seconds(98)).isEmpty)
      let expired = try reading.expiring(at: Example.start + .seconds(100))
      #expect(expired.map(\.id) == ["early", "late"])
    }
  }

  @Test func theSameFindingIsRememberedOnce() throws {
    let scene = try Scene()
    try scene.commit { ledger throws in
      try ledger.save(Example.alert("a"), newRevision: true)
      let finding = Example.finding()
      let written = try (0..<3).map { _ in
        try ledger.remember(finding, alert: "a", at: Example.start, file: "f", offset: 10)
      }
      #expect(written == [true, false, false])
      #expect(try ledger.remember(finding, alert: "a", at: Example.start, file: "f", offset: 11))
      #expect(try ledger.remember(finding, alert: "a", at: Example.start))
    }
    #expect(try scene.read { try $0.findings(of: "a").count } == 3)
    let error = #expect(throws: StorageError.self) {
      try scene.commit {
        try $0.remember(Example.finding(), alert: "none", at: Example.start)
      }
    }
    #expect(error?.code == .refused)
  }
}
