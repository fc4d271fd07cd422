import Foundation
import Testing

/// The rooms and who may import whom.
///
/// A failure says why the arrow is forbidden.
@Suite struct RoomsTests {
  struct Room: Sendable, CustomTestStringConvertible {
    var name: String
    /// Other targets and packages it may depend on.
    var mayUse: Set<String>
    var why: String
    var testDescription: String { name }
  }

  static let rooms = [
    Room(
      name: "Records", mayUse: ["Yams"],
      why: "it holds the nouns every room shares; an import upward would close a circle"),
    Room(
      name: "Watching", mayUse: ["Records", "CLinux", "CSystemd", "CZlib"],
      why: "it only turns files and journals into chunks; what they mean is Detection's"),
    Room(
      name: "Detection", mayUse: ["Records", "CGrams", "CHyperscan", "CPCRE2", "CSimdjson"],
      why: "from bytes to findings is one pure module without input or output"),
    Room(
      name: "Alerting", mayUse: ["Records"],
      why: "it is pure, so that a year can be tested in a second"),
    Room(
      name: "Delivery", mayUse: ["Records", "CCurl", "CCrypto"],
      why: "it knows services and bytes, not why somebody is told"),
    Room(
      name: "Storage", mayUse: ["Records", "CCrypto", "GRDB", "GRDBSQLite"],
      why: "it keeps values; decisions about them are made elsewhere"),
    Room(
      name: "Sentinel",
      mayUse: [
        "Records", "Watching", "Detection", "Alerting", "Delivery", "Storage", "CLinux", "CSystemd",
      ], why: "it is where the rooms meet, and knows nothing of the command line"),
    Room(
      name: "tocsin", mayUse: ["Sentinel", "Records", "ArgumentParser"],
      why: "it says what was typed and what it means; what happens is Sentinel's"),
  ]

  @Test(arguments: rooms)
  func aRoomDependsOnlyDownward(_ room: Room) throws {
    let used = try #require(try Self.dependencies()[room.name], "no target named \(room.name)")
    let forbidden = used.subtracting(room.mayUse).sorted()
    #expect(forbidden.isEmpty, "\(room.name) must not use \(forbidden): \(room.why)")
  }

  @Test(arguments: rooms)
  func aRoomImportsWhatItMay(_ room: Room) throws {
    let system: Set = [
      "Glibc", "Dispatch", "Synchronization", "Foundation", "FoundationEssentials",
    ]
    for file in Checkout.swiftFiles(below: "Sources/" + room.name) {
      for line in try Checkout.text(file).split(separator: "\n") {
        guard let module = importedModule(String(line)) else { continue }
        let isAllowed = room.mayUse.contains(module) || system.contains(module)
        #expect(isAllowed, "\(file) imports \(module): \(room.why)")
      }
    }
  }

  @Test(arguments: ["Detection", "Watching"])
  func theHotPathHasNoFoundation(_ room: String) throws {
    for file in Checkout.swiftFiles(below: "Sources/" + room) {
      let imports = try Checkout.text(file).split(separator: "\n").compactMap {
        importedModule(String($0))
      }
      #expect(
        !imports.contains { $0.hasPrefix("Foundation") },
        "\(file): Foundation brings 40 MB of ICU and allocates at each read")
    }
  }

  @Test func everyRoomIsInTheTable() throws {
    let named = Set(Self.rooms.map(\.name))
    let found = try Self.dependencies().keys.filter {
      !$0.hasSuffix("Tests") && !$0.hasPrefix("C") && $0 != "TestKit" && $0 != "tocsin-bench"
    }
    #expect(Set(found).subtracting(named).isEmpty, "say in this test what a new room may use")
  }

  private func importedModule(_ line: String) -> String? {
    var words = line.split(separator: " ").map(String.init)
    if let first = words.first, ["package", "public", "internal", "private"].contains(first) {
      words.removeFirst()
    }
    guard words.first == "import", words.count >= 2 else { return nil }
    return words[1].split(separator: ".").first.map(String.init)
  }

  /// Target → names of what it depends on, as the package manager itself understands the manifest.
  private static func dependencies() throws -> [String: Set<String>] {
    // A scratch folder of its own, because the build folder is locked while tests run.
    let scratch = NSTemporaryDirectory() + "/tocsin-dump-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "swift", "package", "--package-path", Checkout.root, "--scratch-path", scratch,
      "dump-package",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return parse(try JSONSerialization.jsonObject(with: data))
  }

  private static func parse(_ json: Any) -> [String: Set<String>] {
    let targets = (json as? [String: Any])?["targets"] as? [[String: Any]] ?? []
    var result: [String: Set<String>] = [:]
    for target in targets {
      guard let name = target["name"] as? String else { continue }
      let entries = target["dependencies"] as? [[String: Any]] ?? []
      result[name] = Set(
        entries.compactMap { entry in
          let first = entry["byName"] ?? entry["product"] ?? entry["target"]
          return (first as? [Any])?.first as? String
        })
    }
    return result
  }
}
