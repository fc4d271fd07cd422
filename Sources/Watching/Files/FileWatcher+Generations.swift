import Glibc
import Records

/// From one generation of a log to the next: rotation by rename, by copy and truncation, by removal.
extension FileWatcher {
  /// The trail's name stands for a file that is not being read: takes it, and whatever generations came
  /// and went between the last look and this one.
  func succeed(_ trail: Trail) throws(SystemError) {
    let siblings = try Siblings.of(trail.target, inodes: trail.inodes)
    guard let live = siblings.live else { return lookSoon() }
    var fresh: [OpenedFile] = []
    if !isFirstLook || firstStarts[trail.source] != nil {
      for entry in newer(than: trail.newest, in: siblings, trail) {
        guard let opened = try openUnchanged(entry) else { return lookSoon() }
        fresh.append(opened)
      }
    }
    guard let opened = try openUnchanged(live) else { return lookSoon() }
    trail.newest?.leave()
    for older in fresh { begin(older, path: older.path, at: 0, of: trail).leave() }
    begin(opened, path: trail.name, at: firstOffset(of: opened, trail), of: trail)
    // Whatever was readable so far: neighbours known now are not looked at again.
    trail.knownUntil = max(trail.knownUntil, live.facts.birth)
  }

  /// Generations after `file` that no trail reads yet, oldest first.
  func newer(than file: LogFile?, in siblings: Siblings, _ trail: Trail) -> [Siblings.Entry] {
    if let file, let at = index(of: file, in: siblings) {
      return siblings.older[(at + 1)...].filter(isUnread)
    }
    let birth = file?.birth ?? trail.knownUntil
    return siblings.older.filter { entry in
      entry.begun > birth && entry.facts.modified >= file?.modified ?? 0 && isUnread(entry)
    }
  }

  /// The neighbour that is a file, or what compression or copying made of it.
  ///
  /// An inode proves something only while the file is open: afterwards it is used again.
  private func index(of file: LogFile, in siblings: Siblings) -> Int? {
    if !file.isClosed,
      let at = siblings.older.firstIndex(where: { $0.facts.identity == file.identity })
    {
      return at
    }
    let mark = file.wholeMark(hashKey: hashKey)
    guard mark.isProof else { return nil }
    return siblings.older.lastIndex { entry in
      guard var opened = try? OpenedFile(entry.path, calls: calls) else { return false }
      return opened.holds(mark, key: hashKey)
    }
  }

  /// A neighbour with a rotated name, that is no trail's, not too old, and in a form that is read.
  func isUnread(_ entry: Siblings.Entry) -> Bool {
    let age = now() - Instant(microseconds: entry.facts.modified / 1000)
    guard entry.suffix != nil, claimed[entry.facts.identity] == nil,
      trailsByName[entry.path] == nil, age < waits.catchUp
    else { return false }
    guard RotatedName.isCompressed(entry.path), !entry.path.hasSuffix(".gz") else { return true }
    tellOtherCompression(entry.path)
    return false
  }

  /// Opens a file that was just looked at; nil when the path stands for another by now.
  func openUnchanged(_ entry: Siblings.Entry) throws(SystemError) -> OpenedFile? {
    do throws(SystemError) {
      let opened = try OpenedFile(entry.path, calls: calls)
      return opened.facts.identity == entry.facts.identity ? opened : nil
    } catch {
      if error.code == ENOENT { return nil }
      throw error
    }
  }

  /// Where a file is begun that has no stored position.
  private func firstOffset(of opened: OpenedFile, _ trail: Trail) -> (Int64, Int) {
    guard isFirstLook, firstStarts[trail.source] == nil, sources[trail.source].from == .end else {
      return (0, 0)
    }
    return opened.lastLineEnd(before: opened.facts.size)
  }

  @discardableResult
  private func begin(
    _ opened: OpenedFile, path: String, at start: (Int64, Int), of trail: Trail
  ) -> LogFile {
    let file = LogFile(
      key: newKey(for: trail), path: path, opened: opened, at: start.0, line: start.1,
      hashKey: hashKey)
    take(file, into: trail)
    announce(file, of: trail)
    return file
  }

  @discardableResult
  private func begin(_ opened: OpenedFile, path: String, at start: Int64, of trail: Trail)
    -> LogFile
  {
    begin(opened, path: path, at: (start, 0), of: trail)
  }

  /// Adds a generation as the newest, with its claim and its watch.
  func take(_ file: LogFile, into trail: Trail) {
    trail.files.append(file)
    claim(file, trail)
    trail.isRemote = trail.isRemote || RemoteFolders.holds(Folder.above(trail.target))
    anyRemote = anyRemote || trail.isRemote
    makeReady(trail)
  }

  private func claim(_ file: LogFile, _ trail: Trail) {
    if file.isClosed { return }
    claimed[file.identity, default: 0] += 1
    guard case .plain(let descriptor) = file.content else { return }
    if let watch = notifier.watch(file: descriptor) {
      file.watch = watch
      trailsByWatch[watch] = trail
    }
  }

