import FoundationEssentials

/// Where this run finds its configuration, rules and state.
///
/// Every command understands the same three flags, so that a test, a container and a machine differ
/// only in them.
package struct Places: Sendable {
  package var config: String
  package var rules: [String]
  package var state: String
  /// Where this user's caches lie (XDG Base Directory), for commands without a state folder of
  /// their own; nil without a home.
  package var userCache: String?

  /// Fills in what was not given: `/etc/tocsin/…` where it exists, else the folder one stands in;
  /// for the state `$STATE_DIRECTORY`, else `/var/lib/tocsin` where it exists, else the home.
  package init(config: String?, rules: [String], state: String?, environment: [String: String]) {
    self.config = config ?? Self.firstFolder(["/etc/tocsin/config", "./config"])
    self.rules = rules.isEmpty ? [Self.firstFolder(["/etc/tocsin/rules", "./rules"])] : rules
    self.state = state ?? Self.stateFolder(environment)
    let caches = environment["XDG_CACHE_HOME"] ?? environment["HOME"].map { $0 + "/.cache" }
    userCache = caches.flatMap { $0.hasPrefix("/") ? $0 + "/tocsin" : nil }
  }

  private static func firstFolder(_ candidates: [String]) -> String {
    candidates.first { isFolder($0) } ?? candidates.last ?? "."
  }

  private static func stateFolder(_ environment: [String: String]) -> String {
    // systemd separates several folders with colons; the first is ours.
    if let given = environment["STATE_DIRECTORY"]?.split(separator: ":").first {
      return String(given)
    }
    if isFolder("/var/lib/tocsin") { return "/var/lib/tocsin" }
    let home = environment["HOME"] ?? "/root"
    return (environment["XDG_STATE_HOME"] ?? home + "/.local/state") + "/tocsin"
  }

  private static func isFolder(_ path: String) -> Bool {
    var isDirectory = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
  }
}
