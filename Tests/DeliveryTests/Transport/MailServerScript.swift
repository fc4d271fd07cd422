/// The relays of these tests: aiosmtpd, and a bare one for what aiosmtpd would not do.
enum MailServer {
  enum Mode: String {
    /// STARTTLS and AUTH.
    case full
    /// STARTTLS, and nobody can log in.
    case noLogin = "no-login"
    /// AUTH without TLS.
    case noTLS = "no-tls"
    /// TLS from the first byte, with AUTH.
    case implicit
  }

  static let user = "tocsin"
  static let password = "correct horse battery"

  static func start(_ mode: Mode) throws -> PythonServer {
    let authority = try TestAuthority.one.get()
    return try PythonServer(
      script: script,
      arguments: [mode.rawValue, authority.certificate, authority.key, user, password])
  }

  /// A relay that says `lines` one after the other, one for each command or message it hears, and
  /// then hangs or closes.
  static func scripted(_ lines: [String], closes: Bool = false) throws -> PythonServer {
    try PythonServer(script: bare, arguments: [closes ? "close" : "hang"] + lines)
  }

  private static let script = #"""
    import asyncio, json, ssl, sys, threading
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

    log_path, mode, certificate, key, user, password = sys.argv[1:7]
    sessions = {}

    def note(**what):
        with open(log_path, "a") as log:
            log.write(json.dumps(what) + "\n")

    def authenticate(server, session, envelope, mechanism, data):
        good = isinstance(data, LoginPassword) and data.login == user.encode() \
            and data.password == password.encode()
        return AuthResult(success=good, handled=False)

    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, options):
            local = address.split("@")[0]
            note(kind="recipient", to=address)
            refusals = {"refused": "550 5.1.1 No such user", "later": "451 4.7.1 Greylisted",
                        "closing": "421 4.3.2 Going down"}
            if local in refusals:
                return refusals[local]
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):
            local = envelope.rcpt_tos[0].split("@")[0]
            if local == "poison":
                return "554 5.6.0 Content refused"
            if local == "large":
                return "552 5.3.4 Message too big"
            if local == "busy":
                return "451 4.3.0 Try again"
            note(kind="mail", sender=envelope.mail_from, to=envelope.rcpt_tos,
                 login=bool(session.authenticated), tls=session.ssl is not None or mode == "implicit",
                 hello=session.host_name, session=sessions.setdefault(id(session), len(sessions)),
                 text=envelope.content.decode("utf-8", "replace"))
            return "250 OK"

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    login = dict(authenticator=authenticate, auth_required=True)
    settings = {
        "full": dict(tls_context=context, require_starttls=True, **login),
        "no-login": dict(tls_context=context, require_starttls=True, auth_exclude_mechanism=["LOGIN", "PLAIN"]),
        "no-tls": dict(auth_require_tls=False, **login),
        "implicit": dict(auth_require_tls=False, **login),
    }[mode]

    async def main():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(Handler(), hostname="relay.test", **settings), "127.0.0.1", 0,
            ssl=context if mode == "implicit" else None)
        print(server.sockets[0].getsockname()[1], flush=True)
        await loop.run_in_executor(None, sys.stdin.read)

    asyncio.run(main())
    """#

  private static let bare = #"""
    import json, socket, sys, threading, time

    log_path, end = sys.argv[1:3]
    lines = sys.argv[3:]

    def serve(connection):
        heard = connection.makefile("rb")
        for place, line in enumerate(lines):
            if place > 0:
                command = heard.readline()
                while lines[place - 1].startswith("354") and command not in (b".\r\n", b""):
                    command = heard.readline()
                if not command:
                    return
                with open(log_path, "a") as log:
                    log.write(json.dumps({"command": command.decode("latin-1").strip()}) + "\n")
            connection.sendall(line.replace("\\n", "\r\n").encode() + b"\r\n")
        if end == "hang":
            time.sleep(60)
        heard.readline()
        connection.shutdown(socket.SHUT_RDWR)
        connection.close()

    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)

    def listen():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    sys.stdin.read()
    """#
}
