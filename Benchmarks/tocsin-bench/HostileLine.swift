import Records

/// A line that somebody wrote to make a reader slow: the forms that were published against log
/// watchers, and those that this engine's own parts would mind most.
struct HostileLine {
  var name: String
  var format: SourceDeclaration.Format
  var line: [UInt8]

  /// What is read of one line at most; longer ones are cut where they are watched.
  private static let bytes = 64 * 1024 - 256

  private init(
    _ name: String, _ format: SourceDeclaration.Format, _ head: String, _ part: String,
    _ tail: String = "", bytes: Int = Self.bytes
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

  static let all: [HostileLine] = [
    .init("8 KiB of spaces", .syslog, login, " ", bytes: 8192),
    .init("spaces before nothing", .syslog, login + "Failed password for", " ", "x"),
    .init("names with from again and again", .syslog, login + "Failed password for ", "x from y "),
    .init(
      "addresses again and again", .syslog, login, "Failed password for a from 192.0.2.1 port 1 "),
    .init("invalid user without an end", .syslog, login + "Invalid user ", "from "),
    .init("quotes and semicolons", .syslog, "May 11 06:20:01 h sudo: ", "u : TTY=x ; PWD=/ ; "),
    .init("a packet of sources", .syslog, "May 11 06:20:01 h kernel: [UFW BLOCK] ", "SRC=1.2.3.4 "),
    .init(
      "structured data that never ends", .syslog, "<1>1 2026-05-11T06:20:01Z h a 1 m [x ",
      "a=\"\\]\" "),
    .init("64 KiB of %25", .combined, request, "%25", answer),
    .init("64 KiB of %2525", .combined, request + "?q=", "%2525", answer),
    .init("64 KiB of \\x", .combined, request, "\\x5c", answer),
    .init("quotes that never close", .combined, request + " HTTP/1.1\" 200 5 \"-\" \"", "\\\""),
    .init("brackets before a time", .combined, "192.0.2.1 - ", "[11/May/2026:06:20:01 +0000] "),
    .init("arrays in arrays", .json, "{\"a\":", "[", ""),
    .init("objects in objects", .json, "", "{\"a\":", ""),
    .init(
      "objects in objects, closed", .json, String(repeating: "{\"a\":", count: 9000) + "1", "}"),
    .init("commas", .json, "{\"a\":[", ",", "]}"),
    .init("numbers", .json, "{\"a\":[0", ",1", "]}"),
    .init("one name again and again", .json, "{\"b\":1", ",\"a\":1", "}"),
    .init(
      "a long name before many fields", .json,
      "{\"" + String(repeating: "n", count: 40_000) + "\":{\"a\":1", ",\"b\":2", "}}"),
    .init("backslashes", .json, "{\"CommandLine\":\"", "\\\\", "\"}"),
    .init("escapes by number", .json, "{\"CommandLine\":\"", "\\u0061", "\"}"),
    .init("escapes in a keyword's way", .json, "{\"a\":\"\\n\"", ",\"a\":\"\\\"\"", "}"),
    .init("letters that nearly match", .json, "{\"CommandLine\":\"", "powershel", "\"}"),
  ]

  /// Not of one place in the engine but of all rules at once: words that hundreds of them look for.
  static let words = HostileLine(
    "every rule's words", .json, "{\"CommandLine\":\"",
    "powershell -enc cmd.exe /c certutil -urlcache wget http:// whoami net user add ", "\"}")
}