  /// Gives up the claim and the watch of a file that is about to be closed or moved.
  func release(_ file: LogFile) {
    if file.isClosed { return }
    let left = (claimed[file.identity] ?? 1) - 1
    claimed[file.identity] = left > 0 ? left : nil
    guard let watch = file.watch else { return }
    file.watch = nil
    // The next generation may be the same inode, with the same watch.
    if left == 0 {
      notifier.unwatch(watch)
      trailsByWatch[watch] = nil
    }
  }

  func announce(_ file: LogFile, of trail: Trail, isFinished: Bool = false) {
    announcements.append(file.position(of: sources[trail.source].source, isFinished: isFinished))
  }
}

// MARK: - Content replaced in place

extension FileWatcher {
  /// The file was emptied, and may have grown again: goes on in the copy that rotation made of the
  /// old content, and begins the file anew.
  func replaced(_ file: LogFile, of trail: Trail) {
    guard file.isLive, case .plain(let descriptor) = file.content else { return close(file) }
    do throws(SystemError) {
      let anew = try OpenedFile(trail.name, descriptor: descriptor)
      let siblings = try Siblings.of(trail.target, inodes: [])
      var fresh: [OpenedFile] = []
      let copy = copy(of: file, in: siblings)
      if let copy {
        for entry in siblings.older[(copy.at + 1)...].filter(isUnread) {
          guard let opened = try openUnchanged(entry) else { return lookSoon() }
          fresh.append(opened)
        }
      }
      leave(file, for: copy?.opened, trail)
      for older in fresh { begin(older, path: older.path, at: 0, of: trail).leave() }
      begin(anew, path: trail.name, at: 0, of: trail)
    } catch { unreadable(trail, error) }
  }

  /// Takes the copies of a file that was copied and emptied before any of it was read; says whether
  /// there were any.
  ///
  /// Nothing of its content is known then: it is by the neighbours that are newer than the generation
  /// before it that the copies are told.
  func takeUnreadCopies(before file: LogFile, _ trail: Trail) -> Bool {
    guard file === trail.files.last else { return false }
    do throws(SystemError) {
      let siblings = try Siblings.of(trail.target, inodes: trail.inodes)
      let unread: [Siblings.Entry]
      if let before = trail.files.dropLast().last {
        guard let at = index(of: before, in: siblings) else { return false }
        unread = siblings.older[(at + 1)...].filter(isUnread)
      } else {
        unread = siblings.older.filter { $0.begun > trail.knownUntil && isUnread($0) }
      }
      var fresh: [OpenedFile] = []
      for entry in unread {
        guard let opened = try openUnchanged(entry) else { return false }
        fresh.append(opened)
      }
      guard !fresh.isEmpty else { return false }
      trail.files.removeLast()
      for older in fresh { begin(older, path: older.path, at: 0, of: trail).leave() }
      trail.files.append(file)
      return true
    } catch { return false }
  }

  private func copy(of file: LogFile, in siblings: Siblings) -> (at: Int, opened: OpenedFile)? {
    for (at, entry) in siblings.older.enumerated() where claimed[entry.facts.identity] == nil {
      guard var opened = try? OpenedFile(entry.path, calls: calls) else { continue }
      if file.mark.isProof, opened.holds(file.mark, key: hashKey) { return (at, opened) }
    }
    return nil
  }

  private func leave(_ file: LogFile, for copy: OpenedFile?, _ trail: Trail) {
    file.leave()
    let unread = file.size - file.offset
    if let copy {
      release(file)
      file.move(to: copy, path: copy.path)
      claim(file, trail)
      return
    }
    close(file)
    notices.tell(
      .gap, sources[trail.source].source,
      """
      \(trail.name) was emptied or replaced in place and no copy of what it held was found; lines \
      after byte \(file.offset)\(unread > 0 ? ", at least \(unread) bytes," : "") may be lost. \
      Rotate it by renaming, or keep one uncompressed copy
      """)
  }
}

// MARK: - Leaving for good

extension FileWatcher {
  /// Closes generations that are quiet and gives up the positions of those that have successors.
  ///
  /// A position is kept until a newer generation has lines: without it, a restart could not tell
  /// which of the rotated files are unread.
  func settle(_ trail: Trail) {
    for (at, file) in trail.files.enumerated() where !file.isLive && !file.isClosed {
      let hasSuccessor = trail.files[(at + 1)...].contains { $0.offset > 0 }
      guard file.isCaughtUp, !file.mayHaveMore, !file.isClosing, hasSuccessor || file.links == 0,
        Monotonic.now >= file.quietSince + waits.rotated
      else { continue }
      file.isClosing = true
      file.mayHaveMore = true
    }
    while let oldest = trail.files.first, oldest.isClosed,
      trail.files.dropFirst().contains(where: { $0.offset > 0 })
    {
      announce(oldest, of: trail, isFinished: true)
      trail.files.removeFirst()
    }
  }
}
