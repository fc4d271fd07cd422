import GRDB
import Records
import Storage
import Testing

/// Alerts and messages in the packed form, through the database and back.
@Suite struct PackingTests {
  /// An alert in which every property differs from its default, with hostile text.
  static func full(_ text: String) -> Alert {
    let deed = Alert.Deed(by: text, at: Instant(microseconds: -1), note: text)
    let field = Finding.Field(name: text, value: Untrusted(text))
    return Alert(
      id: "SA-2026-0001", revision: 7, kind: .allClear, origin: .manual, isExercise: true,
      title: text, state: .over, severity: .critical, certainty: .possible, status: .closed,
      tlp: .amberStrict, risks: [text, ""], rule: text, ruleAuthor: text, threat: text,
      model: text, key: text, host: Untrusted(text), group: [field], fields: [field, field],
      text: Untrusted(text),
      evidence: [Finding.Evidence(time: Example.start, text: Untrusted(text))],
      place: Finding.Place(source: text, path: text, line: .max), count: .max,
      firstSeen: Instant(microseconds: .min), lastSeen: Instant(microseconds: .max), plain: text,
      recognise: text, precautions: text,
      steps: [
        Alert.Step(
          id: text, stage: text, text: text, by: text, within: text, command: text, danger: text,
          doubtful: [field])
      ],
      audiences: [text], issued: deed, acknowledged: deed, closed: deed, closeReason: .falseAlarm,
      expires: Example.start, revised: deed, lastHeard: Example.start, toldCount: 3,
      follows: text, silence: text)
  }

  static func message(_ text: String) -> Message {
    Message(
      reason: .digest, voice: .plain, alert: full(text),
      risks: [
        Message.RiskLine(id: text, title: text, plain: text, likelihood: 5, impact: -1, owner: text)
      ],
      sentinel: text, at: Example.start,
      digest: Message.Digest(
        alerts: 9, rows: [Message.Digest.Row(title: text, severity: .high, alerts: 9)],
        first: Example.start, last: Example.start, isClosing: true, silence: text),
      insteadOf: text)
  }

  @Test(arguments: Example.hostile)
  func everyPropertyComesBack(_ text: String) throws {
    let scene = try Scene()
    let alert = Self.full(text)
    var owed = Example.notification(alert)
    owed.message = Self.message(text)
    try scene.commit { ledger throws in
      try ledger.save(alert, newRevision: true)
      try ledger.owe([owed])
    }
    let again = try Store(folder: scene.state)
    #expect(try again.read { try $0.alert(alert.id) } == alert)
    #expect(try again.read { try $0.notification(key: owed.key)?.message } == owed.message)
    #expect(try again.read { try $0.revisions(of: alert.id) } == [alert])
  }

  @Test func aPropertyThatWasAddedIsNotForgotten() {
    let claim: Comment =
      "a property was added: visit it in Packer, with a new version, and count it"
    let alert = Self.full("x")
    let message = Self.message("x")
    #expect(Mirror(reflecting: alert).children.count == 41, claim)
    #expect(Mirror(reflecting: message).children.count == 8, claim)
    #expect(Mirror(reflecting: alert.steps[0]).children.count == 8, claim)
    #expect(Mirror(reflecting: alert.issued).children.count == 3, claim)
    #expect(Mirror(reflecting: alert.fields[0]).children.count == 2, claim)
    #expect(Mirror(reflecting: alert.evidence[0]).children.count == 2, claim)
    #expect(alert.place.map { Mirror(reflecting: $0).children.count } == 3, claim)
    #expect(Mirror(reflecting: message.risks[0]).children.count == 6, claim)
    #expect(message.digest.map { Mirror(reflecting: $0).children.count } == 6, claim)
    #expect(message.digest.map { Mirror(reflecting: $0.rows[0]).children.count } == 3, claim)
  }

  @Test func damagedBytesAreSaidAndNeverTrap() throws {
    let scene = try Scene()
    let owed = Example.notification(Self.full("x"))
    try scene.commit { try $0.owe([owed]) }
    let queue = try DatabaseQueue(path: scene.database)
    let whole = try queue.read { try $0.blob("SELECT body FROM messages") }
    for length in stride(from: 0, to: whole.count, by: 5) {
      try set(Array(whole.prefix(length)), in: queue)
      #expect(throws: StorageError.self) { try scene.read { try $0.notification(key: owed.key) } }
    }
    for index in stride(from: 0, to: whole.count, by: 3) {
      for byte in [UInt8(0), 0x80, 0xff] {
        var changed = whole
        changed[index] = byte
        try set(changed, in: queue)
        _ = try? scene.read { try $0.notification(key: owed.key) }
      }
    }
  }

  @Test func aMessageThatCannotBeUnderstoodHoldsUpNoOther() throws {
    let scene = try Scene()
    let bad = Example.notification(Example.alert("a", severity: .critical))
    let good = Example.notification(Example.alert("b", key: "b"))
    try scene.commit { try $0.owe([bad]) }
    try set([9, 9, 9], in: try DatabaseQueue(path: scene.database))
    try scene.commit { try $0.owe([good]) }
    let claimed = try scene.commit {
      try $0.claim(owner: "me", limit: 9, at: Example.start, leaseFor: .seconds(9))
    }
    #expect(claimed.map(\.key) == [good.key])
    #expect(try scene.read { try $0.counts().notifications } == [.dead: 1, .sending: 1])
    #expect(try scene.read { try $0.journal(about: bad.key).map(\.action) } == ["dead"])
  }

  private func set(_ bytes: [UInt8], in queue: DatabaseQueue) throws {
    let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    try queue.write { try $0.execute(sql: "UPDATE messages SET body = x'\(hex)'") }
  }
}

extension Database {
  /// The bytes of a query's first value.
  fileprivate func blob(_ sql: String) throws -> [UInt8] {
    let hex = try String.fetchOne(self, sql: "SELECT hex((\(sql)))") ?? ""
    let digits = Array(hex.utf8)
    return stride(from: 0, to: digits.count, by: 2).compactMap { index in
      UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16)
    }
  }
}
