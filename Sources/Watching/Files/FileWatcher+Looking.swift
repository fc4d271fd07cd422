import Glibc
import Records

/// The regular look at everything: which files are there now, and which of them are new.
extension FileWatcher {
  /// Expands all patterns, compares names with files, and opens, leaves and closes what changed.
  func look() {
    let moment = now().microseconds * 1000
    let denied = deniedFolders
    deniedFolders = sources.map { _ in [] }
    for source in sources.indices {
      for pattern in patterns[source] { expand(pattern, of: source, moment) }
    }
    listableAgain(denied)
    // Stored positions first: they say whose a renamed file is.
    for trail in trails where !trail.rows.isEmpty { resume(trail) }
    for trail in trails where trail.rows.isEmpty { check(trail) }
    trails.forEach(settle)
    if isFirstLook { announceSources(moment) }
    isFirstLook = false
    lastLook = moment
    trails.forEach(makeReady)
    tellPolling()
    updateStatus()
    schedule()
  }

  private func schedule() {
    var pause = waits.reconcile
    if notifier.failure != nil || anyRemote { pause = min(pause, waits.poll) }
    if trails.contains(where: { $0.files.count > 1 }) { pause = min(pause, waits.rotated) }
    nextLook = .now + pause
  }

  /// Soon again: something changed while it was being looked at.
  func lookSoon() { nextLook = .now }

  private func expand(_ pattern: PathPattern, of source: Int, _ moment: Int64) {
    var matches = pattern.expand()
    // Again after each watch that is new: what came between listing and watching would else be seen
    // seconds late.
    while matches.folders.count(where: { notifier.watch(folder: $0.path, for: $0.name) }) > 0 {
      matches = pattern.expand()
    }
    let paths = matches.paths
    for path in paths where isLive(path, pattern) && trailsByName[path] == nil {
      let known = isFirstLook ? firstStarts[source] ?? moment : lastLook
      add(Trail(source: source, name: path, knownUntil: known))
    }
    for folder in matches.denied { denied(folder, source) }
    if matches.isCutShort {
      notices.tellHourly(
        .overbudget, sources[source].source,
        "\(pattern.text) fits more than \(PathPattern.filesMax) files; the rest is not read")
    }
    tellMissing(pattern, isMissing: paths.isEmpty, source)
  }

  /// Whether a matched name is a log's own and not that of one of its older generations.
  private func isLive(_ path: String, _ pattern: PathPattern) -> Bool {
    if pattern.isLiteral { return true }
    let name = Folder.lastName(of: path)
    if RotatedName.isCompressed(name) { return false }
    let folder = Folder.above(path)
    return !RotatedName.stems(of: name).contains { stem in
      let live = Folder.join(folder, stem)
      return trailsByName[live] != nil || (try? FileFacts(linkItself: live)) != nil
    }
  }

  func add(_ trail: Trail) {
    trails.append(trail)
    trailsByName[trail.name] = trail
  }

  /// Compares a trail's name with the file it stood for.
  private func check(_ trail: Trail) {
    trail.files.forEach { $0.refresh() }
    for file in trail.files where file.isUnreadable { file.mayHaveMore = true }
    do throws(SystemError) {
      let facts = try factsOfLive(trail)
      trail.missingSince = nil
      notices.over(.unreadable, sources[trail.source].source, about: trail.name + " gone")
      if let newest = trail.newest, !newest.isClosed, newest.identity == facts.identity {
        newest.isLive = true
        newest.path = trail.name
      } else if claimed[facts.identity] == nil {
        try succeed(trail)
      }
      readableAgain(trail)
    } catch {
      if error.code == ENOENT { vanish(trail) } else { unreadable(trail, error) }
    }
  }

  /// Asks for the file that has the name, through links, whose target's folder is watched too.
  private func factsOfLive(_ trail: Trail) throws(SystemError) -> FileFacts {
    trail.target = trail.name
    let facts = try FileFacts(linkItself: trail.name)
    guard facts.isLink else { return facts }
    guard let target = Folder.resolved(trail.name) else {
      throw SystemError(place: trail.name, call: "realpath", code: errno)
    }
    trail.target = target
    notifier.watch(folder: Folder.above(target), for: Folder.lastName(of: target))
    return try FileFacts(path: target)
  }

  /// The name stands for nothing: deleted, or in the middle of a rotation.
  private func vanish(_ trail: Trail) {
    trail.newest?.leave()
    readableAgain(trail)
    let since = trail.missingSince ?? .now
    trail.missingSince = since
    guard Monotonic.now >= since + waits.vanished, trail.files.allSatisfy(\.isClosed),
      !hasGenerations(trail)
    else { return }
    for file in trail.files { announce(file, of: trail, isFinished: true) }
    trail.files = []
    trails.removeAll { $0 === trail }
    trailsByName[trail.name] = nil
  }

  /// Whether rotated files of the trail are there: they would be read again without its positions.
  private func hasGenerations(_ trail: Trail) -> Bool {
    guard let siblings = try? Siblings.of(trail.target, inodes: []) else { return false }
    return siblings.older.contains { $0.suffix.map { !$0.isEmpty } ?? false }
  }
}
