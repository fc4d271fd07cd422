import Records
import Testing

@Suite struct ConfigurationReaderTests {
  static let today = CalendarDate(year: 2026, month: 11, day: 21)

  static func read(_ texts: String...) -> (Configuration, [Diagnostic]) {
    let files = texts.enumerated().map {
      SourceFile(path: "config/\($0.offset).yaml", text: $0.element)
    }
    return ConfigurationReader.read(files: files, today: today)
  }

  @Test func aWholeConfigurationIsReadWithoutAWord() throws {
    let (configuration, diagnostics) = Self.read(Sample.register, Sample.settings)
    #expect(diagnostics.map { DiagnosticRenderer.text($0) } == [])
    let risk = try #require(configuration.risks["ssh-guessing"])
    #expect(risk.expiresAfter == .seconds(6 * 3600))
    #expect(risk.band == .critical)
    #expect(risk.detections.tags.map(\.value) == ["attack.t1110"])
    #expect(configuration.risks["old-tape"]?.expiresAfter == .seconds(12 * 3600))
    #expect(
      configuration.risks["old-tape"]?.acceptance?.until
        == CalendarDate(year: 2027, month: 1, day: 2))
    let model = try #require(configuration.models["login-guessed"])
    #expect(model.steps.map(\.id) == ["ask", "lock"])
    #expect(model.steps[1].command == ["/usr/sbin/usermod", "-L", "--", "{{User}}"])
    #expect(model.evidence.map(\.window) == [nil, .seconds(86_400)])
    #expect(configuration.models["unban"]?.ask.map(\.name) == ["address"])
    #expect(configuration.audiences["staff"]?.isAutomatic == false)
    #expect(configuration.audiences["on-call"]?.isAutomatic == true)
    #expect(configuration.sources.map(\.id) == ["logins", "pipe"])
    #expect(
      configuration.sources[0].read == [
        .journal(.init(identifier: ["sshd"], facility: ["auth", "10"], uid: [0])),
        .file("/var/log/auth.log"),
      ])
    #expect(configuration.sources[1].read == [.standardInput])
    #expect(configuration.decoders[0].shapes[0].names == ["c_ip": "c-ip"])
    #expect(configuration.decoders[0].shapes[0].starts == "refused: ")
    #expect(configuration.decoders[0].shapes[1].split == .init(by: " ", fields: ["Card", "Verb"]))
    #expect(configuration.placeholders == ["ServiceAccounts": ["www-data", "65534"]])
    #expect(
      configuration.receivers["ops-chat"]?.rate == .init(messages: 30, per: .seconds(60), burst: 5))
    #expect(configuration.receivers["ops-chat"]?.urlSecret == .file("/etc/tocsin/secrets/ops-chat"))
    #expect(configuration.receivers["staff-mail"]?.mail?.to.count == 2)
    #expect(configuration.routes.map(\.continues) == [true, false])
    #expect(configuration.limits.stormNewAlerts == 10)
    #expect(configuration.limits.horizon[.low] == .seconds(3600))
    #expect(configuration.limits.horizon[.high] == .seconds(48 * 3600))
    #expect(configuration.silences.map(\.matching) == [["src_ip": "198.51.100.0/24"]])
    #expect(configuration.digest.count == 64)
  }
}
