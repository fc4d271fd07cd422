import Foundation
import Records
import Watching

let testKey: (UInt64, UInt64) = (0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908)

func clock() -> Instant { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }

/// A file watcher with what it handed on, which can be killed after any chunk and started again.
final class Reader {
  struct Line: Equatable {
    var source: String
    var path: String?
    var number: Int
    var bytes: [UInt8]
    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  var sources: [WatchedFiles]
  var waits: WatchWaits
  var calls = WatchCalls()
  var lines: [Line] = []
  var happenings: [Happening] = []
  /// What a database would hold, by source and file.
  var positions: [String: ReadPosition] = [:]
  /// Lines and positions after each chunk.
  private(set) var commits: [(lines: Int, positions: [String: ReadPosition])] = []
  private(set) var watcher: FileWatcher?

  init(_ sources: [WatchedFiles]) {
    self.sources = sources
    waits = WatchWaits()
    waits.rotated = .milliseconds(60)
    waits.reconcile = .milliseconds(100)
    waits.poll = .milliseconds(20)
  }

  convenience init(_ pattern: String, from: SourceDeclaration.From = .start) {
    self.init([WatchedFiles(source: "log", patterns: [pattern], from: from)])
  }

  func start() throws {
    watcher = try FileWatcher(
      sources: sources, positions: Array(positions.values), hashKey: testKey, waits: waits,
      calls: calls, now: clock, report: { [unowned self] in happenings.append($0) })
  }

  func stop() { watcher = nil }

  /// Forgets everything after a chunk that was kept, as a kill does; `back` chunks before the last.
  ///
  /// It never goes back behind the source's first start: from then on nothing may be lost.
  func kill(back: Int = 0) {
    stop()
    let started = commits.firstIndex { $0.positions["log/source"] != nil } ?? commits.count - 1
    let kept = max(started, commits.count - 1 - back)
    guard commits.indices.contains(kept) else { return }
    commits = Array(commits[...kept])
    lines = Array(lines.prefix(commits[kept].lines))
    positions = commits[kept].positions
  }

  /// Takes chunks until nothing comes at once.
  func drain() throws {
    while try take(.zero) == .chunk {}
  }

  /// Takes at most so many chunks.
  func drain(atMost count: Int) throws {
    for _ in 0..<count where try take(.zero) != .chunk { return }
  }

  func wait(seconds: Double = 20, until isDone: () -> Bool) throws -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while !isDone() {
      if Date() > end { return false }
      _ = try take(.milliseconds(20))
    }
    return true
  }

  func take(_ wait: Duration) throws -> WatchOutcome {
    guard let watcher else { return .ended }
    return try watcher.withNextChunk(waitingAtMost: wait) { chunk in
      absorb(chunk)
    }
  }

  private func absorb(_ chunk: borrowing Chunk) {
    let count = unsafe chunk.lines.count
    for at in 0..<count {
      let line = unsafe chunk.lines[at]
      let bytes = unsafe Array(chunk.bytes[Int(line.start)..<Int(line.end)])
      lines.append(
        Line(
          source: chunk.source, path: chunk.path,
          number: chunk.firstLine == 0 ? 0 : chunk.firstLine + at, bytes: bytes))
    }
    let key = chunk.end.source + "/" + chunk.end.file
    positions[key] = chunk.end.isFinished ? nil : chunk.end
    commits.append((lines.count, positions))
  }

  /// The numbers in lines as `Writer` writes them, in the order they came.
  var numbers: [Int] {
    lines.compactMap { line in
      line.text.hasPrefix("line ") ? Int(line.text.dropFirst(5).prefix(6)) : nil
    }
  }

  func happened(_ action: Happening.Action) -> Int { happenings.count { $0.action == action } }
}
