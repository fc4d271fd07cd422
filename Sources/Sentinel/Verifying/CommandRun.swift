import CLinux
import Glibc
import Records

/// One command of the configuration, run without a shell and held short.
///
/// It gets an argument vector, two variables of environment, no input, and a process group of its
/// own that is killed whole: when its time is up, when it writes more than is read, and when it
/// has ended and left children behind. A child that left the group (`setsid`) is not found.
struct CommandRun {
  enum Ending: Equatable {
    case exit(Int)
    case signal(Int)
    /// It ran longer than it may.
    case timedOut
    /// It wrote more than `TestReport.outputMax`.
    case flooded
    /// Whoever asked for it stops, and waits for no answer.
    case brokenOff
    /// It was not started.
    case refused(String)
  }

  var ending: Ending
  /// What it wrote to standard output; standard error goes nowhere.
  var output: [UInt8] = []

  /// `isStopping` is asked every 20 ms while it runs.
  static func run(
    _ command: [String], within timeout: Duration, isStopping: () -> Bool = { false }
  ) -> CommandRun {
    guard let program = command.first else { return .init(ending: .refused("it is empty")) }
    if let why = TrustedPath.whyNot(program) { return .init(ending: .refused(why)) }
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return .init(ending: .refused("no pipe: \(errno)")) }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (child, code) = spawn(command, output: ends[1])
    close(ends[1])
    guard code == 0 else {
      return .init(ending: .refused(unsafe String(cString: strerror(code)).lowercased()))
    }
    return watch(child, ends[0], until: ContinuousClock.now + timeout, isStopping)
  }

  /// Starts it in a group of its own, with signals as they are by default.
  private static func spawn(_ command: [String], output: Int32) -> (pid_t, Int32) {
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var (all, none) = (sigset_t(), sigset_t())
    unsafe sigfillset(&all)
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    var child: pid_t = 0
    let code = unsafe withCStrings(command) { arguments in
      unsafe withCStrings(["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"]) { environment in
        guard let program = unsafe arguments[0] else { return EINVAL }
        return unsafe posix_spawn(
          &child, program, &actions, &attributes, arguments, environment)
      }
    }
    return (child, code)
  }

  private static func watch(
    _ child: pid_t, _ pipe: Int32, until end: ContinuousClock.Instant, _ isStopping: () -> Bool
  ) -> CommandRun {
    var output: [UInt8] = []
    var forced: Ending?
    var status: Int32?
    while forced == nil {
      if status == nil { status = reaped(child) }
      let isOpen = read(pipe, into: &output, waitingAtMost: status == nil ? 20 : 0)
      if output.count > TestReport.outputMax { forced = .flooded }
      // What a child of its own holds open after its end is not waited for.
      if status != nil { break }
      if ContinuousClock.now >= end { forced = .timedOut }
      if isStopping() { forced = .brokenOff }
      if !isOpen { usleep(5_000) }
    }
    kill(-child, SIGKILL)
    if status == nil {
      var last: Int32 = 0
      unsafe waitpid(child, &last, 0)
      status = last
    }
    let kept = Array(output.prefix(TestReport.outputMax))
    return CommandRun(ending: forced ?? ending(of: status ?? 0), output: kept)
  }

  /// The status of a child that has ended; nil while it runs.
  private static func reaped(_ child: pid_t) -> Int32? {
    var status: Int32 = 0
    return unsafe waitpid(child, &status, WNOHANG) == child ? status : nil
  }

  /// Reads what is there; false at the end of the pipe.
  private static func read(
    _ pipe: Int32, into output: inout [UInt8], waitingAtMost milliseconds: Int32
  ) -> Bool {
    var wait = milliseconds
    while output.count <= TestReport.outputMax {
      var asked = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&asked, 1, wait) > 0 else { return true }
      let buffer = unsafe [UInt8](unsafeUninitializedCapacity: 16 << 10) { space, count in
        count = unsafe max(0, Glibc.read(pipe, space.baseAddress, space.count))
      }
      if buffer.isEmpty { return false }
      output += buffer
      wait = 0
    }
    return true
  }

  /// wait(2): the low seven bits are the signal, the next byte the exit status.
  private static func ending(of status: Int32) -> Ending {
    let signal = Int(status & 0x7f)
    return signal == 0 ? .exit(Int(status >> 8 & 0xff)) : .signal(signal)
  }
}

/// Lends C strings, ended by a null pointer.
private func withCStrings<Result>(
  _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let strings = unsafe texts.map { unsafe strdup($0) } + [nil]
  defer { unsafe strings.forEach { unsafe free($0) } }
  return unsafe body(strings)
}
