import Glibc

/// Several files by `tocsin scan` with one thread and with two.
///
/// The only figures by the clock on the wall, since that is what a second core is for; CPU time
/// stands beside them. On a shared machine two threads get what is left of two cores: what that was
/// in the same minute show two programs with half of the files each.
struct CoreComparison {
  private static let files = 8

  let lines: Int
  let folder: String
  let runs: Int

  private struct Taken {
    var wall = Double.infinity
    var cpu = Double.infinity

    mutating func keepLeast(_ other: Taken) {
      (wall, cpu) = (min(wall, other.wall), min(cpu, other.cpu))
    }
  }

  func run() throws {
    let each = max(1, lines / Self.files)
    var paths: [String] = []
    defer { for path in paths { unsafe unlink(path) } }
    for number in 0..<Self.files {
      let path = folder + "/cores.\(number).log"
      paths.append(path)
      _ = try GeneratedLog(kind: .attacks, form: .traditional, lines: each).write(to: path)
    }
    let empty = folder + "/cores.empty.log"
    defer { unsafe unlink(empty) }
    guard let file = unsafe fopen(empty, "w") else { throw BenchmarkError("no file in \(folder)") }
    unsafe fclose(file)
    print("cores: \(Self.files) files of \(each) attack lines, tocsin scan --json")
    let (first, second) = (paths.prefix(Self.files / 2), paths.suffix(Self.files / 2))
    var (start, one, two, apart) = (Taken(), Taken(), Taken(), Taken())
    for _ in 0..<runs {
      start.keepLeast(try taken(scan([empty], jobs: 1, status: 0)))
      one.keepLeast(try taken(scan(paths, jobs: 1)))
      two.keepLeast(try taken(scan(paths, jobs: 2)))
      apart.keepLeast(
        try taken(
          "(\(scan(Array(first), jobs: 1))) & (\(scan(Array(second), jobs: 1))) & wait"))
    }
    show("starting (no lines)", start)
    show("one thread", one)
    show("two threads", two)
    show("two programs, half each", apart)
    let (alone, together) = (one.wall - start.wall, two.wall - start.wall)
    let ratio = alone / together
    print(
      "  \(Column.decimal(ratio, 2)) times one core without the start (reach 1.8): "
        + (ratio >= 1.8 ? "reached" : "MISSED"))
    print(
      "  \(Column.decimal(one.wall / two.wall, 2)) times with the start; two programs "
        + "\(Column.decimal(alone / (apart.wall - start.wall), 2)) times without it")
    print("")
  }

  /// The command, which must end as said: 1 is "something was found".
  private func scan(_ paths: [String], jobs: Int, status: Int = 1) -> String {
    let places = "--config config --rules rules --state \(folder)/none"
    return
      "'\(Self.program)' scan --json --jobs \(jobs) \(places) \(paths.joined(separator: " ")); "
      + "test $? -eq \(status)"
  }

  private func taken(_ command: String) throws -> Taken {
    let before = Self.now
    guard let cost = Cost.measure(program: "/bin/sh", ["-c", command + " || kill -9 $$"]) else {
      throw BenchmarkError("\(Self.program) did not find what it must; is it built?")
    }
    return Taken(wall: Self.now - before, cpu: cost.seconds)
  }

  private func show(_ what: String, _ taken: Taken) {
    print(
      Column.text("  " + what, 34), Column.number(Column.decimal(taken.wall, 3), 9), "s wall",
      Column.number(Column.decimal(taken.cpu, 3), 9), "s CPU")
  }

  private static var now: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The program beside this one.
  private static var program: String {
    var path = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink("/proc/self/exe", &path, path.count - 1)
    let own = String(
      decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return own.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/") + "/tocsin"
  }
}
