import Glibc

/// The right to be the sentinel of a state folder, held until its owner goes away.
///
/// A write lock on `folder/lock` of the kind that belongs to the open file (fcntl(2), "open file
/// description locks"): the kernel lets go of it however the process ends, and unlike flock(2) it
/// can be asked about without being taken, so that a command looking never keeps a sentinel out.
/// The file holds the holder's process id for people to read; it stays when the lock goes.
package final class StateLock: Sendable {
  private let file: Int32

  /// Takes the lock, making the folder where it is missing.
  ///
  /// Throws `held` with the process id of the other sentinel, `denied` or `folder`.
  package init(folder: String) throws {
    try StateFolder.prepare(folder)
    let path = folder + "/lock"
    let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw StateFolder.failure("open", path) }
    guard Self.set(F_WRLCK, on: file) else {
      let number = errno
      defer { close(file) }
      guard number == EAGAIN || number == EACCES else { throw StateFolder.failure("lock", path) }
      throw Self.held(path, by: Self.holder(file))
    }
    self.file = file
    let text = Array("\(getpid())\n".utf8)
    ftruncate(file, 0)
    _ = unsafe text.withUnsafeBytes { unsafe pwrite(file, $0.baseAddress, $0.count, 0) }
  }

  /// Unlocks before it closes: a child that is being started may hold a copy of the descriptor
  /// until its `exec`.
  deinit {
    _ = Self.set(F_UNLCK, on: file)
    close(file)
  }

  /// Whether a sentinel runs on the folder.
  package static func isHeld(folder: String) -> Bool {
    let file = unsafe open(folder + "/lock", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var asked = wholeFile(F_WRLCK)
    let worked = unsafe fcntl(file, getLock, &asked)
    return worked == 0 && asked.l_type != Int16(F_UNLCK)
  }

  /// The process id of the sentinel that runs on the folder; nil when none does, or it cannot be
  /// read.
  package static func holder(folder: String) -> Int32? {
    guard isHeld(folder: folder) else { return nil }
    let file = unsafe open(folder + "/lock", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return holder(file)
  }

  /// F_OFD_GETLK and F_OFD_SETLK of <fcntl.h>, which need _GNU_SOURCE.
  private static let getLock: Int32 = 36
  private static let setLock: Int32 = 37

  private static func set(_ type: Int32, on file: Int32) -> Bool {
    var wanted = wholeFile(type)
    return unsafe fcntl(file, setLock, &wanted) == 0
  }

  private static func wholeFile(_ type: Int32) -> flock {
    var lock = flock()
    lock.l_type = Int16(type)
    lock.l_whence = Int16(SEEK_SET)
    return lock
  }

  private static func holder(_ file: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe pread(file, $0.baseAddress, $0.count, 0)
    }
    let digits = bytes.prefix(max(0, count)).prefix { (48...57).contains($0) }
    return Int32(String(decoding: digits, as: UTF8.self))
  }

  private static func held(_ path: String, by holder: Int32?) -> StorageError {
    let who = holder.map { "process \($0)" } ?? "another process"
    return StorageError(
      code: .held, path: path, clause: "a sentinel runs on this folder already (\(who))",
      hint: holder.map { "stop it with 'kill \($0)', or choose another folder with --state" },
      holder: holder)
  }
}
