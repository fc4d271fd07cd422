import Records
import Watching

/// What would let sources be read that are declared and of which nothing can be read yet.
extension SwitchingOn {
  /// One way for each program that writes such a log; any of them would do.
  ///
  /// A file that is there and may not be read comes first: its rights are all that is missing.
  static func step(awaiting sources: [SourceDeclaration]) -> String {
    let blocked = sources.flatMap(\.patterns).compactMap { SourcePlan.hindrance($0) }
    guard blocked.isEmpty else { return blocked.prefix(3).joined(separator: "; ") }
    var ways = [systemLog(sources)].compactMap { $0 }
    var isOptional = ways.isEmpty
    for source in sources {
      // Further places are the same log on other systems.
      if let pattern = source.patterns.first, Writer.of(pattern).name != Writer.system {
        ways.append(Writer.of(pattern).way(to: pattern, of: source.id))
        isOptional = isOptional && Writer.of(pattern).isOptional
      }
      if source.read.contains(.standardInput) { ways.append("pipe lines into source \(source.id)") }
    }
    if ways.isEmpty {
      isOptional = false
      ways = ["declare a place under 'read' of source \(sources.map(\.id).joined(separator: ", "))"]
    }
    let rest = isOptional ? "; where none runs, give the risk 'status: closed'" : ""
    return ways.joined(separator: "; or ") + rest
  }

  /// The journal, or the files that rsyslog writes; nil when no source is of these.
  private static func systemLog(_ sources: [SourceDeclaration]) -> String? {
    let files = sources.compactMap { source in
      source.patterns.first { Writer.of($0).name == Writer.system }
    }
    let hasJournal = sources.contains {
      $0.read.contains { if case .journal = $0 { true } else { false } }
    }
    let journal = "let the user tocsin read the journal (group systemd-journal)"
    guard let first = files.first else { return hasJournal ? journal : nil }
    let rsyslog = "install rsyslog ('apt install rsyslog'), which writes \(first)"
    return hasJournal ? journal + ", or " + rsyslog : rsyslog
  }

  /// Who writes a log, as its path shows.
  private struct Writer {
    var name: String
    /// What is part of the path, wherever the folder of logs is.
    var fragments: [String]
    /// Before the path: what to install or set.
    var how: String
    /// False for what belongs on every host that is watched.
    var isOptional = true

    static let system = "rsyslog"

    func way(to pattern: String, of source: String) -> String {
      name.isEmpty
        ? "let its program write \(pattern), readable by the user tocsin, or mend the path under "
          + "'read' of source \(source)"
        : how + " " + pattern
    }

    static func of(_ pattern: String) -> Writer {
      all.first { $0.fragments.contains(where: { pattern.holds($0) }) }
        ?? Writer(name: "", fragments: [], how: "", isOptional: false)
    }

    private static func service(_ name: String, _ fragments: String...) -> Writer {
      Writer(
        name: name, fragments: fragments,
        how: "where \(name) runs, let it log for the group adm to")
    }

    private static let all = [
      Writer(
        name: "auditd", fragments: ["/audit/audit.log"],
        how: "install auditd ('apt install auditd') and load packaging/tocsin-audit.rules as "
          + "docs/auditd.md says; it writes", isOptional: false),
      Writer(
        name: "dpkg", fragments: ["/dpkg.log"],
        how: "where dpkg installs packages, let its log (/etc/dpkg/dpkg.cfg) be", isOptional: true),
      service("nginx", "/nginx/"), service("Apache", "/apache2/", "/httpd/"),
      service("Exim", "/exim4/", "/exim/"), service("PostgreSQL", "/postgresql/"),
      service("MySQL or MariaDB", "/mysql/", "/mariadb/"), service("vsftpd", "/vsftpd.log"),
      service("fail2ban", "/fail2ban.log"), service("OpenVPN", "/openvpn/"),
      Writer(
        name: system,
        fragments: ["/auth.log", "/secure", "/syslog", "/messages", "/maillog", "/mail.log"],
        how: "", isOptional: false),
    ]
  }
}

extension SourceDeclaration {
  fileprivate var patterns: [String] {
    read.compactMap { if case .file(let pattern) = $0 { pattern } else { nil } }
  }
}

extension String {
  /// A fragment that ends in `/` is a folder on the way; another is the file's name.
  fileprivate func holds(_ fragment: String) -> Bool {
    guard fragment.hasSuffix("/") else { return hasSuffix(fragment) }
    return split(separator: "/").dropLast().contains(fragment.dropFirst().dropLast())
  }
}
