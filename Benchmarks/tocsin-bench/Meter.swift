import Glibc

/// What something took: CPU time, never the clock on the wall, which other programs share.
struct Cost {
  var seconds = 0.0
  var peakBytes = 0

  /// The cheapest run, with the highest memory of all.
  static func least(_ costs: [Cost]) -> Cost {
    var least = costs.min { $0.seconds < $1.seconds } ?? Cost()
    least.peakBytes = costs.map(\.peakBytes).max() ?? 0
    return least
  }

  /// Runs `body` in this process; `peakBytes` is the resident memory at its highest.
  static func measure(_ body: () throws -> Void) rethrows -> Cost {
    resetPeak()
    let start = cpuSeconds()
    try body()
    return Cost(seconds: cpuSeconds() - start, peakBytes: peak())
  }

  /// Runs a program to its end without its output; nil when it is not there or fails.
  static func measure(program: String, _ arguments: [String]) -> Cost? {
    guard unsafe access(program, X_OK) == 0 else { return nil }
    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map {
      unsafe strdup($0)
    }
    unsafe words.append(nil)
    defer { unsafe words.forEach { unsafe free($0) } }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for number in [STDOUT_FILENO, STDERR_FILENO] {
      unsafe posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_WRONLY, 0)
    }
    var child = pid_t()
    guard unsafe posix_spawn(&child, program, &actions, nil, words, environ) == 0 else {
      return nil
    }
    var (status, usage) = (Int32(0), rusage())
    while unsafe wait4(child, &status, 0, &usage) < 0, errno == EINTR {}
    // fail2ban-regex ends with 1 where no line matched; a signal or another number is a failure.
    guard status & 0x7f == 0, status >> 8 <= 1 else { return nil }
    return Cost(seconds: seconds(usage), peakBytes: usage.ru_maxrss * 1024)
  }

  private static func cpuSeconds() -> Double {
    var usage = rusage()
    unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
    return seconds(usage)
  }

  private static func seconds(_ usage: rusage) -> Double {
    Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1_000_000
  }

  /// Lets the kernel count the peak anew (proc(5), `clear_refs`).
  private static func resetPeak() {
    let file = unsafe open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = unsafe write(file, "5", 1)
    close(file)
  }

  private static func peak() -> Int { memory("VmHWM:") }

  /// A line of proc(5)'s `status`, such as `RssAnon:`, in bytes.
  static func memory(_ name: String) -> Int {
    guard let file = unsafe fopen("/proc/self/status", "r") else { return 0 }
    defer { unsafe fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while unsafe fgets(&line, 256, file) != nil {
      let text = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let words = String(decoding: text, as: UTF8.self).split { " \t\n".contains($0) }
      if words.first.map(String.init) == name, words.count > 1 {
        return (Int(words[1]) ?? 0) * 1024
      }
    }
    return 0
  }
}

struct BenchmarkError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
