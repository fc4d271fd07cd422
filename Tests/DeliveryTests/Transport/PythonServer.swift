import Foundation
import Synchronization
import TestKit

/// A real server on loopback: a Python script that a test starts and that ends with it.
///
/// The script prints one line with its port, writes what it saw as JSON lines to a file, and ends
/// when its standard input does: also when the test process dies.
final class PythonServer: Sendable {
  let port: Int
  let log: String
  private let folder: TemporaryFolder
  private let stop: @Sendable () -> Void

  struct NotStarted: Error {}

  init(script: String, arguments: [String] = []) throws {
    folder = try TemporaryFolder()
    log = folder.file("log")
    let file = try folder.write(script, to: "server.py")
    try folder.write("", to: "log")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = [file, log] + arguments
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    // What a server thinks of a refused handshake is no news.
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      process.terminate()
      throw NotStarted()
    }
    self.port = port
    stop = {
      try? input.fileHandleForWriting.close()
      process.terminate()
      process.waitUntilExit()
    }
  }

  deinit { stop() }

  /// What the server saw so far, one dictionary for each thing.
  func seen() -> [[String: Any]] {
    let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    }
  }

  /// The same, of one path or one kind.
  func seen(_ name: String, _ value: String) -> [[String: Any]] {
    seen().filter { $0[name] as? String == value }
  }
}

/// A value that another thread hands over.
final class Handed<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])

  func take(_ value: Value) { values.withLock { $0.append(value) } }

  var all: [Value] { values.withLock { $0 } }

  /// The first one, waited for; nil when it does not come.
  func first(within seconds: Double = 30) -> Value? {
    _ = eventually(within: seconds) { !all.isEmpty }
    return all.first
  }

  func count(_ wanted: Int, within seconds: Double = 60) -> Bool {
    eventually(within: seconds) { all.count >= wanted }
  }
}

/// A certificate authority of the test's own and a certificate it signed, made by `openssl`.
struct TestAuthority {
  let folder: TemporaryFolder
  /// The authority's certificate.
  var authority: String { folder.file("ca.pem") }
  /// A certificate and key for `127.0.0.1`, `localhost` and `hook.example.test`.
  var certificate: String { folder.file("server.pem") }
  var key: String { folder.file("server.key") }

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "subjectAltName=DNS:localhost,DNS:hook.example.test,IP:127.0.0.1\n", to: "names")
    try openssl(
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
      "-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=Test authority")
    try openssl(
      "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
      "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    try openssl(
      "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
      "-out", "server.pem", "-days", "30", "-extfile", "names")
  }

  struct Failed: Error { var arguments: [String] }

  private func openssl(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(arguments: arguments) }
  }

  /// Made once for all tests.
  static let one = Result { try TestAuthority() }
  /// Another one, which signed nothing that anybody serves.
  static let stranger = Result { try TestAuthority() }
}
