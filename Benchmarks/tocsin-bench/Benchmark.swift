import Glibc

/// Measures how fast lines become findings, as ratios beside yardsticks of the same run.
///
/// `tocsin-bench [--lines N] [--runs N] [--only attacks|attacks-dated|plain] [--profile]`. Figures
/// are CPU seconds, the least of the runs: what other programs do meanwhile can only add to them.
@main struct Benchmark {
  var lines = 1_000_000
  var runs = 3
  var only: String?
  /// Nothing but the product's own run, again and again: what `perf record` is to see.
  var isProfile = false

  static func main() {
    do {
      let benchmark = try Benchmark(Array(CommandLine.arguments.dropFirst()))
      try benchmark.run()
    } catch {
      say("tocsin-bench: \(error)\n")
      exit(2)
    }
  }

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--lines": lines = try Self.number(after: word, &rest)
      case "--runs": runs = try Self.number(after: word, &rest)
      case "--only": only = rest.popFirst()
      case "--profile": isProfile = true
      default:
        throw BenchmarkError(
          "unknown word \"\(word)\"; it takes --lines N, --runs N, "
            + "--only attacks|attacks-dated|plain, --profile")
      }
    }
  }

  private static func number(after word: String, _ rest: inout ArraySlice<String>) throws -> Int {
    guard let text = rest.popFirst(), let number = Int(text), number > 0 else {
      throw BenchmarkError("\(word) takes a number")
    }
    return number
  }

  private func run() throws {
    let rules = try ShippedRules(config: "config", rules: "rules")
    let folder = try Self.temporaryFolder()
    defer { Self.remove(folder) }
    let logs = [
      ("attacks", GeneratedLog(kind: .attacks, form: .traditional, lines: lines)),
      ("attacks-dated", GeneratedLog(kind: .attacks, form: .dated, lines: lines)),
      ("plain", GeneratedLog(kind: .plain, form: .traditional, lines: lines)),
    ]
    for (name, log) in logs where only == nil || only == name {
      let path = folder + "/\(name).log"
      defer { unsafe unlink(path) }
      let bytes = try log.write(to: path)
      let comparison = Comparison(
        name: name, lines: lines, bytes: bytes, path: path, folder: folder, runs: runs)
      if isProfile {
        for _ in 0..<runs { _ = try rules.run(over: path) }
      } else {
        try comparison.run(rules, isAttack: log.kind == .attacks)
      }
    }
  }

  private static func temporaryFolder() throws -> String {
    var template = Array("/tmp/tocsin-bench.XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw BenchmarkError("no folder for the logs in /tmp")
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func remove(_ folder: String) {
    for name in ["part.log", "empty.log", "ten.sec"] { unsafe unlink(folder + "/" + name) }
    unsafe rmdir(folder)
  }
}

/// To standard error.
private func say(_ text: String) {
  let bytes = Array(text.utf8)
  _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
}
