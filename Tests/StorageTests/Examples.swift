import Records
import Storage
import TestKit

/// Values the tests of this room share; all text is invented.
enum Example {
  static let start = Instant(seconds: 1_795_000_000)

  static func alert(
    _ id: String, key: String? = "ssh-guessing|harbour|203.0.113.7", revision: Int = 1,
    severity: Severity = .high, status: Alert.Status = .issued, text: String = "failed login",
    at now: Instant = Example.start
  ) -> Alert {
    Alert(
      id: id, revision: revision, origin: .automatic, title: "Passwords are being guessed",
      severity: severity, status: status, risks: ["account-taken-over"], rule: "ssh-guessing",
      key: key, host: Untrusted("harbour"),
      group: [Finding.Field(name: "src_ip", value: Untrusted("203.0.113.7"))],
      fields: [Finding.Field(name: "User", value: Untrusted("mira"))], text: Untrusted(text),
      evidence: [Finding.Evidence(time: now, text: Untrusted(text))],
      place: Finding.Place(source: "auth", path: "/var/log/auth.log", line: 12), count: 1,
      firstSeen: now, lastSeen: now, plain: "Somebody tries passwords.",
      steps: [Alert.Step(id: "block", stage: "containment", text: "Block the address.")],
      issued: Alert.Deed(by: "tocsin", at: now), expires: now + .seconds(86_400), lastHeard: now)
  }

  static func message(_ alert: Alert, reason: Message.Reason = .opened) -> Message {
    Message(
      reason: reason, voice: .technical, alert: alert, risks: [], sentinel: "harbour",
      at: alert.issued.at)
  }

  static func notification(
    _ alert: Alert, to receiver: String = "chat", recipient: String? = nil,
    reason: Message.Reason = .opened, at now: Instant = Example.start,
    horizon: Duration = .seconds(3600)
  ) -> Notification {
    let suffix = (recipient.map { "_" + $0 } ?? "") + (reason == .digest ? "_digest" : "")
    return Notification(
      key: "0badcafe_\(alert.id)_\(alert.revision)_\(receiver)\(suffix)", alert: alert.id,
      revision: alert.revision, receiver: receiver, recipient: recipient,
      severity: alert.severity, reason: reason, message: message(alert, reason: reason),
      created: now, nextAttempt: now, horizon: now + horizon)
  }

  static func receipt(
    _ kind: Receipt.Class = .delivered, at now: Instant = Example.start, code: Int? = 200
  ) -> Receipt {
    Receipt(class: kind, at: now, code: code, detail: Untrusted("ok"))
  }

  static func finding(_ rule: String = "ssh-guessing", at now: Instant = start) -> Finding {
    Finding(
      rule: rule, host: Untrusted("harbour"), group: [], time: now,
      place: Finding.Place(source: "auth"), fields: [], text: Untrusted("failed login"))
  }

  static func entry(_ action: String, at now: Instant = start, detail: String = "") -> JournalEntry
  {
    JournalEntry(
      at: now, who: "mira", subject: .alert, id: "SA-2026-0001", action: action, detail: detail)
  }

  /// What strangers write, in every place where text is kept.
  static let hostile: [String] = [
    "\u{1b}]0;owned\u{7}", "<!channel> @everyone", "line\r\nDATA\r\n.\r\n", "before\0after", "\0",
    "", "\u{202E}gnp.exe", "'; DROP TABLE alerts; --", "🛎️ \u{FFFD}\u{FEFF}",
    String(repeating: "x\u{301}", count: 30_000),
  ]
}

/// A store in a folder of its own, gone with the test.
///
/// A class whose methods forward, so that the folder outlives what is done in it.
final class Scene: Sendable {
  let folder: TemporaryFolder
  let store: Store
  var state: String { folder.file("state") }
  var database: String { state + "/tocsin.db" }

  init() throws {
    folder = try TemporaryFolder()
    store = try Store(folder: folder.file("state"))
  }

  @discardableResult
  func commit<Result>(_ body: (inout Ledger) throws -> Result) throws -> Result {
    try store.commit(body)
  }

  func read<Result>(_ body: (borrowing Reading) throws -> Result) throws -> Result {
    try store.read(body)
  }
}
