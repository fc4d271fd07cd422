import Records

/// What to install, and which source to declare, so that rules of a log source can fire.
///
/// The declarations are complete: they go into any file below `config/` as they stand.
enum SwitchingOn {
  static func step(for logsource: Logsource) -> String {
    if let product = logsource.product, let step = product == "linux" ? nil : other(product) {
      return step
    }
    return byCategory(logsource) ?? byService(logsource) ?? declare(logsource)
  }

  private static func byCategory(_ logsource: Logsource) -> String? {
    switch logsource.category {
    case "process_creation", "file_event", "network_connection": audit
    case "webserver":
      "declare the access log of the web server: "
        + source(
          "site-access", "/var/log/nginx/*access.log", "combined", "{category: webserver}")
    case "proxy":
      "declare the access log of the proxy: "
        + source(
          "proxy", "/var/log/squid/access.log", "squid", "{category: proxy}")
        + " (format combined or json, if it writes these)"
    case "dns":
      "let the resolver log its queries as JSON with the fields query, record_type and answer, and "
        + "declare them: " + source("dns", "/var/log/dns/queries.json", "json", "{category: dns}")
    case "firewall":
      "log dropped packets (nftables: 'log prefix \"dropped \"'); the kernel's decoder reads them "
        + "from the journal, and its source serves {category: firewall} when it is declared there"
    case "antivirus":
      "let the scanner log as JSON with the fields Signature and Filename, and declare it: "
        + source("antivirus", "/var/log/antivirus.json", "json", "{category: antivirus}")
    case "database", "application":
      "declare the application's log: "
        + source("application", "/var/log/application/*.log", "auto", logsource.shown)
    default: nil
    }
  }

  private static func byService(_ logsource: Logsource) -> String? {
    switch logsource.service {
    case "auditd": audit
    case "sysmon":
      "install Sysmon for Linux (package sysmonforlinux), start it with 'sysmon -i', and name the "
        + "source of its messages in the mapping's 'sources' (config/mappings/sysmon.yaml)"
    case "sshd", "sudo", "auth", "cron", "syslog":
      "declare the system's log: sources: [{id: system, title: The system's log, read: [{journal: "
        + "{}}, {file: /var/log/syslog}], format: syslog, logsource: [\(logsource.shown)]}]"
    case "clamav":
      "install clamav-daemon and declare its log: "
        + source("clamav", "/var/log/clamav/*.log", "raw", logsource.shown)
    case "vsftpd":
      "declare its log: " + source("vsftpd", "/var/log/vsftpd.log", "raw", logsource.shown)
    case "guacamole":
      "declare the log of guacd: "
        + source("guacamole", "/var/log/guacamole/*.log", "raw", logsource.shown)
    case "nginx":
      "declare its error log: "
        + source("nginx-error", "/var/log/nginx/*error.log", "raw", logsource.shown)
    case "apache":
      "declare its error log: "
        + source("apache-error", "/var/log/apache2/*error.log", "raw", logsource.shown)
    default: nil
    }
  }

  private static let audit =
    "install auditd ('apt install auditd'), load packaging/tocsin-audit.rules, and declare its log: "
    + source("audit", "/var/log/audit/audit.log", "auditd", "{product: linux, service: auditd}")

  /// Products whose logs no Linux host writes by itself.
  private static func other(_ product: String) -> String? {
    switch product {
    case "windows", "macos", "rpc_firewall":
      "it is for \(product): forward those events as JSON to a file here and declare it with this "
        + "product, or leave the rule out"
    case "aws", "azure", "gcp", "m365", "okta", "github", "bitbucket", "onelogin", "cisco",
      "fortigate", "juniper", "huawei", "paloalto":
      "it is for \(product): write its events as JSON lines to a file here and declare it: "
        + source(product, "/var/log/\(product)/*.json", "json", "{product: \(product)}")
    default: nil
    }
  }

  private static func declare(_ logsource: Logsource) -> String {
    "declare the source that brings these logs: "
      + source("my-log", "/var/log/my.log", "auto", logsource.shown)
  }

  private static func source(
    _ id: String, _ path: String, _ format: String, _ logsource: String
  ) -> String {
    "sources: [{id: \(id), title: \(id), read: [{file: \(path)}], format: \(format), "
      + "logsource: [\(logsource)]}]"
  }
}
