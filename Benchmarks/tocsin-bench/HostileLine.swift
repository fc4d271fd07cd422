import Records

/// A line that somebody wrote to make a reader slow: the forms that were published against log
/// watchers, and those that this engine's own parts would mind most.
struct HostileLine {
  var name: String
  var format: SourceDeclaration.Format
  var line: [UInt8]

  /// What is read of one line at most; longer ones are cut where they are watched.
  static let longest = 64 * 1024 - 256
  /// What senders of syslog cut lines to.
  static let usual = 8 * 1024

  private init(
    _ name: String, _ format: SourceDeclaration.Format, _ head: String, _ part: String,
    _ tail: String = "", bytes: Int
  ) {
    (self.name, self.format) = (name, format)
    let count = max(1, (bytes - head.utf8.count - tail.utf8.count) / part.utf8.count)
    line = Array(head.utf8)
    line.reserveCapacity(bytes)
    for _ in 0..<count { line += part.utf8 }
    line += tail.utf8
  }

  private static let login = "May 11 06:20:01 h sshd[1]: "
  private static let request = "192.0.2.1 - - [11/May/2026:06:20:01 +0000] \"GET /"
  private static let answer = " HTTP/1.1\" 200 5 \"-\" \"-\""

  /// The same lines, each of about so many bytes.
  static func all(_ bytes: Int) -> [HostileLine] {
    texts(bytes) + requests(bytes) + objects(bytes)
  }

  private static func texts(_ bytes: Int) -> [HostileLine] {
    [
      .init("spaces", .syslog, login, " ", bytes: bytes),
      .init(
        "spaces before nothing", .syslog, login + "Failed password for", " ", "x", bytes: bytes),
      .init(
        "names with from again and again", .syslog, login + "Failed password for ", "x from y ",
        bytes: bytes),
      .init(
        "addresses again and again", .syslog, login, "Failed password for a from 192.0.2.1 port 1 ",
        bytes: bytes),
      .init("invalid user without an end", .syslog, login + "Invalid user ", "from ", bytes: bytes),
      .init(
        "quotes and semicolons", .syslog, "May 11 06:20:01 h sudo: ", "u : TTY=x ; PWD=/ ; ",
        bytes: bytes),
      .init(
        "a packet of sources", .syslog, "May 11 06:20:01 h kernel: [UFW BLOCK] ", "SRC=1.2.3.4 ",
        bytes: bytes),
      .init(
        "structured data that never ends", .syslog, "<1>1 2026-05-11T06:20:01Z h a 1 m [x ",
        "a=\"\\]\" ", bytes: bytes),
    ]
  }

  private static func requests(_ bytes: Int) -> [HostileLine] {
    [
      .init("%25 again and again", .combined, request, "%25", answer, bytes: bytes),
      .init("%2525 again and again", .combined, request + "?q=", "%2525", answer, bytes: bytes),
      .init("\\x again and again", .combined, request, "\\x5c", answer, bytes: bytes),
      .init(
        "quotes that never close", .combined, request + " HTTP/1.1\" 200 5 \"-\" \"", "\\\"",
        bytes: bytes),
      .init(
        "brackets before a time", .combined, "192.0.2.1 - ", "[11/May/2026:06:20:01 +0000] ",
        bytes: bytes),
    ]
  }

  private static func objects(_ bytes: Int) -> [HostileLine] {
    [
      .init("arrays in arrays", .json, "{\"a\":", "[", "", bytes: bytes),
      .init("objects in objects", .json, "", "{\"a\":", "", bytes: bytes),
      .init(
        "objects in objects, closed", .json, String(repeating: "{\"a\":", count: bytes / 7) + "1",
        "}", bytes: bytes),
      .init("commas", .json, "{\"a\":[", ",", "]}", bytes: bytes),
      .init("numbers", .json, "{\"a\":[0", ",1", "]}", bytes: bytes),
      .init("one name again and again", .json, "{\"b\":1", ",\"a\":1", "}", bytes: bytes),
      .init(
        "a long name before many fields", .json,
        "{\"" + String(repeating: "n", count: bytes / 5 * 3) + "\":{\"a\":1", ",\"b\":2", "}}",
        bytes: bytes),
      .init("backslashes", .json, "{\"CommandLine\":\"", "\\\\", "\"}", bytes: bytes),
      .init("escapes by number", .json, "{\"CommandLine\":\"", "\\u0061", "\"}", bytes: bytes),
      .init(
        "escapes in a keyword's way", .json, "{\"a\":\"\\n\"", ",\"a\":\"\\\"\"", "}", bytes: bytes),
      .init(
        "letters that nearly match", .json, "{\"CommandLine\":\"", "powershel", "\"}", bytes: bytes),
      // Not of one place in the engine but of all rules at once: words that hundreds of them look for.
      .init(
        "every rule's words", .json, "{\"CommandLine\":\"",
        "powershell -enc cmd.exe /c certutil -urlcache wget http:// whoami net user add ", "\"}",
        bytes: bytes),
    ]
  }
}
