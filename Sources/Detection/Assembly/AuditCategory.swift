package import Records

/// What whole audit events are: the categories of log sources they serve, and their fields.
package enum AuditCategory: Int, CaseIterable, BitwiseCopyable, Sendable {
  case process, file, network

  package var logsource: Logsource {
    switch self {
    case .process: Logsource(category: "process_creation", product: "linux")
    case .file: Logsource(category: "file_event", product: "linux")
    case .network: Logsource(category: "network_connection", product: "linux")
    }
  }

  /// What single records serve.
  package static let records = Logsource(product: "linux", service: "auditd")

  /// Every field that an event of this category can have.
  ///
  /// Names of Sigma's taxonomy first, then the records' own, and two of ours: the user whose rights
  /// it had, and the one who had logged in.
  package var fields: Set<String> {
    switch self {
    case .process:
      Self.common.union([
        "CommandLine", "CurrentDirectory", "ParentProcessId", "ParentImage", "ParentCommandLine",
      ])
    case .file: Self.common.union(["TargetFilename"])
    case .network:
      Self.common.union([
        "DestinationIp", "DestinationPort", "DestinationIsIpv6", "Initiated", "success",
      ])
    }
  }

  private static let common: Set<String> = [
    "Image", "User", "LogonId", "ProcessId", "EffectiveUser", "LoginUser", "auid", "uid", "euid",
    "ses", "tty", "key", "host", "message",
  ]

  /// The category whose events serve a rule; nil when none does.
  ///
  /// A rule without a category is served by the records alone.
  package static func serving(_ rule: Logsource) -> AuditCategory? {
    guard rule.category != nil else { return nil }
    return allCases.first { $0.logsource.serves(rule) }
  }
}
