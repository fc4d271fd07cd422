import Glibc
import Records

/// After a start: finds the files that stored positions belong to, under whatever names.
extension FileWatcher {
  /// Sorts stored positions to trails; those of paths that no pattern means any more are left alone.
  func takeRows(_ positions: [ReadPosition]) {
    for row in positions where row.file != Self.sourceRow && !row.isFinished {
      guard let source = sources.firstIndex(where: { $0.source == row.source }),
        let space = row.file.firstIndex(of: " ")
      else { continue }
      let name = String(row.file[row.file.index(after: space)...])
      guard patterns[source].contains(where: { $0.fits(name) }) else { continue }
      if trailsByName[name] == nil {
        add(Trail(source: source, name: name, knownUntil: firstStarts[source].flatMap(\.self) ?? 0))
      }
      if let trail = trailsByName[name], trail.source == source { trail.rows.append(row) }
    }
  }

  /// A stored position with the file it belongs to.
  private struct Found {
    var row: ReadPosition
    var opened: OpenedFile
  }

  /// Opens a trail's generations from its stored positions on; tries again at the next look when one
  /// of them may not be read.
  func resume(_ trail: Trail) {
    do throws(SystemError) {
      trail.target = Folder.resolved(trail.name) ?? trail.name
      let siblings = try Siblings.of(trail.target, inodes: trail.inodes)
      let found = try find(trail, in: siblings)
      let lost = trail.rows.filter { row in !found.values.contains { $0.row.file == row.file } }
      guard let unread = try unread(besides: Array(found.keys), lost, siblings, trail) else {
        return lookSoon()
      }
      take(found, lost, unread, siblings, trail)
      readableAgain(trail)
    } catch {
      if error.code == ENOENT { loseAll(trail) } else { unreadable(trail, error) }
    }
  }

  /// By inode first, then by content, among files no other trail has.
  private func find(_ trail: Trail, in siblings: Siblings) throws(SystemError) -> [Int: Found] {
    var found: [Int: Found] = [:]
    let all = siblings.all
    for byInode in [true, false] {
      for row in trail.rows where !found.values.contains(where: { $0.row.file == row.file }) {
        let mark = Fingerprint(row)
        for (at, entry) in all.enumerated() where found[at] == nil {
          guard byInode ? hasInode(entry, row) : mayHold(entry, row, mark),
            claimed[entry.facts.identity] == nil, var opened = try openUnchanged(entry)
          else { continue }
          guard opened.holds(mark, key: hashKey) else { continue }
          found[at] = Found(row: row, opened: opened)
          break
        }
      }
    }
    return found
  }

  /// The device is not compared: its number may change over a reboot.
  private func hasInode(_ entry: Siblings.Entry, _ row: ReadPosition) -> Bool {
    entry.facts.identity.inode == row.inode
      && (row.birth == 0 || entry.facts.birth == 0 || row.birth == entry.facts.birth)
  }

  /// A few bytes may be the banner of every generation: then nothing that was last written before the
  /// position's file was born can be it.
  private func mayHold(_ entry: Siblings.Entry, _ row: ReadPosition, _ mark: Fingerprint) -> Bool {
    mark.isProof
      && (mark.offset >= Fingerprint.headBytes || entry.facts.modified >= row.birth)
  }

  /// Files newer than the oldest that was found; nil when one changed meanwhile.
  private func unread(
    besides found: [Int], _ lost: [ReadPosition], _ siblings: Siblings, _ trail: Trail
  ) throws(SystemError) -> [Int: OpenedFile]? {
    let newest = lost.max { $0.birth < $1.birth }
    // Where nothing was read yet, a copy that was made since the first start is unread, too.
    let isUntouched = trail.rows.allSatisfy { $0.offset == 0 }
    let candidates =
      isUntouched
      ? siblings.older.filter { $0.begun > trail.knownUntil && isUnread($0) }
      : newer(than: newest.map(LogFile.init(lost:)), in: siblings, trail)
    var opened: [Int: OpenedFile] = [:]
    for (at, entry) in siblings.all.enumerated() where !found.contains(at) {
      let isLive = at == siblings.older.count && claimed[entry.facts.identity] == nil
      let isNewer =
        found.min().map { at > $0 && isUnread(entry) } ?? false
        || (found.isEmpty || isUntouched) && candidates.contains { $0.path == entry.path }
      guard isLive || isNewer else { continue }
      guard let file = try openUnchanged(entry) else { return nil }
      opened[at] = file
    }
    return opened
  }

  private func take(
    _ found: [Int: Found], _ lost: [ReadPosition], _ unread: [Int: OpenedFile],
    _ siblings: Siblings, _ trail: Trail
  ) {
    trail.rows = []
    for row in lost.sorted(by: { $0.birth < $1.birth }) {
      trail.files.append(LogFile(lost: row))
      if row.offset > 0 { tellLost(row, trail, found.isEmpty ? siblings : nil) }
    }
    for (at, entry) in siblings.all.enumerated() {
      let isLive = at == siblings.older.count
      guard let file = found[at].map({ resumed($0, trail) }) ?? unread[at].map({ begun($0, trail) })
      else { continue }
      file.path = isLive ? trail.name : entry.path
      take(file, into: trail)
      if !isLive { file.leave() }
      if found[at] == nil { announce(file, of: trail) }
    }
    if trail.files.allSatisfy(\.isClosed), siblings.all.isEmpty { giveUp(trail) }
  }

  private func begun(_ opened: OpenedFile, _ trail: Trail) -> LogFile {
    LogFile(
      key: newKey(for: trail), path: opened.path, opened: opened, at: 0, line: 0, hashKey: hashKey)
  }

  private func resumed(_ found: Found, _ trail: Trail) -> LogFile {
    // A file that could not be opened at the source's first start has a size, but no line's end yet.
    let isFirst = found.row.headLength == 0 && found.row.offset > 0
    let start =
      isFirst
      ? found.opened.lastLineEnd(before: found.row.offset) : (found.row.offset, found.row.line)
    return LogFile(
      key: found.row.file, path: found.opened.path, opened: found.opened, at: start.0,
      line: start.1, hashKey: hashKey)
  }

  private func tellLost(_ row: ReadPosition, _ trail: Trail, _ siblings: Siblings?) {
    let rest = siblings.map { $0.all.isEmpty ? "" : "; reading goes on in what is there" } ?? ""
    notices.tell(
      .gap, sources[trail.source].source,
      """
      \(row.path) was read up to byte \(row.offset), and neither that file nor a copy of it is left: \
      it was removed or replaced while nothing watched, and lines after that may be lost\(rest)
      """)
  }

  /// The folder itself is gone.
  private func loseAll(_ trail: Trail) {
    for row in trail.rows {
      trail.files.append(LogFile(lost: row))
      if row.offset > 0 { tellLost(row, trail, nil) }
    }
    trail.rows = []
    readableAgain(trail)
    giveUp(trail)
  }

  private func giveUp(_ trail: Trail) {
    for file in trail.files { announce(file, of: trail, isFinished: true) }
    trail.files = []
  }

  /// Remembers that each source was started, so that files that appear later are read from 0.
  func announceSources(_ moment: Int64) {
    for (at, source) in sources.enumerated() where firstStarts[at] == nil {
      firstStarts[at] = moment
      announcements.append(
        ReadPosition(
          source: source.source, file: Self.sourceRow, path: source.patterns.first ?? "",
          birth: moment))
    }
  }
}
