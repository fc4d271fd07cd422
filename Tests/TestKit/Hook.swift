import Foundation

/// An HTTP server that takes webhooks and answers as a test tells it to, also badly.
///
/// Paths that begin with `/slack`, `/teams` or `/discord` answer as those services do, all others
/// with 204. `answer` lines up other answers for one path; the last of them stays.
package final class Hook: Sendable {
  /// One answer: a status with headers and body, or one of the ways to fail.
  package enum Answer: Sendable {
    case status(Int, body: String = "", headers: [String: String] = [:])
    /// Bytes that are no HTTP.
    case garbage
    /// The connection is closed without a word.
    case nothing
    /// The connection is closed in the middle of a body.
    case half
  }

  /// One request, as it came.
  package struct Request: Sendable {
    package var path: String
    package var query: String
    package var headers: [String: String]
    package var body: String
    package var json: JSON
    /// Whether Python's `hmac` finds the signature right; nil without one.
    package var isSigned: Bool?
    /// Seconds since the server started.
    package var at: Double

    package var key: String { headers["webhook-id"] ?? "" }
  }

  /// Signing secret of every path.
  package static let secret = "whsec_" + Data((1...32).map { UInt8($0) }).base64EncodedString()

  private let server: LoopbackServer
  private let answers = Locked<[String: [[String: String]]]>([:])

  package init() throws {
    server = try LoopbackServer(script: Self.script, arguments: [Self.secret])
  }

  package func url(_ path: String) -> String { "http://127.0.0.1:\(server.port)\(path)" }

  /// Lines up answers for a path; what was lined up before is forgotten.
  package func answer(_ path: String, _ list: Answer...) throws {
    try answers.change { answers in
      answers[path] = list.map(\.fields)
      let data = try JSONEncoder().encode(answers)
      try data.write(to: URL(fileURLWithPath: server.folder.file("answers")), options: .atomic)
    }
  }

  package var requests: [Request] { server.seen.map(Request.init) }

  package func requests(_ path: String) -> [Request] { requests.filter { $0.path == path } }

  private static let script = #"""
    import base64, hashlib, hmac, json, os, socket, sys, threading, time

    log_path, secret = sys.argv[1:3]
    folder = os.path.dirname(log_path)
    lock = threading.Lock()
    started = time.monotonic()
    used = {}

    def is_signed(headers, body):
        if "webhook-signature" not in headers:
            return None
        key = base64.b64decode(secret[len("whsec_"):])
        text = (headers["webhook-id"] + "." + headers["webhook-timestamp"] + ".").encode() + body
        code = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
        return ("v1," + code) in headers["webhook-signature"].split(" ")

    def ready(status, body=b"", headers=()):
        lines = ["HTTP/1.1 %s So" % status, "Content-Length: %d" % len(body)]
        lines += ["%s: %s" % pair for pair in headers]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body

    def usual(path, query):
        if path.startswith("/slack"):
            return ready(200, b"ok")
        if path.startswith("/teams"):
            return ready(202)
        if path.startswith("/discord"):
            return ready(200, b'{"id":"1"}') if "wait=true" in query else ready(204)
        return ready(204)

    def reply(path, query):
        try:
            with open(folder + "/answers") as file:
                listed = json.load(file).get(path)
        except OSError:
            listed = None
        if not listed:
            return usual(path, query), True
        stamp = json.dumps(listed)
        with lock:
            before = used.get(path)
            number = before[1] + 1 if before and before[0] == stamp else 0
            used[path] = (stamp, number)
        answer = listed[min(number, len(listed) - 1)]
        if answer["kind"] == "garbage":
            return b"\x00\x01\x02 this is no HTTP \x1b]0;x\x07\r\n\r\n", False
        if answer["kind"] == "nothing":
            return b"", False
        if answer["kind"] == "half":
            return b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok", False
        headers = [(name[7:], value) for name, value in answer.items() if name.startswith("header.")]
        return ready(answer["status"], answer["body"].encode(), headers), True

    def serve(connection):
        try:
            stream = connection.makefile("rb")
            while True:
                first = stream.readline().decode("latin-1").split()
                if len(first) < 3:
                    return
                headers = {}
                while True:
                    line = stream.readline().decode("latin-1").rstrip("\r\n")
                    if not line:
                        break
                    name, _, value = line.partition(":")
                    headers[name.lower()] = value.strip()
                body = stream.read(int(headers.get("content-length", 0)))
                path, _, query = first[1].partition("?")
                what = dict(path=path, query=query, headers=headers, signed=is_signed(headers, body),
                            body=body.decode("utf-8", "replace"), at=time.monotonic() - started)
                with lock, open(log_path, "a") as log:
                    log.write(json.dumps(what) + "\n")
                out, stays = reply(path, query)
                connection.sendall(out)
                if not stays:
                    return
        except OSError:
            pass
        finally:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            connection.close()

    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    with open(folder + "/port.new", "w") as file:
        file.write(str(listener.getsockname()[1]))
    os.rename(folder + "/port.new", folder + "/port")
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()
    """#
}

extension Hook.Answer {
  fileprivate var fields: [String: String] {
    switch self {
    case .status(let code, let body, let headers):
      var fields = ["kind": "status", "status": String(code), "body": body]
      for (name, value) in headers { fields["header." + name] = value }
      return fields
    case .garbage: return ["kind": "garbage"]
    case .nothing: return ["kind": "nothing"]
    case .half: return ["kind": "half"]
    }
  }
}

extension Hook.Request {
  fileprivate init(_ seen: JSON) {
    path = seen["path"].text ?? ""
    query = seen["query"].text ?? ""
    headers = seen["headers"].object.compactMapValues(\.text)
    body = seen["body"].text ?? ""
    json = (try? JSON(body)) ?? .null
    isSigned = seen["signed"].bool
    if case .number(let seconds) = seen["at"] { at = seconds } else { at = 0 }
  }
}
