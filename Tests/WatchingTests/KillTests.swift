import Foundation
import Records
import TestKit
import Testing
import Watching

/// Rotation in every way and order, while the reader is killed and started again from what it had
/// kept: each numbered line arrives once.
@Suite struct KillTests {
  /// What may happen between two looks; drawn by lot, the same in each run.
  private enum Deed: String, CaseIterable {
    case write, writeMuch, rename, renameOften, compress, readAll, readSome, restart, kill,
      killBack, wait
  }

  @Test(arguments: 1...14) func renamed(seed: Int) throws {
    try run(seed: seed) { writer, dice in
      writer.rotate(
        late: Int.random(in: 0...12, using: &dice), compressing: Bool.random(using: &dice))
    }
  }

  @Test(arguments: 41...52) func copiedAndTruncated(seed: Int) throws {
    try run(seed: seed) { writer, dice in
      try writer.copyAndTruncate(compressing: Bool.random(using: &dice))
      // So that no two generations are of one tick of the clock and one inode.
      writer.append(1)
    }
  }

  @Test(arguments: 71...78) func dated(seed: Int) throws {
    var day = 0
    try run(seed: seed) { writer, dice in
      day += 1
      let name = "\(writer.path)-202606\(day < 10 ? "0" : "")\(day)"
      moveFile(writer.path, name)
      writer.append(Int.random(in: 0...5, using: &dice))
      waitForTick()
      writer.reopen()
      if Bool.random(using: &dice) { gzip(name) }
    }
  }

  private func run(
    seed: Int, rotate: (Writer, inout Dice) throws -> Void
  ) throws {
    var dice = Dice(seed)
    let folder = try TemporaryFolder()
    let writer = Writer(folder.file("app.log"))
    let reader = Reader(folder.file("app.log"))
    reader.waits.rotated = .milliseconds(5)
    reader.waits.reconcile = .milliseconds(10)
    writer.append(Int.random(in: 1...100, using: &dice))
    try reader.start()
    waitForTick()
    try reader.drain()
    var story: [Deed] = []
    for _ in 0..<30 {
      guard let deed = Deed.allCases.randomElement(using: &dice) else { continue }
      story.append(deed)
      switch deed {
      case .write: writer.append(Int.random(in: 1...50, using: &dice))
      case .writeMuch: writer.append(Int.random(in: 500...9000, using: &dice))
      case .rename: try rotate(writer, &dice)
      case .renameOften:
        for _ in 0..<Int.random(in: 1...3, using: &dice) {
          writer.append(Int.random(in: 1...14, using: &dice))
          try rotate(writer, &dice)
        }
      case .compress:
        for at in 2...4 where isThere(writer.path + ".\(at)") { gzip(writer.path + ".\(at)") }
      case .readAll: try reader.drain()
      case .readSome: try reader.drain(atMost: Int.random(in: 1...3, using: &dice))
      case .restart:
        reader.stop()
        try reader.start()
      case .kill:
        reader.kill()
        try reader.start()
      case .killBack:
        reader.kill(back: Int.random(in: 0...3, using: &dice))
        try reader.start()
      case .wait: for _ in 0..<3 { _ = try reader.take(.milliseconds(6)) }
      }
    }
    writer.append(10)
    let done = try reader.wait(seconds: 30) { reader.numbers.count >= writer.count }
    for _ in 0..<10 { _ = try reader.take(.milliseconds(6)) }
    #expect(done)
    let counts = Dictionary(reader.numbers.map { ($0, 1) }, uniquingKeysWith: +)
    let missing = (1...writer.count).filter { counts[$0] == nil }
    let twice = counts.filter { $0.value > 1 }.keys.sorted()
    #expect(
      missing.isEmpty && twice.isEmpty,
      "lost \(missing.count) from \(missing.first ?? 0), twice \(twice.count) from \(twice.first ?? 0), after \(story.map(\.rawValue)) \(reader.happenings.map(\.detail))"
    )
  }

  private func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
