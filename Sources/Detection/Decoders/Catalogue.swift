/// What systemd's own messages say by their id (`journalctl --catalog`), and the fields a journal
/// may hold beside its message.
///
/// Ids beat texts, which change between versions. Any process may send any id, so one counts only
/// in an entry of process 1 or of a systemd binary whose program is called `systemd…`.
enum Catalogue {
  /// Begins the program, and so the raw line, of every entry whose id counts.
  static let program: StaticString = "systemd"

  private static let table: [(id: StaticString, action: StaticString)] = [
    ("9d1aaa27d60140bd96365438aad20286", "unit_stopped"),
    ("d9b373ed55a64feb8242e02dbe79a49c", "unit_failed"),
    ("be02cf6855d2428ba40df7e9d022f03d", "unit_failed"),
    ("c7a787079b354eaaa9e77b371893cd27", "clock_changed"),
    ("a596d6fe7bfa4994828e72309e95d61e", "log_loss"),
    ("e9bf28e6e834481bb6f48f548ad13606", "log_loss"),
    ("0027229ca0644181a76c4e92458afa2e", "log_loss"),
    ("fe6faa94e7774663a0da52717891d8ef", "oom_kill"),
    ("d989611b15e44c9dbf31e3c81256e4ed", "oom_kill"),
    ("7db73c8af0d94eeb822ae04323fe6ab6", "clock_changed"),
  ]

  /// The actions an id can make.
  static let actions: Set<String> = Set(table.map { $0.action.description })

  /// The action of an id; nil when it is none of these.
  static func action(ofID id: Span<UInt8>) -> StaticString? {
    guard id.count == 32 else { return nil }
    for row in table {
      var offset = 0
      while offset < 32, unsafe row.id.utf8Start[offset] == id[offset] { offset += 1 }
      if offset == 32 { return row.action }
    }
    return nil
  }

  /// Fields of systemd.journal-fields(7) and the catalogue that rules may name.
  static let journalFields: Set<String> = [
    "MESSAGE_ID", "PRIORITY", "SYSLOG_FACILITY", "SYSLOG_IDENTIFIER", "SYSLOG_PID", "ERRNO",
    "CODE_FILE", "CODE_LINE", "CODE_FUNC", "DOCUMENTATION", "TID", "UNIT", "USER_UNIT",
    "INVOCATION_ID", "USER_INVOCATION_ID", "JOB_ID", "JOB_TYPE", "JOB_RESULT", "UNIT_RESULT",
    "EXIT_CODE", "EXIT_STATUS", "SESSION_ID", "USER_ID", "LEADER", "SEAT_ID", "REALTIME",
    "TIMEZONE", "N_DROPPED", "COREDUMP_UNIT", "COREDUMP_USER_UNIT", "COREDUMP_EXE",
    "COREDUMP_UID", "COREDUMP_GID", "COREDUMP_PID", "COREDUMP_COMM", "COREDUMP_CMDLINE",
    "COREDUMP_SIGNAL", "COREDUMP_SIGNAL_NAME", "OBJECT_PID", "OBJECT_UID", "OBJECT_EXE", "_PID",
    "_UID", "_GID", "_COMM", "_EXE", "_CMDLINE", "_CAP_EFFECTIVE", "_AUDIT_SESSION",
    "_AUDIT_LOGINUID", "_SYSTEMD_CGROUP", "_SYSTEMD_SLICE", "_SYSTEMD_UNIT", "_SYSTEMD_USER_UNIT",
    "_SYSTEMD_USER_SLICE", "_SYSTEMD_SESSION", "_SYSTEMD_OWNER_UID", "_SYSTEMD_INVOCATION_ID",
    "_SELINUX_CONTEXT", "_SOURCE_REALTIME_TIMESTAMP", "_BOOT_ID", "_MACHINE_ID", "_HOSTNAME",
    "_TRANSPORT", "_STREAM_ID", "_LINE_BREAK", "_NAMESPACE", "_RUNTIME_SCOPE", "_KERNEL_DEVICE",
    "_KERNEL_SUBSYSTEM", "_UDEV_SYSNAME", "_UDEV_DEVNODE", "_UDEV_DEVLINK",
  ]
}
