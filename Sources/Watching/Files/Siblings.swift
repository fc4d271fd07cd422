/// The files that may be generations of one log: the live one and its rotated neighbours.
struct Siblings {
  struct Entry {
    var path: String
    var facts: FileFacts
    /// The rotated part of the name, nil where the name only begins alike.
    var suffix: String?

    /// When its content began, as far as can be told: compression keeps only the last write's time.
    var begun: Int64 {
      facts.birth == 0 || RotatedName.isCompressed(path) ? facts.modified : facts.birth
    }
  }

  /// Oldest first; by the time of the last write, because compression gives a file a new birth.
  var older: [Entry] = []
  /// The file that has the name now.
  var live: Entry?

  /// All of them, oldest first, the live one last.
  var all: [Entry] { older + (live.map { [$0] } ?? []) }

  /// Looks until two looks agree, because a rotation may pass between two names.
  ///
  /// Neighbours are names that begin like the live file's, and whatever has one of `inodes`.
  static func of(_ path: String, inodes: Set<UInt64>) throws(SystemError) -> Siblings {
    var last = try look(path, inodes: inodes)
    for _ in 0..<8 {
      let next = try look(path, inodes: inodes)
      if next.all.map(\.facts.identity) == last.all.map(\.facts.identity),
        next.all.map(\.path) == last.all.map(\.path)
      {
        return next
      }
      last = next
    }
    return last
  }

  private static func look(_ path: String, inodes: Set<UInt64>) throws(SystemError) -> Siblings {
    var found = Siblings()
    let folder = Folder.above(path)
    let stem = Folder.lastName(of: path)
    let beginning = stem.split(separator: ".").first.map(String.init) ?? stem
    if let facts = try? FileFacts(path: path), facts.isRegular {
      found.live = Entry(path: path, facts: facts)
    }
    for (name, inode) in try Folder.names(in: folder) where name != stem {
      guard inodes.contains(inode) || name.hasPrefix(beginning) else { continue }
      let path = Folder.join(folder, name)
      guard let facts = try? FileFacts(linkItself: path), facts.isRegular,
        facts.identity != found.live?.facts.identity
      else { continue }
      let suffix = RotatedName.suffix(of: name, after: stem)
      found.older.append(Entry(path: path, facts: facts, suffix: suffix))
    }
    found.dropUnfinished()
    found.older.sort(by: isOlder)
    return found
  }

  /// Drops compressed files that are still being written: their plain form is there as long.
  private mutating func dropUnfinished() {
    let names = Set(all.map(\.path))
    older.removeAll { entry in
      RotatedName.isCompressed(entry.path)
        && names.contains(RotatedName.withoutCompression(entry.path))
    }
  }

  private static func isOlder(_ left: Entry, _ right: Entry) -> Bool {
    guard left.facts.modified == right.facts.modified else {
      return left.facts.modified < right.facts.modified
    }
    return RotatedName.isOlder(left.suffix ?? "", than: right.suffix ?? "")
  }
}
