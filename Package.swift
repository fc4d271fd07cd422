// swift-tools-version: 6.3
import PackageDescription

// The rooms and their one direction of imports are explained in ARCHITECTURE.md and guarded by
// Tests/HouseTests.

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),  // each unsafe expression says `unsafe`: grep is the audit
  .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "tocsin",
  products: [.executable(name: "tocsin", targets: ["tocsin"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // System headers and inline wrappers; CSimdjson and CGrams are loops that want C++ and C.
    .systemLibrary(name: "CLinux"),
    .systemLibrary(
      name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CHyperscan", pkgConfig: "libhs", providers: [.apt(["libhyperscan-dev"])]),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "CGrams"),
    .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),

    // The rooms, from the nouns up to the command line.
    .target(name: "Records", dependencies: [yams]),
    .target(name: "Watching", dependencies: ["Records", "CLinux", "CSystemd", "CZlib"]),
    .target(
      name: "Detection",
      dependencies: ["Records", "CGrams", "CHyperscan", "CPCRE2", "CSimdjson"]),
    .target(name: "Alerting", dependencies: ["Records"]),
    .target(name: "Delivery", dependencies: ["Records", "CCurl", "CCrypto"]),
    .target(name: "Storage", dependencies: ["Records", "CCrypto", grdb, sqlite]),
    .target(
      name: "Sentinel",
      dependencies: [
        "Records", "Watching", "Detection", "Alerting", "Delivery", "Storage", "CLinux", "CSystemd",
      ]),
    .executableTarget(
      name: "tocsin", dependencies: ["Sentinel", "Records", argumentParser],
      // An installed binary finds the Swift libraries that were put beside it.
      linkerSettings: [
        .unsafeFlags(["-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/../lib/tocsin"])
      ]),

    // Numbers as ratios beside yardsticks; another package could not see `package` names.
    .executableTarget(
      name: "tocsin-bench",
      dependencies: [
        "Detection", "Records", "Watching", "Storage", "Sentinel", "CHyperscan", "CSimdjson", yams,
      ],
      path: "Benchmarks/tocsin-bench"),

    .target(name: "TestKit", dependencies: ["Records"], path: "Tests/TestKit"),
    .testTarget(name: "RecordsTests", dependencies: ["Records", "TestKit"]),
    .testTarget(name: "WatchingTests", dependencies: ["Watching", "TestKit"]),
    .testTarget(name: "DetectionTests", dependencies: ["Detection", "TestKit"]),
    .testTarget(name: "AlertingTests", dependencies: ["Alerting", "TestKit"]),
    .testTarget(name: "DeliveryTests", dependencies: ["Delivery", "TestKit"]),
    .testTarget(name: "StorageTests", dependencies: ["Storage", "TestKit", grdb]),
    .testTarget(name: "SentinelTests", dependencies: ["Sentinel", "Records", "TestKit"]),
    .testTarget(name: "HouseTests", dependencies: ["TestKit"]),
    .testTarget(name: "EndToEndTests", dependencies: ["TestKit"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// libFuzzer has its own main, so this exists only where `scripts/fuzz` builds it.
if Context.environment["TOCSIN_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "tocsin-fuzz", dependencies: ["Detection", "Records"], path: "Tests/Fuzz",
      exclude: ["seeds", "sigma.dict"],
      swiftSettings: [.unsafeFlags(["-parse-as-library", "-sanitize=fuzzer"])]))
}

for target in package.targets where target.type != .system {
  target.swiftSettings = (target.swiftSettings ?? []) + settings
}
