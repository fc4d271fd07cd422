import Foundation
import Testing
import TestKit

/// `tocsin scan --jobs`: several threads find what one finds, in the same order and to the byte.
@Suite struct ParallelScanTests {
  private static let places = [
    "--config", Checkout.folder + "/config", "--rules", Checkout.folder + "/rules",
  ]

  private static func scan(_ arguments: [String], in folder: TemporaryFolder) throws -> Outcome {
    let state = ["--state", folder.file("state")]
    let program = try Program(
      try Checkout.program.get(), ["scan"] + arguments + places + state, in: folder.path,
      environment: ["TZ": "UTC"])
    return Outcome(program: program, ending: program.end(within: 240))
  }

  /// One log cut into files, so that attacks go on from one file into the next; every address has
  /// its own pace.
  private static func logs(_ count: Int, linesEach: Int, in folder: TemporaryFolder) throws
    -> [String]
  {
    var random = UInt64(42)
    func below(_ bound: Int) -> Int {
      random ^= random << 13
      random ^= random >> 7
      random ^= random << 17
      return Int(random >> 11) % bound
    }
    var (paths, second): ([String], Int) = ([], 0)
    for file in 0..<count {
      var lines: [String] = []
      for _ in 0..<linesEach {
        second += below(3)
        let time = String(
          format: "2026-05-11T%02d:%02d:%02d.%06d+00:00", 6 + second / 3600, second / 60 % 60,
          second % 60, below(1_000_000))
        lines.append(time + " web1 " + message(below))
      }
      paths.append(
        try folder.write(lines.joined(separator: "\n") + "\n", to: "auth.log.\(count - file)"))
    }
    return paths
  }

  private static func message(_ below: (Int) -> Int) -> String {
    let address = "198.51.100.\(below(40))"
    switch below(12) {
    case 0...5: return "sshd[\(below(900))]: Failed password for root from \(address) port 1 ssh2"
    case 6:
      return "sshd[\(below(900))]: Accepted password for mira from \(address) port 2 ssh2"
    case 7:
      return "sshd[7]: error: maximum authentication attempts exceeded for root from \(address) "
        + "port 3 ssh2 [preauth]"
    case 8: return "sudo:     mira : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/true"
    default: return "CRON[\(below(900))]: pam_unix(cron:session): session closed for user root"
    }
  }

  @Test func fourThreadsFindWhatOneFinds() throws {
    let folder = try TemporaryFolder()
    var paths = try Self.logs(7, linesEach: 3000, in: folder)
    #expect(try Program("/usr/bin/gzip", [paths[2]]).end() == .exit(0))
    paths[2] += ".gz"
    // What cannot be read stands between them, and one file is empty.
    paths.insert(folder.file("missing.log"), at: 4)
    paths.insert(try folder.write("", to: "empty.log"), at: 1)
    for flags in [["--json"], [], ["--json", "--hits"]] {
      let one = try Self.scan(paths + flags + ["--jobs", "1"], in: folder)
      #expect(one.status == 2, "\(one.errors)")
      let windows = one.output.split(separator: "\n").filter {
        $0.contains("Many wrong SSH passwords")
      }
      #expect(windows.count > 50, "too little was found to compare: \(windows.count)")
      for jobs in ["2", "4", "16"] {
        let several = try Self.scan(paths + flags + ["--jobs", jobs], in: folder)
        #expect(several.status == 2)
        #expect(several.output == one.output, "\(flags), \(jobs) jobs")
        #expect(several.errors == one.errors, "\(flags), \(jobs) jobs")
      }
    }
  }

  /// Events of several lines are heard while their file is read, so its thread waits for those before.
  @Test func filesWhoseLinesAreJoinedWaitForTheirTurn() throws {
    let folder = try TemporaryFolder()
    let logs = try Self.logs(6, linesEach: 400, in: folder)
    var paths: [String] = []
    for (number, log) in logs.enumerated() {
      paths.append(log)
      guard number != 2 else { continue }
      let events = (0..<300).map { Self.auditEvent(second: number * 300 + $0) }
      paths.append(try folder.write(events.joined(), to: "audit.log.\(number)"))
    }
    let one = try Self.scan(paths + ["--json", "--jobs", "1"], in: folder)
    #expect(one.status == 1, "\(one.errors)")
    #expect(one.output.contains("/audit.log.5"), "no event was found: \(one.output.suffix(400))")
    for jobs in ["2", "3", "11"] {
      for _ in 0..<3 {
        let several = try Self.scan(paths + ["--json", "--jobs", jobs], in: folder)
        #expect(several.status == 1 && several.output == one.output, "\(jobs) jobs")
      }
    }
  }

  /// A file made in `/etc/pam.d`, as auditd writes it.
  private static func auditEvent(second: Int) -> String {
    let event = "msg=audit(\(1_778_480_400 + second).101:\(second + 1)):"
    return """
      type=SYSCALL \(event) arch=c000003e syscall=257 success=yes exit=3 items=2 ppid=911 \
      pid=\(7000 + second) auid=1001 uid=0 euid=0 ses=7 comm="sed" exe="/usr/bin/sed" key="pam"
      type=CWD \(event) cwd="/root"
      type=PATH \(event) item=0 name="/etc/pam.d/" inode=12 nametype=PARENT
      type=PATH \(event) item=1 name="/etc/pam.d/common-auth" inode=13 nametype=CREATE
      type=PROCTITLE \(event) proctitle="sed"

      """
  }

  @Test func statisticsNameTheRulesThatCost() throws {
    let folder = try TemporaryFolder()
    let paths = try Self.logs(3, linesEach: 500, in: folder)
    let one = try Self.scan(paths + ["--json", "--stats", "--jobs", "1"], in: folder)
    let several = try Self.scan(paths + ["--json", "--stats", "--jobs", "3"], in: folder)
    var rows: [[[Int?]]] = []
    for outcome in [one, several] {
      let last = try #require(JSON.lines(outcome.output).last)
      let statistics = last["statistics"]
      #expect(statistics["lines"].int == 1500 && statistics["files"].int == 3, "\(last)")
      let rules = statistics["rules"].list.sorted {
        ($0["name"].text ?? "") < ($1["name"].text ?? "")
      }
      let times = statistics["rules"].list.compactMap { $0["nanoseconds"].int }
      #expect(!rules.isEmpty && times == times.sorted(by: >), "\(last)")
      let hits = rules.compactMap { $0["hits"].int }.reduce(0, +)
      #expect(hits == statistics["matches"].int, "\(last)")
      rows.append(rules.map { [$0["candidates"].int, $0["hits"].int, $0["work"].int] })
    }
    // Everything but time is the same, however many threads there are.
    #expect(rows[0] == rows[1])
    let text = try Self.scan(paths + ["--stats"], in: folder)
    #expect(text.output.contains("CANDIDATES"), "\(text)")
    let without = try Self.scan(paths, in: folder)
    #expect(!without.output.contains("CANDIDATES"), "\(without)")
  }

  @Test func jobsThatAreNoNumberAreRefused() throws {
    let folder = try TemporaryFolder()
    for jobs in ["0", "many"] {
      let outcome = try Self.scan(["--jobs", jobs, "x.log"], in: folder)
      #expect(outcome.status == 64, "\(outcome)")
    }
  }
}
