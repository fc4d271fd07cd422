import Foundation
import Glibc

/// A real server on loopback, written in Python, that a test starts and that ends with it.
///
/// The script gets the path of its log as first argument, writes its port to `port` beside it, and
/// what it saw as JSON lines to the log. `/usr/bin/python3` is Debian's, which has aiosmtpd.
package final class LoopbackServer: Sendable {
  package let port: Int
  package let folder: TemporaryFolder
  private let program: Program

  package struct NotStarted: Error { package var errors: String }

  package init(script: String, arguments: [String] = []) throws {
    folder = try TemporaryFolder()
    let file = try folder.write(script, to: "server.py")
    try folder.write("", to: "log")
    let started = try Program("/usr/bin/python3", [file, folder.file("log")] + arguments)
    program = started
    let portFile = folder.file("port")
    let number = { Int((try? String(contentsOfFile: portFile, encoding: .utf8)) ?? "") }
    _ = eventually { number() != nil || !started.running }
    guard let port = number() else { throw NotStarted(errors: started.errors) }
    self.port = port
  }

  deinit { program.stop(by: SIGKILL) }

  /// What the server saw so far, one value for each thing.
  package var seen: [JSON] {
    JSON.lines((try? String(contentsOfFile: folder.file("log"), encoding: .utf8)) ?? "")
  }
}
