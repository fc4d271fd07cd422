import FoundationEssentials
import Glibc
import Records

/// The line of a drill, filled in and sent the way its script says.
struct DrillLines {
  var script: DrillScript
  var nonce: String

  /// Twelve letters nobody can foresee, in the shape of a user's name.
  static func drawNonce() -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return "drill" + String((0..<12).map { _ in letters[Int.random(in: 0..<26)] })
  }

  func texts(at now: Instant) -> [String] {
    (1...script.lines).map { number in
      var text = script.line
      for (name, value) in [
        ("nonce", nonce), ("n", String(number)), ("now", now.rfc3339()),
        ("clf_now", Self.commonLogTime(now)), ("epoch", String(now.microseconds / 1_000_000)),
      ] {
        text = text.replacing("{{\(name)}}", with: value)
      }
      return text
    }
  }

  /// `11/May/2026:06:14:09 +0000`.
  private static func commonLogTime(_ now: Instant) -> String {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let text = now.rfc3339()
    let parts = text.prefix(10).split(separator: "-")
    let month = months[(Int(parts[1]) ?? 1) - 1]
    return "\(parts[2])/\(month)/\(parts[0]):\(text.dropFirst(11).prefix(8)) +0000"
  }

  /// Sends all of them; throws `DeskProblem` when it cannot.
  func send(to source: SourceDeclaration?, at now: Instant) throws {
    switch script.way {
    case .file: try append(texts(at: now), to: try path(of: source))
    case .syslog:
      for text in texts(at: now) { try log("<86>\(script.program ?? "tocsin"): \(text)") }
    }
  }

  private func path(of source: SourceDeclaration?) throws -> String {
    if let file = script.file { return file }
    let plain = source?.read.compactMap { place in
      if case .file(let path) = place, !path.contains(where: "*?[".contains) { path } else { nil }
    }.first
    guard let plain else {
      throw DeskProblem(
        "drill \"\(script.id)\" knows no file to write to", hint: "inject: {file: /var/log/…}")
    }
    return plain
  }

  /// One write, as a logger does it; the log must be there.
  private func append(_ lines: [String], to path: String) throws {
    let file = unsafe open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard file >= 0 else {
      throw DeskProblem(
        "cannot write to \(path): \(unsafe String(cString: strerror(errno)).lowercased())",
        hint: "a drill by file runs as somebody who may write the log; via: syslog needs no right")
    }
    defer { close(file) }
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    let written = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.write(file, $0.baseAddress, $0.count)
    }
    if written != bytes.count { throw DeskProblem("\(path) took only part of the line") }
  }

  /// One datagram to the system's log.
  private func log(_ text: String) throws {
    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    guard socket >= 0 else { throw DeskProblem("no socket for the system's log") }
    defer { close(socket) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { space in
      unsafe space.copyBytes(from: Array("/dev/log".utf8))
    }
    let bytes = Array(text.utf8)
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let sent = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bytes.withUnsafeBytes {
          unsafe sendto(socket, $0.baseAddress, $0.count, 0, address, size)
        }
      }
    }
    if sent != bytes.count {
      throw DeskProblem(
        "the system's log at /dev/log takes nothing", hint: "is journald or rsyslogd running?")
    }
  }
}
