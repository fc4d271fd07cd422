import Records
import Testing

@Suite struct BaselineTests {
  private static func read(_ yaml: String) -> BaselineDeclaration? {
    ConfigurationReader.read(files: [SourceFile(path: "b.yaml", text: yaml)]).0.baselines.first
  }

  @Test func aBaselineIsReadWithAllItSays() throws {
    let baseline = try #require(
      Self.read(
        """
        baselines:
          - id: login-network
            logsource: {product: linux, service: sshd}
            when: {Action: [login_ok, login_key], Port: 22}
            key: [User, src_net]
            learn: 7d
            forget: 90d
            sets: NewForUser
        """))
    #expect(baseline.id == "login-network")
    #expect(baseline.logsource == Logsource(product: "linux", service: "sshd"))
    #expect(baseline.when.map(\.key.text) == ["Action", "Port"])
    #expect(baseline.when[0].value.items?.compactMap(\.scalar?.text) == ["login_ok", "login_key"])
    #expect(baseline.when[1].value.scalar?.kind == .integer)
    #expect(baseline.key == ["User", "src_net"])
    #expect(baseline.learn == .seconds(7 * 86_400))
    #expect(baseline.forget == .seconds(90 * 86_400))
    #expect(baseline.sets.value == "NewForUser")
  }

  @Test func timesHaveDefaults() throws {
    let baseline = try #require(
      Self.read(
        "baselines:\n  - {id: a, logsource: {service: b}, when: {C: d}, key: [E], sets: F}\n"))
    #expect(baseline.learn == .seconds(14 * 86_400))
    #expect(baseline.forget == .seconds(180 * 86_400))
  }
}
