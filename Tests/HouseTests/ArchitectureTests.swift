import Foundation
import Testing

/// ARCHITECTURE.md says what is: every path and type that it names must exist.
@Suite struct ArchitectureTests {
  /// What stands in backquotes, outside fenced blocks.
  private func quoted() throws -> [String] {
    let outsideFences = try Checkout.text("ARCHITECTURE.md").components(separatedBy: "```")
      .enumerated().filter { $0.offset % 2 == 0 }.map(\.element).joined()
    let parts = outsideFences.components(separatedBy: "`")
    return parts.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
  }

  @Test func everyPathExists() throws {
    let paths = try quoted().filter { $0.contains("/") && !$0.contains(" ") && !$0.contains("*") }
      .filter { name in
        [
          "Sources", "Tests", "config", "rules", "docs", "scripts", "packaging", "Benchmarks",
          ".ci",
        ]
        .contains { name == $0 || name.hasPrefix($0 + "/") }
      }
    #expect(!paths.isEmpty, "a map without paths is no map")
    for path in paths { #expect(Checkout.exists(path), "ARCHITECTURE.md names \(path)") }
  }

  @Test func everyTypeExists() throws {
    let code = try Checkout.swiftFiles(below: "Sources").map(Checkout.text).joined()
    let types = try quoted().filter { name in
      name.first?.isUppercase == true && name.allSatisfy { $0.isLetter || $0.isNumber }
        && name.contains { $0.isLowercase }
    }
    #expect(!types.isEmpty, "a map without types is no map")
    for type in types {
      let isDeclared = ["struct", "class", "enum", "actor", "protocol", "typealias"].contains {
        code.range(of: "\($0) \(type)\\b", options: .regularExpression) != nil
      }
      let isRoom = Checkout.exists("Sources/" + type)
      #expect(isDeclared || isRoom, "ARCHITECTURE.md names the type \(type)")
    }
  }
}
