import Detection
import Foundation
import Records

/// What libFuzzer calls for every input it makes; `scripts/fuzz` builds and runs it.
///
/// `TOCSIN_FUZZ_TARGET` chooses what the bytes are: `rules`, `lines` or `evaluation`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  switch FuzzTarget.chosen {
  case "lines": unsafe LineFuzz.shared.take(input)
  case "evaluation": EvaluationFuzz.take(input)
  default: RuleFuzz.take(input)
  }
  return 0
}

enum FuzzTarget {
  static let chosen = ProcessInfo.processInfo.environment["TOCSIN_FUZZ_TARGET"] ?? "rules"

  /// The checkout's folder, found from this file.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static let configuration: Configuration = {
    let (files, _) = FolderReader.read(root + "/config", extensions: ["yaml", "yml"])
    return ConfigurationReader.read(files: files).0
  }()
}

/// Text as a rule file: whatever it holds, it is compiled or told of with a place in it.
enum RuleFuzz {
  static func take(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    let (rules, diagnostics) = RuleSet.compile(
      files: [SourceFile(path: "fuzz.yml", text: text)], configuration: FuzzTarget.configuration)
    for diagnostic in diagnostics where diagnostic.mark.path == "fuzz.yml" {
      precondition(diagnostic.mark.line >= 1 && diagnostic.mark.column >= 1, "without a place")
      precondition(!diagnostic.clause.isEmpty, "without words")
    }
    precondition(!rules.summaries.isEmpty || !diagnostics.isEmpty || isBlank(text), "said nothing")
  }

  /// Nothing but comments and document marks.
  private static func isBlank(_ text: String) -> Bool {
    YAMLReader.documents(in: SourceFile(path: "fuzz.yml", text: text)).documents.isEmpty
  }
}

/// Bytes as a line of every format; every field must lie where it says.
@unsafe final class LineFuzz {
  nonisolated(unsafe) static let shared = unsafe LineFuzz()

  private let set: DecoderSet
  private let names: FieldNames

  init() {
    var (names, diagnostics) = (FieldNames(), [Diagnostic]())
    unsafe set = DecoderSet(
      FuzzTarget.configuration.decoders, names: &names, diagnostics: &diagnostics)
    unsafe self.names = names
  }

  func take(_ input: [UInt8]) {
    guard let first = input.first else { return }
    let formats: [SourceDeclaration.Format] = [.auto, .syslog, .json, .combined, .raw, .journal]
    var decoder = unsafe LineDecoder(
      set: set, names: names,
      binding: SourceBinding(id: "fuzz", format: formats[Int(first) % formats.count]))
    var event = unsafe Event(fieldCount: names.count)
    let now = Instant(seconds: 1_778_479_200)
    for line in input.dropFirst().split(separator: 0x0a, omittingEmptySubsequences: false) {
      let bytes = Array(line)
      unsafe bytes.withUnsafeBufferPointer { bytes in
        unsafe decoder.decode(
          bytes, side: UnsafeBufferPointer(start: nil, count: 0), sideTime: nil, arrival: now,
          reference: now, into: &event)
        var sum = 0
        for field in event.presentFields {
          _ = unsafe event.anyValue(of: field) { value, _ in
            for index in value.indices { unsafe sum &+= Int(value[index]) }
            return false
          }
        }
        precondition(sum >= 0)
      }
    }
  }
}

/// A detection, a byte 0xff and lines: the scan and decoding every line must find the same.
enum EvaluationFuzz {
  static func take(_ input: [UInt8]) {
    let parts = input.split(separator: 0xff, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count > 1 else { return }
    let head = "title: x\nid: x\nlogsource: {category: bench}\ndetection:\n"
    let text = head + String(decoding: parts[0].dropFirst(), as: UTF8.self)
    let (rules, _) = RuleSet.compile(
      files: [SourceFile(path: "fuzz.yml", text: text)], configuration: FuzzTarget.configuration)
    guard !rules.summaries.isEmpty else { return }
    let formats: [SourceDeclaration.Format] = [.json, .auto, .syslog, .combined, .raw]
    let binding = SourceBinding(
      id: "fuzz", format: formats[Int(parts[0].first ?? 0) % formats.count],
      logsource: [Logsource(category: "bench")])
    let lines = parts[1].split(separator: 0x0a, omittingEmptySubsequences: false).map { Array($0) }
    let found = (try? rules.differences(lines: lines, binding: binding)) ?? []
    precondition(found.isEmpty, "\(found)")
  }
}
