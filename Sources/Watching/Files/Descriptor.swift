import Glibc

/// An open file descriptor with one owner, closed when the owner lets go.
final class Descriptor: Sendable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { _ = close(number) }

  /// Reads at an offset, going on after interruptions; fewer bytes than asked for only at the end.
  func read(_ count: Int, at offset: Int64, into target: UnsafeMutableRawPointer)
    throws(SystemError) -> Int
  {
    var done = 0
    while done < count {
      let step = unsafe pread(number, target + done, count - done, off_t(offset) + off_t(done))
      if step == 0 { break }
      if step > 0 {
        done += step
      } else if errno != EINTR {
        throw SystemError(place: "descriptor \(number)", call: "read", code: errno)
      }
    }
    return done
  }

  /// The bytes at an offset; fewer than asked for at the end of the file, none after an error.
  func bytes(_ count: Int, at offset: Int64) -> [UInt8] {
    guard count > 0 else { return [] }
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { room, filled in
      guard let start = UnsafeMutableRawPointer(room.baseAddress) else { return }
      filled = unsafe (try? read(count, at: offset, into: start)) ?? 0
    }
  }
}
