package import Foundation
import Glibc

/// A program that a test started: its output is kept in files, and it ends with the test.
///
/// Started with `posix_spawn` and waited for by `waitpid`, because a test wants to send it any
/// signal, at any moment, and to know its real ending.
package final class Program: Sendable {
  package let pid: Int32
  private let folder: TemporaryFolder
  private let ending = Locked<Ending?>(nil)

  /// How a program ended: with a status, or by a signal.
  package enum Ending: Sendable, Equatable {
    case exit(Int32)
    case signal(Int32)
  }

  package struct NotStarted: Error {
    package var path: String
    package var number: Int32
  }

  /// `input` is its standard input, which then ends; the environment is this process's with
  /// `environment` on top.
  package init(
    _ path: String, _ arguments: [String], input: Data = Data(), in directory: String? = nil,
    environment: [String: String] = [:]
  ) throws {
    folder = try TemporaryFolder()
    try input.write(to: URL(fileURLWithPath: folder.file("in")))
    let all = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // `env` becomes the program, so that the process is the one that was asked for.
    let place = directory.map { ["/usr/bin/env", "--chdir=" + $0] } ?? []
    pid = try Self.spawn(place + [path] + arguments, all.map { $0 + "=" + $1 }, folder)
  }

  deinit {
    if running { stop(by: SIGKILL) }
  }

  private static func spawn(
    _ arguments: [String], _ environment: [String], _ folder: TemporaryFolder
  ) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    let written = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
    unsafe posix_spawn_file_actions_addopen(&actions, 0, folder.file("in"), O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, folder.file("out"), written, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, folder.file("err"), written, 0o600)
    var pid = pid_t()
    let words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let variables = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer { unsafe (words + variables).forEach { unsafe free($0) } }
    let number = unsafe posix_spawnp(&pid, arguments[0], &actions, nil, words, variables)
    guard number == 0 else { throw NotStarted(path: arguments[0], number: number) }
    return pid
  }

  /// What it wrote to standard output so far, byte by byte.
  package var outputBytes: Data { bytes("out") }
  package var errorBytes: Data { bytes("err") }
  package var output: String { String(decoding: outputBytes, as: UTF8.self) }
  package var errors: String { String(decoding: errorBytes, as: UTF8.self) }

  private func bytes(_ name: String) -> Data {
    (try? Data(contentsOf: URL(fileURLWithPath: folder.file(name)))) ?? Data()
  }

  package var running: Bool { look(WNOHANG) == nil }

  package func signal(_ number: Int32) { if running { kill(pid, number) } }

  /// How it ended; nil when it still runs after `seconds`.
  package func end(within seconds: Double = 60) -> Ending? {
    _ = eventually(within: seconds) { !running }
    return ending.value
  }

  /// Sends a signal and waits for the end; kills it when it does not come.
  @discardableResult
  package func stop(by number: Int32 = SIGTERM, within seconds: Double = 30) -> Ending? {
    signal(number)
    if let ending = end(within: seconds) { return ending }
    signal(SIGKILL)
    _ = look(0)
    return nil
  }

  private func look(_ options: Int32) -> Ending? {
    ending.change { known in
      if let known { return known }
      var status: Int32 = 0
      guard unsafe waitpid(pid, &status, options) == pid else { return nil }
      let byTerm = status & 0x7f
      known = byTerm == 0 ? .exit((status >> 8) & 0xff) : .signal(byTerm)
      return known
    }
  }
}

/// A value that several threads of a test share.
package final class Locked<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var kept: Value

  package init(_ value: Value) { kept = value }

  package var value: Value { change { $0 } }

  package func change<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&kept)
  }
}
