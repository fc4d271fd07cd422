import Foundation
import Storage
import Testing
import TestKit

@Suite struct LockTests {
  @Test func oneSentinelHoldsAFolder() throws {
    let folder = try TemporaryFolder()
    #expect(!StateLock.isHeld(folder: folder.path))
    var lock: StateLock? = try StateLock(folder: folder.path)
    #expect(lock != nil)
    #expect(StateLock.isHeld(folder: folder.path))
    #expect(StateLock.holder(folder: folder.path) == getpid())
    let error = #expect(throws: StorageError.self) { try StateLock(folder: folder.path) }
    #expect(error?.code == .held)
    #expect(error?.holder == getpid())
    #expect(error?.description.contains("kill \(getpid())") == true)
    lock = nil
    #expect(!StateLock.isHeld(folder: folder.path))
    #expect(StateLock.holder(folder: folder.path) == nil)
    _ = try StateLock(folder: folder.path)
  }

  @Test func aLockFileOfTheDeadHoldsNobodyOut() throws {
    let folder = try TemporaryFolder()
    try folder.write("4194304\nand more than a number", to: "lock")
    #expect(!StateLock.isHeld(folder: folder.path))
    _ = try StateLock(folder: folder.path)
  }

  @Test func lookingNeverKeepsASentinelOut() async throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "lock")
    let path = folder.path
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for _ in 0..<2000 { _ = StateLock.isHeld(folder: path) } }
      group.addTask {
        for _ in 0..<200 {
          #expect(throws: Never.self) { _ = try StateLock(folder: path) }
        }
      }
    }
  }
}
