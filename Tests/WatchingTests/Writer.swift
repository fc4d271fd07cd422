import Foundation

/// Writes numbered lines to a log and rotates it as logrotate does.
final class Writer {
  let path: String
  private(set) var count = 0
  private var file: Int32 = -1

  private let mode: Int32

  init(_ path: String, mode: Int32 = O_WRONLY | O_APPEND | O_CREAT) {
    self.path = path
    self.mode = mode
    reopen()
  }

  deinit { close(file) }

  func reopen() {
    if file >= 0 { close(file) }
    file = unsafe open(path, mode | O_CLOEXEC, 0o640)
  }

  func append(_ lines: Int) {
    var text = ""
    for _ in 0..<lines {
      count += 1
      let number = String(count)
      let zeros = String(repeating: "0", count: 6 - number.count)
      text += "line \(zeros)\(number) sshd[\(count % 977)]: Failed password for root\n"
    }
    append(text)
  }

  func append(_ text: String) { append(Array(text.utf8)) }

  func append(_ bytes: [UInt8]) {
    let written = unsafe write(file, bytes, bytes.count)
    precondition(written == bytes.count)
  }

  /// Shifts older generations up, renames the live file to `.1`, writes late lines to the old
  /// descriptor, and creates the live file anew.
  func rotate(late: Int = 10, compressing: Bool = false) {
    shift(compressing: compressing)
    moveFile(path, path + ".1")
    append(late)
    waitForTick()
    reopen()
  }

  /// Copies the live file to `.1` and empties it; the descriptor stays.
  func copyAndTruncate(compressing: Bool = false) throws {
    shift(compressing: compressing)
    // As logrotate does: the copy's times are its own.
    try Data(contentsOf: URL(fileURLWithPath: path)).write(to: URL(fileURLWithPath: path + ".1"))
    truncateFile(path)
    waitForTick()
  }

  private func shift(compressing: Bool) {
    for number in stride(from: 120, to: 0, by: -1) {
      moveFile("\(path).\(number)", "\(path).\(number + 1)")
      moveFile("\(path).\(number).gz", "\(path).\(number + 1).gz")
    }
    if compressing, FileManager.default.fileExists(atPath: path + ".2") { gzip(path + ".2") }
  }
}

/// Waits until the clock that dates files, which goes in steps, has come past this moment: no rotation
/// is quicker than that.
func waitForTick() {
  var (begun, dated) = (timespec(), timespec())
  unsafe clock_gettime(CLOCK_REALTIME, &begun)
  repeat {
    unsafe clock_gettime(CLOCK_REALTIME_COARSE, &dated)
    usleep(200)
  } while (dated.tv_sec, dated.tv_nsec) <= (begun.tv_sec, begun.tv_nsec)
}

func moveFile(_ from: String, _ to: String) { unsafe _ = rename(from, to) }
func truncateFile(_ path: String) { unsafe _ = truncate(path, 0) }
func removeFile(_ path: String) { unsafe _ = unlink(path) }
func makeLink(_ path: String, to target: String) { unsafe _ = symlink(target, path) }

func gzip(_ path: String) { run("/bin/gzip", ["-f", path]) }

@discardableResult
func run(_ program: String, _ arguments: [String]) -> Int32 {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  guard (try? process.run()) != nil else { return -1 }
  process.waitUntilExit()
  return process.terminationStatus
}

/// Numbers that changes of a random order are drawn from, the same in each run.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
