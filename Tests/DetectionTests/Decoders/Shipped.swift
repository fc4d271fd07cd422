import Detection
import Foundation
import Records

/// The decoder records that Tocsin ships with, read once.
struct Shipped {
  var declarations: [DecoderDeclaration]
  var set: DecoderSet
  var names: FieldNames
  var diagnostics: [Diagnostic]

  static let decoders = Shipped()

  private init() {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../config/decoders").standardizedFileURL
    let listed = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    let files = (listed ?? []).filter { $0.hasSuffix(".yaml") }.sorted().map { name in
      let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
      return SourceFile(path: name, text: text ?? "")
    }
    let (configuration, found) = ConfigurationReader.read(files: files)
    declarations = configuration.decoders
    names = FieldNames()
    // Only what is wrong with decoders: the folder alone is no whole configuration.
    diagnostics = found.filter { $0.weight == .error }
    set = DecoderSet(declarations, names: &names, diagnostics: &diagnostics)
    for name in ["MESSAGE_ID", "_UID", "_EXE", "_PID", "USER", "a.b", "a", "n", "list", "date"] {
      _ = names.number(for: name)
    }
  }

  func read(
    _ line: String, as format: SourceDeclaration.Format = .auto, source: String = "test"
  ) -> Reading? {
    Reading.all([Array(line.utf8)], as: format, by: set, names: names, source: source).first
  }
}
