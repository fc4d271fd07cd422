import CLinux
import Glibc
import Records

/// What the watcher says about itself: missing, unreadable, polled, behind.
extension FileWatcher {
  /// After this a pattern that fitted something and does not any more is told.
  private static let missingPause: Duration = .seconds(60)

  func tellMissing(_ pattern: PathPattern, isMissing: Bool, _ source: Int) {
    let id = sources[source].source
    guard isMissing else {
      absentSince[pattern.text] = nil
      return notices.over(.nofile, id, about: pattern.text)
    }
    let since = absentSince[pattern.text] ?? .now
    absentSince[pattern.text] = since
    guard isFirstLook || Monotonic.now >= since + Self.missingPause else { return }
    notices.tellOnce(
      .nofile, id, about: pattern.text,
      "\(pattern.text): there is no such file yet; it is waited for and read from its beginning")
  }

  /// A file or folder that is there and cannot be read: tried again at each look, from where it was.
  func unreadable(_ trail: Trail, _ error: SystemError) {
    // Names pass while they are looked at; that is rotation, and the next look sees its end.
    if error.code == ENOENT { return }
    keepFirstSize(trail)
    trail.isUnreadable = true
    // Seen before it is told, so that whoever hears it and looks finds it so.
    showUnreadable(trail.source)
    if error.code != EACCES, error.code != EPERM {
      let detail = "\(trail.name): \(error.call): \(SystemError.reason(error.code))"
      return notices.tellOnce(
        .unreadable, sources[trail.source].source, about: trail.name,
        detail + "; tried again every few seconds")
    }
    notices.tellOnce(
      .unreadable, sources[trail.source].source, about: trail.name,
      Permission.detail(of: trail.target, error))
  }

  /// Only gzip is read, which is logrotate's default.
  func tellOtherCompression(_ path: String) {
    let trail = trails.first { path.hasPrefix($0.target) }
    notices.tellOnce(
      .gap, sources[trail?.source ?? 0].source, about: path,
      """
      \(path) may hold lines that were not read, and is not compressed by gzip; decompress it into \
      'tocsin scan -', and set 'compresscmd gzip' and 'delaycompress' in logrotate
      """)
  }

  func denied(_ folder: String, _ source: Int) {
    deniedFolders[source].insert(folder)
    showUnreadable(source)
    notices.tellOnce(
      .unreadable, sources[source].source, about: folder,
      Permission.detail(of: folder, SystemError(place: folder, call: "opendir", code: EACCES)))
  }

  /// What has the name could be opened, or is gone; what is open may still refuse to be read.
  func readableAgain(_ trail: Trail) {
    trail.isUnreadable = false
    guard !trail.files.contains(where: \.isUnreadable) else { return }
    notices.over(.unreadable, sources[trail.source].source, about: trail.name)
  }

  /// Forgets folders that can be listed again; `former` could not be at the look before.
  func listableAgain(_ former: [Set<String>]) {
    for source in sources.indices {
      for folder in former[source].subtracting(deniedFolders[source]) {
        notices.over(.unreadable, sources[source].source, about: folder)
      }
    }
  }

  private func showUnreadable(_ source: Int) {
    let names = unreadableNames(source)
    board.change(source) { $0.unreadable = names }
  }

  /// Folders first; what was looked at last is true until the next look.
  private func unreadableNames(_ source: Int) -> [String] {
    let own = trails.filter { trail in
      trail.source == source
        && (trail.isUnreadable || trail.files.contains(where: \.isUnreadable))
    }
    return deniedFolders[source].sorted() + own.map(\.name)
  }

  /// At the source's first start, what an unreadable file holds already is old: only what comes after
  /// is read once it may be.
  private func keepFirstSize(_ trail: Trail) {
    guard isFirstLook, firstStarts[trail.source] == nil, trail.rows.isEmpty, trail.files.isEmpty,
      let facts = try? FileFacts(path: trail.name)
    else { return }
    let row = ReadPosition(
      source: sources[trail.source].source, file: newKey(for: trail), path: trail.name,
      device: facts.identity.device, inode: facts.identity.inode, birth: facts.birth,
      offset: sources[trail.source].from == .end ? facts.size : 0)
    trail.rows = [row]
    announcements.append(row)
  }

  func tellPolling() {
    guard let failure = notifier.failure, let source = sources.first?.source else { return }
    notices.tellOnce(
      .overbudget, source, about: "inotify",
      """
      \(failure.call): \(SystemError.reason(failure.code)); files are looked at every second \
      instead. Raise fs.inotify.max_user_watches or fs.inotify.max_user_instances with sysctl
      """)
  }

  func updateStatus() {
    for source in sources.indices {
      let own = trails.filter { $0.source == source }
      let behind = own.reduce(0) { $0 + $1.files.reduce(0) { $0 + $1.bytesBehind } }
      let missing = patterns[source].map(\.text).filter { absentSince[$0] != nil }
      let unreadable = unreadableNames(source)
      board.change(source) {
        $0.filesOpen = own.reduce(0) { $0 + $1.files.count { !$0.isClosed } }
        $0.bytesBehind = behind
        $0.missing = missing
        $0.unreadable = unreadable
        $0.isPolled = notifier.failure != nil || own.contains(where: \.isRemote)
      }
      guard behind > Self.backlogBytesMax else { continue }
      notices.tellHourly(
        .backlog, sources[source].source,
        "\(behind >> 20) MiB are waiting to be read; nothing is lost while the files stay")
    }
  }
}
