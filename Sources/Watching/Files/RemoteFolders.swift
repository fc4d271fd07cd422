import CLinux

/// File systems whose changes inotify may not hear of, because they are made elsewhere.
enum RemoteFolders {
  /// Magic numbers of statfs(2): NFS, CIFS, SMB2, FUSE, overlay, 9p, Ceph.
  private static let types: Set<UInt64> = [
    0x6969, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546, 0x794C_7630, 0x0102_1997, 0x00C3_6400,
  ]

  static func holds(_ folder: String) -> Bool { unsafe types.contains(linux_file_system(folder)) }
}
