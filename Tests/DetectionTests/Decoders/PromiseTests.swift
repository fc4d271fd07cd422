import Detection
import Records
import Testing

@Suite struct PromiseTests {
  private let set = Shipped.decoders.set
  private let sshd = Logsource(product: "linux", service: "sshd")

  @Test func aMadeFieldsLiteralsAreThoseOfItsShapes() {
    func literals(_ value: String, _ format: SourceDeclaration.Format) -> Set<String>? {
      set.literals(whenField: "Action", equals: value, serving: sshd, format: format)
        .map { Set($0.map { String(decoding: $0, as: UTF8.self) }) }
    }
    #expect(literals("login_failed", .syslog) == ["Failed "])
    #expect(literals("Login_OK", .syslog) == ["Accepted "])
    #expect(literals("login_ok", .auto) == ["Accepted ", "login_ok"])
    #expect(literals("no_such", .syslog) == [])
    // Any entry of systemd's may be called so by its id.
    let stopped = set.literals(
      whenField: "Action", equals: "unit_stopped",
      serving: Logsource(product: "linux", service: "systemd"), format: .journal)
    #expect(stopped?.contains(Array("systemd".utf8)) == true)
  }

  @Test func whatCannotBePromisedIsNot() {
    #expect(set.literals(whenField: "src_net", equals: "198.51.100.0/24", serving: sshd) == nil)
    #expect(set.literals(whenField: "Count", equals: "3", serving: sshd) == nil)
    #expect(
      set.literals(whenField: "_UID", equals: "0", serving: sshd, format: .journal) == nil)
    let bare = DecoderDeclaration(
      id: "bare", program: ["bare"], logsource: [sshd],
      shapes: [.init(action: "login_failed", pattern: Marked("x", at: .none))])
    var names = FieldNames()
    var diagnostics: [Diagnostic] = []
    let own = DecoderSet([bare], names: &names, diagnostics: &diagnostics)
    #expect(own.literals(whenField: "Action", equals: "login_failed", serving: sshd) == nil)
  }

  struct Origin: Sendable, CustomTestStringConvertible {
    var field: String
    var format: SourceDeclaration.Format
    var origin: FieldOrigin
    var testDescription: String { "\(field) as \(format)" }
  }

  static let origins: [Origin] = [
    .init(field: "User", format: .syslog, origin: .verbatim),
    .init(field: "src_ip", format: .syslog, origin: .verbatim),
    .init(field: "src_host", format: .syslog, origin: .verbatim),
    .init(field: "src_net", format: .syslog, origin: .made),
    .init(field: "Action", format: .syslog, origin: .made),
    .init(field: "host", format: .syslog, origin: .verbatim),
    .init(field: "host", format: .journal, origin: .made),
    .init(field: "_EXE", format: .journal, origin: .made),
    .init(field: "structured", format: .syslog, origin: .verbatim),
    .init(field: "nothing", format: .syslog, origin: .unknown),
    .init(field: "nothing", format: .journal, origin: .unknown),
    .init(field: "nothing", format: .json, origin: .verbatim),
    .init(field: "nothing", format: .auto, origin: .verbatim),
    .init(field: "cs-uri-query", format: .combined, origin: .verbatim),
    .init(field: "program", format: .auto, origin: .made),
    .init(field: "message", format: .raw, origin: .verbatim),
  ]

  @Test(arguments: origins)
  func aFieldsOriginIsKnown(_ example: Origin) {
    #expect(
      set.origin(ofField: example.field, serving: sshd, format: example.format) == example.origin)
  }

  @Test func joinedGroupsStandInNoLine() {
    let kernel = Logsource(product: "linux", service: "kernel")
    #expect(set.origin(ofField: "Device", serving: kernel, format: .syslog) == .made)
  }

  @Test func theFieldsOfALogSourceAreListed() throws {
    let fields = try #require(set.fieldsOfDecoders(serving: sshd))
    for name in ["Action", "User", "src_ip", "src_net", "src_host", "Count", "host", "_UID"] {
      #expect(fields.contains(name), "\(name)")
    }
    #expect(!fields.contains("TargetGroup"))
    #expect(set.fieldsOfDecoders(serving: Logsource(product: "windows")) == nil)
    #expect(set.fieldsSet(serving: sshd, format: .json) == nil)
  }

  /// Every value that is said to stand in the line does, over all examples.
  @Test(arguments: MessageExample.all + MessageExample.hostile)
  func verbatimValuesStandInTheirLines(_ example: MessageExample) throws {
    let reading = try #require(Shipped.decoders.read(example.line, as: .syslog))
    for (name, value) in reading.fields
    where set.origin(ofField: name, serving: nil, format: .syslog) == .verbatim {
      #expect(example.line.lowercased().contains(value.lowercased()), "\(name)")
    }
    for name in reading.fields.keys {
      #expect(set.origin(ofField: name, serving: nil, format: .syslog) != .unknown, "\(name)")
    }
  }

  @Test func aLineServesWhatItsProgramsDecodersServe() throws {
    let plain = try #require(Shipped.decoders.read("May 11 06:20:01 h sshd[1]: Server listening"))
    #expect(plain.served.contains(sshd))
    #expect(plain.decoders == ["sshd"])
    let pam = try #require(
      Shipped.decoders.read(
        "May 11 06:20:01 h sshd[1]: pam_unix(sshd:session): session opened for user a(uid=1) by b(uid=0)"
      ))
    #expect(pam.served.contains(sshd))
    #expect(pam.served.contains(Logsource(product: "linux", service: "pam")))
    let other = try #require(Shipped.decoders.read("May 11 06:20:01 h shop[1]: hello"))
    #expect(other.served == [])
  }
}
