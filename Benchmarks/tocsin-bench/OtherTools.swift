import Glibc

/// Other log watchers over a part of the same log, where they are installed.
///
/// They take minutes for a million lines, so they are given the first fifty thousand; what they do
/// a line does not depend on how many lines there are, apart from their start, which is taken off.
struct OtherTools {
  /// Lines given to each.
  static let linesMax = 50_000

  /// The part's path, and an empty file's, whose cost is that of starting.
  let part: String
  let empty: String
  let lines: Int
  let folder: String

  /// Copies the first lines of `log` into `folder`.
  init(log: String, folder: String, lines: Int) throws {
    self.folder = folder
    self.lines = min(lines, Self.linesMax)
    (part, empty) = (folder + "/part.log", folder + "/empty.log")
    _ = try GeneratedLog(kind: .attacks, form: .traditional, lines: self.lines).write(to: part)
    try Self.write("", to: empty)
  }

  /// As delivered, with its filter for sshd.
  func fail2banRegex(runs: Int) -> Cost? {
    runNet(runs, "/usr/bin/fail2ban-regex") { ["--usedns=no", $0, "sshd"] }
  }

  /// SEC with the ten rules of `tenRules`.
  func sec(runs: Int) throws -> Cost? {
    let rules = folder + "/ten.sec"
    try Self.write(Self.tenRules, to: rules)
    return runNet(runs, "/usr/bin/sec") {
      [
        "--conf=\(rules)", "--input=\($0)", "--fromstart", "--notail", "--bufsize=1",
        "--blocksize=65536", "--log=/dev/null", "--debug=2",
      ]
    }
  }

  private func runNet(
    _ runs: Int, _ program: String, _ arguments: (String) -> [String]
  ) -> Cost? {
    let costs = (0..<runs).compactMap { _ in Cost.measure(program: program, arguments(part)) }
    guard var cost = costs.min(by: { $0.seconds < $1.seconds }),
      let start = Cost.measure(program: program, arguments(empty))
    else { return nil }
    cost.seconds = max(0.001, cost.seconds - start.seconds)
    return cost
  }

  private static func write(_ text: String, to path: String) throws {
    guard let file = unsafe fopen(path, "w") else {
      throw BenchmarkError("\(path) cannot be written")
    }
    unsafe fputs(text, file)
    unsafe fclose(file)
  }
}

extension OtherTools {
  private enum Way {
    case threshold(Int)
    case suppress
  }

  private struct SecRule {
    var pattern: String
    /// The group that holds the address.
    var group: Int
    var way: Way
  }

  /// The ten things that the shipped rules for SSH, sudo and su look for, as SEC says them.
  private static let rules = [
    SecRule(
      pattern:
        #"sshd\[\d+\]: Failed password for (?:invalid user )?(.+) from (\S+) port \d+ ssh2$"#,
      group: 2, way: .threshold(5)),
    SecRule(
      pattern: #"sshd\[\d+\]: Invalid user (.*) from (\S+) port \d+$"#, group: 2,
      way: .threshold(5)),
    SecRule(
      pattern: #"sshd\[\d+\]: pam_unix\(sshd:auth\): authentication failure;.* rhost=(\S+)"#,
      group: 1, way: .threshold(5)),
    SecRule(
      pattern: #"sshd\[\d+\]: error: maximum authentication attempts exceeded for (.+) from (\S+)"#,
      group: 2, way: .threshold(2)),
    SecRule(
      pattern: #"sshd\[\d+\]: Did not receive identification string from (\S+)"#, group: 1,
      way: .threshold(3)),
    SecRule(
      pattern: #"sshd\[\d+\]: Unable to negotiate with (\S+) port \d+: no matching"#, group: 1,
      way: .threshold(3)),
    SecRule(
      pattern: #"sshd\[\d+\]: Accepted (\S+) for (root) from (\S+) port \d+"#, group: 3,
      way: .suppress),
    SecRule(
      pattern: #"sshd\[\d+\]: Received disconnect from (\S+) port \d+:11: Bye Bye \[preauth\]$"#,
      group: 1, way: .threshold(10)),
    SecRule(
      pattern: #"sudo:\s+(\S+) : TTY=(\S+) ; PWD=(\S+) ; USER=root ; COMMAND=(.*)$"#, group: 1,
      way: .suppress),
    SecRule(
      pattern: #"su\[\d+\]: FAILED SU \(to root\) (\S+) on (\S+)"#, group: 1, way: .suppress),
  ]

  private static var tenRules: String {
    rules.enumerated().map { number, rule in
      let kind =
        switch rule.way {
        case .threshold(let count): ("SingleWithThreshold", "window=60\nthresh=\(count)\n")
        case .suppress: ("SingleWithSuppress", "window=60\n")
        }
      return """
        type=\(kind.0)
        ptype=RegExp
        pattern=\(rule.pattern)
        desc=rule \(number) $\(rule.group)
        action=write - rule \(number) $\(rule.group)
        \(kind.1)
        """
    }.joined(separator: "\n")
  }
}
