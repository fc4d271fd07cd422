import Foundation

/// The HTTP server of these tests: it answers as the path says, well or badly.
enum WebServer {
  /// Signing secret of the path `/signed`.
  static let secret = "whsec_" + Data((1...32).map { UInt8($0) }).base64EncodedString()

  static func start(certificate: String? = nil, key: String? = nil) throws -> PythonServer {
    try PythonServer(script: script, arguments: [secret, certificate ?? "", key ?? ""])
  }

  static let shared = Result { try start() }

  private static let script = #"""
    import base64, hashlib, hmac, json, socket, ssl, sys, threading, time

    log_path, secret, certificate, key = sys.argv[1:5]
    log_lock = threading.Lock()
    connections = 0

    def note(**what):
        with log_lock, open(log_path, "a") as log:
            log.write(json.dumps(what) + "\n")

    def answer(status, body=b"", *headers):
        lines = ["HTTP/1.1 %s" % status, "Content-Length: %d" % len(body)] + list(headers)
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body

    def is_signed(headers, body):
        key = base64.b64decode(secret[len("whsec_"):])
        signed = (headers["webhook-id"] + "." + headers["webhook-timestamp"] + ".").encode() + body
        code = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return "v1," + code in headers["webhook-signature"].split(" ")

    def reply(path, query, headers, body):
        name = path.strip("/").split("/")[0]
        fixed = {
            "fine": answer("200 OK", b"fine"),
            "ok": answer("200 OK", b"ok"),
            "ok-newline": answer("200 OK", b"ok\n"),
            "not-ok": answer("200 OK", b"okay then"),
            "discord": answer("200 OK", b'{"id":"1"}') if "wait=true" in query else answer("204 No"),
            "accepted": answer("202 Accepted"),
            "teams-429": answer("200 OK",
                b"Webhook message delivery failed with error: Microsoft Teams endpoint returned "
                b"HTTP error 429 with ContextId tcid=0"),
            "429": answer("429 Too Many Requests", b"slow down", "Retry-After: 7"),
            "429-json": answer("429 Too Many Requests", b'{"retry_after": 0.376}', "Retry-After: 0"),
            "429-past": answer("429 Too Many Requests", b"", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"),
            "429-silent": answer("429 Too Many Requests"),
            "503-hint": answer("503 Busy", b"", "Retry-After: 90000"),
            "503": answer("503 Busy"),
            "500": answer("500 Broken", b"<h1>broken</h1>"),
            "400": answer("400 Bad Request", b"no \x1b]0;pwned\x07 <!channel> @everyone"),
            "invalid-blocks": answer("400 Bad Request", b"invalid_blocks"),
            "invalid-token": answer("400 Bad Request", b"invalid_token"),
            "401": answer("401 Unauthorized"),
            "404": answer("404 Not Found", ("not found: " + path + "?" + query).encode()),
            "410": answer("410 Gone"),
            "413": answer("413 Too Large"),
            "302": answer("302 Found", b"", "Location: /fine"),
            "garbage": b"\x00\x01\x02 this is no HTTP\r\n\r\n",
            "nothing": b"",
            "half": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok",
            "big": answer("200 OK", b"o" * 300000),
        }
        if name == "slow":
            time.sleep(20)
        if name == "signed":
            return answer("204 No Content") if is_signed(headers, body) else answer("401 Unauthorized")
        if name == "late":
            time.sleep(0.1)
            return fixed["fine"]
        return fixed.get(name, answer("404 Not Found"))

    def serve(connection, number):
        try:
            if certificate:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(certificate, key)
                connection = context.wrap_socket(connection, server_side=True)
            stream = connection.makefile("rb")
            while True:
                first = stream.readline().decode("latin-1").split()
                if len(first) < 3:
                    return
                headers, lines = {}, []
                while True:
                    line = stream.readline().decode("latin-1").rstrip("\r\n")
                    if not line:
                        break
                    lines.append(line)
                    name, _, value = line.partition(":")
                    headers[name.lower()] = value.strip()
                body = stream.read(int(headers.get("content-length", 0)))
                path, _, query = first[1].partition("?")
                note(path=path, query=query, method=first[0], connection=number, headers=headers,
                     lines=len(lines), body=body.decode("utf-8", "replace"))
                out = reply(path, query, headers, body)
                connection.sendall(out)
                if path.strip("/") in ("garbage", "nothing", "half"):
                    return
        except OSError as error:
            note(path="", failure=str(error), connection=number)
        finally:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            connection.close()

    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    print(listener.getsockname()[1], flush=True)

    def listen():
        number = 0
        while True:
            connection, _ = listener.accept()
            number += 1
            threading.Thread(target=serve, args=(connection, number), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    sys.stdin.read()
    """#
}
