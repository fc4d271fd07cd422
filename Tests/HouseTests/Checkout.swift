import Foundation

/// The project's own files, as the tests of the house read them.
enum Checkout {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static func text(_ path: String) throws -> String {
    try String(contentsOfFile: root + "/" + path, encoding: .utf8)
  }

  /// Paths of the Swift files below a folder, relative to the checkout.
  static func swiftFiles(below folder: String) -> [String] {
    let found = FileManager.default.enumerator(atPath: root + "/" + folder)
    return (found?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }
      .map { folder + "/" + $0 }.sorted()
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root + "/" + path)
  }
}
