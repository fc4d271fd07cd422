import Foundation

/// A mail relay on loopback: Debian's aiosmtpd, with STARTTLS and AUTH, both required.
package final class Relay: Sendable {
  package static let user = "tocsin"
  package static let password = "correct horse battery"

  /// One mail, as the relay took it.
  package struct Mail: Sendable {
    package var sender: String
    package var to: [String]
    package var isEncrypted: Bool
    package var isLoggedIn: Bool
    /// Header fields as they stand, unfolded, by lowercase name.
    package var headers: [String: String]
    /// Text of the parts, decoded by Python's `email`, by type.
    package var parts: [String: String]
    package var raw: String
  }

  private let server: LoopbackServer
  private let authority: TestAuthority

  package init() throws {
    authority = try TestAuthority.one.get()
    server = try LoopbackServer(
      script: Self.script,
      arguments: [authority.certificate, authority.key, Self.user, Self.password])
  }

  package var url: String { "smtp://127.0.0.1:\(server.port)" }
  /// The certificate of the authority that signed the relay's.
  package var authorityFile: String { authority.authority }

  package var mails: [Mail] { server.seen.map(Mail.init) }

  /// Recipients that begin with `refused` are refused for good.
  private static let script = #"""
    import asyncio, email, email.policy, json, os, ssl, sys
    from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

    log_path, certificate, key, user, password = sys.argv[1:6]
    folder = os.path.dirname(log_path)

    def authenticate(server, session, envelope, mechanism, data):
        good = isinstance(data, LoginPassword) and data.login == user.encode() \
            and data.password == password.encode()
        return AuthResult(success=good, handled=False)

    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, options):
            if address.startswith("refused"):
                return "550 5.1.1 No such user"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            parts = {part.get_content_type(): part.get_content() for part in message.walk()
                     if not part.is_multipart()}
            what = dict(sender=envelope.mail_from, to=envelope.rcpt_tos,
                        login=bool(session.authenticated), tls=session.ssl is not None,
                        headers={name.lower(): str(value) for name, value in message.items()},
                        parts=parts, raw=envelope.content.decode("utf-8", "replace"))
            with open(log_path, "a") as log:
                log.write(json.dumps(what) + "\n")
            return "250 OK"

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def main():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(Handler(), hostname="relay.test", tls_context=context,
                         require_starttls=True, auth_required=True, authenticator=authenticate),
            "127.0.0.1", 0)
        with open(folder + "/port.new", "w") as file:
            file.write(str(server.sockets[0].getsockname()[1]))
        os.rename(folder + "/port.new", folder + "/port")
        await server.serve_forever()

    asyncio.run(main())
    """#
}

extension Relay.Mail {
  fileprivate init(_ seen: JSON) {
    sender = seen["sender"].text ?? ""
    to = seen["to"].list.compactMap(\.text)
    isEncrypted = seen["tls"].bool ?? false
    isLoggedIn = seen["login"].bool ?? false
    headers = seen["headers"].object.compactMapValues(\.text)
    parts = seen["parts"].object.compactMapValues(\.text)
    raw = seen["raw"].text ?? ""
  }
}

/// A certificate authority of a test's own and a certificate it signed, made by `openssl`.
package struct TestAuthority: Sendable {
  private let folder: TemporaryFolder
  package var authority: String { folder.file("ca.pem") }
  /// For `127.0.0.1` and `localhost`.
  package var certificate: String { folder.file("server.pem") }
  package var key: String { folder.file("server.key") }

  /// Made once for all tests.
  package static let one = Result { try TestAuthority() }

  package struct Failed: Error { package var arguments: [String] }

  private init() throws {
    folder = try TemporaryFolder()
    try folder.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n", to: "names")
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    try openssl(
      ["req", "-x509"] + curve
        + ["-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=Test authority"])
    try openssl(
      ["req"] + curve + ["-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost"])
    try openssl([
      "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
      "-CAcreateserial", "-out", "server.pem", "-days", "30", "-extfile", "names",
    ])
  }

  private func openssl(_ arguments: [String]) throws {
    let program = try Program("/usr/bin/openssl", arguments, in: folder.path)
    guard program.end() == .exit(0) else { throw Failed(arguments: arguments) }
  }
}
