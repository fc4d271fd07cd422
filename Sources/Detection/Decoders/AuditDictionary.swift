extension AuditText {
  /// Names that audit records give (audit-documentation, field dictionary), those auditd adds, and
  /// what records of every kind have.
  ///
  /// For telling an author of a field that no record has; other names are still read.
  static let dictionary: Set<String> = Set(
    (written + added).split(separator: " ").map(String.init) + (0..<256).map { "a\($0)" }
      + Envelope.allCases.map(\.name))

  private static let written = """
    type acct acl action added addr apparmor arch argc audit_backlog_limit audit_backlog_wait_time \
    audit_enabled audit_failure auid banners bool bus calipso_doi calipso_type capability cgroup \
    changed cipher class cmd code comm compat cwd daddr data default-context denied_mask dest dev \
    device dir direction dmac dport egid enforcing entries errno euid exe exit fam family fd \
    fe feature fi file fp format fp fs fsgid fsuid fver gid grantors grp hook hostname icmp_type id \
    igid img-ctx inif ino inode inode_gid inode_uid invalid_context ioctlcmd ip ipid ipx-net item \
    items iuid kernel key kind ksize laddr len list lport lsm mac macproto maj major mask minor \
    mode model msg name nametype nargs net netlabel new new-cgroup new-chardev new-disk new-enabled \
    new-fs new-level new-log_passwd new-mem new-net new-range new-rng new-role new-seuser \
    new-vcpu new_gid new_group new_lock new_pe new_pi new_pp newcontext nl_mask nlnk-fam nlnk-grp \
    nlnk-pid oauid obj obj_gid obj_uid ocomm oflag ogid old old-auid old-chardev old-disk \
    old-enabled old-fs old-level old-log_passwd old-mem old-net old-range old-ses \
    old_enforcing old_lock old_pe old_pi old_pp old_prom op opid oses oui ouid outif parent path \
    operation per perm perm_mask permission permissive pfs pid ppid printer proctitle prog profile \
    prom proto qbytes range rdev reason removed requested_mask res resp result role root_dir \
    rport saddr sauid scontext selected-context seqno seperm seperms seqno seresult ses seuser \
    sgid sig sigev_signo smac spid sport src state subj success suid sw sw_type syscall table \
    tclass tcontext terminal tty uid unit uri user uuid val ver virt vm vm-ctx vm-pid watch
    """

  private static let added =
    " SYSCALL ARCH AUID UID GID EUID SUID FSUID EGID SGID FSGID OUID OGID OAUID SADDR ACCT ID"
}
