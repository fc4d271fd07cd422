import Records

/// One log as people name it: the file at a path now, and older generations that are still being read.
final class Trail {
  /// Index of the source.
  let source: Int
  /// The path as the pattern matched it.
  let name: String
  /// The same with symbolic links resolved, when last seen.
  var target: String
  /// Oldest first.
  var files: [LogFile] = []
  /// Stored positions that were not yet found in files.
  var rows: [ReadPosition] = []
  /// Set where the file was there at the source's first start but could not be opened: what it held
  /// then is not read later.
  var firstSize: Int64?
  /// Neighbours born before this moment (nanoseconds since 1970) were read or are none of ours.
  var knownUntil: Int64
  /// On a file system that inotify hears nothing from.
  var isRemote = false
  var isReady = false
  /// What has the name is there and could not be opened at the last look.
  var isUnreadable = false
  var missingSince: Monotonic?

  init(source: Int, name: String, knownUntil: Int64) {
    self.source = source
    self.name = name
    self.knownUntil = knownUntil
    target = name
  }

  /// The generation that has the name, as far as known.
  var live: LogFile? { files.last.flatMap { $0.isLive ? $0 : nil } }

  /// The newest generation, live or not.
  var newest: LogFile? { files.last }

  var inodes: Set<UInt64> {
    Set(files.map(\.identity.inode)).union(rows.map(\.inode))
  }
}
