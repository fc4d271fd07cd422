import Delivery
import Foundation
import Glibc
import Records
import Testing
import TestKit

/// Reading a receiver's secrets, and refusing what is none.
@Suite struct SecretTests {
  static let hook = "https://hooks.example.test/services/T0/B0/verysecretverysecret"

  private static func receiver(
    _ place: Receiver.SecretPlace?, kind: Receiver.Kind = .slack, isInternal: Bool = false
  ) -> Receiver {
    Receiver(id: "ops-chat", kind: kind, urlSecret: place, isInternal: isInternal)
  }

  private static func failure(
    _ receiver: Receiver, credentials: String? = nil, user: UInt32 = geteuid()
  ) -> SecretError? {
    do throws(SecretError) {
      _ = try ReadyReceiver(reading: receiver, credentials: credentials, user: user)
      return nil
    } catch { return error }
  }

  private static func file(_ text: String, mode: mode_t = 0o600) throws -> (TemporaryFolder, String)
  {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "secret")
    unsafe chmod(path, mode)
    return (folder, path)
  }

  @Test(arguments: [mode_t(0o600), 0o400])
  func aSecretIsReadAndTrimmed(_ mode: mode_t) throws {
    let (folder, path) = try Self.file(" \(Self.hook)\r\n\n", mode: mode)
    let ready = try ReadyReceiver(reading: Self.receiver(.file(path)), credentials: nil)
    #expect(ready.url == Self.hook)
    _ = folder
  }

  @Test(arguments: [mode_t(0o640), 0o604, 0o644, 0o620, 0o601])
  func aFileOthersCanReadIsRefused(_ mode: mode_t) throws {
    let (folder, path) = try Self.file(Self.hook, mode: mode)
    let error = try #require(Self.failure(Self.receiver(.file(path))))
    #expect(error.code == .othersCanRead)
    #expect(
      error.description
        == "receiver 'ops-chat': \(path): a secret file others can read\nhint: chmod 600 \(path)")
    _ = folder
  }

  @Test func aForeignersFileIsRefused() throws {
    let (folder, path) = try Self.file(Self.hook)
    // As root every file could be read: the owner is what counts.
    unsafe chown(path, 12345, 12345)
    let other = geteuid() == 0 ? Self.failure(Self.receiver(.file(path)), user: 54321) : nil
    if geteuid() == 0 { #expect(other?.code == .foreignOwner) }
    _ = folder
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    var text: String
    var code: SecretError.Code
    var kind = Receiver.Kind.slack
    var testDescription: String { "\(code.rawValue): \(text.prefix(40).debugDescription)" }
  }

  static let bad = [
    Bad(text: "", code: .empty),
    Bad(text: " \n\t\n", code: .empty),
    Bad(text: hook + "\n" + hook, code: .controls),
    Bad(text: hook + "\u{0}x", code: .controls),
    Bad(text: hook + "\u{1b}]0;x", code: .controls),
    Bad(text: String(repeating: "a", count: 60_000), code: .tooLarge),
    Bad(text: "verysecretverysecret", code: .badURL),
    Bad(text: "file:///etc/verysecretverysecret", code: .badURL),
    Bad(text: "smtp://hooks.example.test/verysecretverysecret", code: .badURL),
    Bad(text: "https://user:verysecretverysecret@hooks.example.test/", code: .badURL),
    Bad(text: "https://hooks example.test/verysecretverysecret", code: .badURL),
    Bad(text: "http://hooks.example.test/verysecretverysecret", code: .plainHTTP),
    Bad(
      text: "https://corp.webhook.office.com/webhookb2/verysecretverysecret", code: .retired,
      kind: .teams),
    Bad(
      text: "https://outlook.office.com/webhook/verysecretverysecret", code: .retired, kind: .teams),
  ]

  @Test(arguments: bad)
  func whatIsNoSecretIsRefusedWithoutBeingShown(_ bad: Bad) throws {
    let (folder, path) = try Self.file(bad.text)
    let error = try #require(Self.failure(Self.receiver(.file(path), kind: bad.kind)))
    #expect(error.code == bad.code)
    #expect(error.receiver == "ops-chat")
    #expect(error.path == path)
    #expect(!error.description.contains("verysecret"))
    _ = folder
  }

  @Test func bytesThatAreNoTextAreRefused() throws {
    let (folder, path) = try Self.file("")
    try Data([0x68, 0xff, 0xfe]).write(to: URL(fileURLWithPath: path))
    unsafe chmod(path, 0o600)
    #expect(Self.failure(Self.receiver(.file(path)))?.code == .controls)
    _ = folder
  }

  @Test func whatIsNotThereIsSaid() throws {
    let error = try #require(Self.failure(Self.receiver(.file("/nowhere/ops-chat"))))
    #expect(error.code == .missing)
    #expect(error.description.contains("/nowhere/ops-chat: No such file or directory\nhint: "))
    #expect(Self.failure(Self.receiver(nil))?.code == .missing)
  }

  @Test func onlyARegularFileIsRead() throws {
    let folder = try TemporaryFolder()
    #expect(Self.failure(Self.receiver(.file(folder.path)))?.code == .notAFile)
    unsafe mkfifo(folder.file("pipe"), 0o600)
    #expect(Self.failure(Self.receiver(.file(folder.file("pipe"))))?.code == .notAFile)
  }

  @Test func aCredentialComesFromItsFolder() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.hook, to: "ops-chat")
    unsafe chmod(path, 0o440)
    let receiver = Self.receiver(.credential("ops-chat"))
    #expect(try ReadyReceiver(reading: receiver, credentials: folder.path).url == Self.hook)
    #expect(Self.failure(receiver)?.code == .missing)
    for name in ["../ops-chat", "", ".", ".."] {
      let other = Self.receiver(.credential(name))
      #expect(Self.failure(other, credentials: folder.path)?.code == .missing)
    }
  }

  @Test func aSigningKeyIsDecoded() throws {
    let key = (1...32).map { UInt8($0) }
    let (folder, path) = try Self.file("whsec_" + Data(key).base64EncodedString() + "\n")
    var receiver = Receiver(
      id: "collector", kind: .webhook, url: "http://127.0.0.1:1/x", signingSecret: .file(path),
      isInternal: true)
    #expect(try ReadyReceiver(reading: receiver, credentials: nil).signingKey == key)
    for wrong in [
      "whsec_", "whsec_AAAA", "secret", "whsec_!!!!", "whsec_" + String(repeating: "A", count: 200),
    ] {
      let (other, path) = try Self.file(wrong)
      receiver.signingSecret = .file(path)
      #expect(Self.failure(receiver)?.code == .badSigningKey)
      _ = other
    }
    _ = folder
  }

  @Test func aRelaysPasswordIsRead() throws {
    let (folder, path) = try Self.file("correct horse\n")
    var mail = Receiver.Mail(
      relay: "smtp://relay.example.test:587", tls: .required, user: "tocsin",
      password: .file(path), from: "tocsin@host.test", to: ["ops@example.test"])
    let ready = try ReadyReceiver(
      reading: Receiver(id: "m", kind: .mail, mail: mail), credentials: nil)
    #expect(ready.password == "correct horse")
    mail.to = ["ops@example.test\r\nRCPT TO:<evil@example.test>"]
    let error = try #require(Self.failure(Receiver(id: "m", kind: .mail, mail: mail)))
    #expect(error.code == .badMail)
    #expect(!error.clause.contains("\r"))
    mail.to = []
    mail.relay = "https://relay.example.test"
    #expect(Self.failure(Receiver(id: "m", kind: .mail, mail: mail))?.code == .badMail)
    mail.relay = "smtp://relay.example.test"
    mail.password = nil
    #expect(Self.failure(Receiver(id: "m", kind: .mail, mail: mail))?.code == .badMail)
    _ = folder
  }
}
