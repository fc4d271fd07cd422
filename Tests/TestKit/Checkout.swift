import Foundation

/// Where the project's files lie, and the program that was built from them.
package enum Checkout {
  /// The folder that holds `Package.swift`.
  package static let folder: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
  }()

  package struct NotBuilt: Error { package var tried: [String] }

  /// The program: `$TOCSIN_BINARY`, else what was built beside these tests.
  package static let program = Result<String, any Error> {
    if let named = ProcessInfo.processInfo.environment["TOCSIN_BINARY"] { return named }
    let candidates =
      besides(CommandLine.arguments[0]) + besides("/proc/self/exe") + [
        folder + "/.build/release/tocsin", folder + "/.build/debug/tocsin",
      ]
    guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
      throw NotBuilt(tried: candidates)
    }
    return found
  }

  private static func besides(_ path: String) -> [String] {
    let real = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    // Test bundles are programs in the folder of all products.
    guard real.pathExtension == "xctest" else { return [] }
    return [real.deletingLastPathComponent().appendingPathComponent("tocsin").path]
  }
}
