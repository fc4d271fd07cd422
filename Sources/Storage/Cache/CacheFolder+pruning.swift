import Glibc

/// So that nothing grows without end.
extension CacheFolder {
  private struct Entry {
    var name: String
    var size: Int
    var used: Int
  }

  /// Removes what nobody used for long, then the least recently used beyond the bounds.
  func prune(now: Int = time(nil)) {
    var kept: [Entry] = []
    for entry in entries() {
      let isDraft = entry.name.hasPrefix(".")
      let limit = isDraft ? Self.leftoverSeconds : Self.idleSeconds
      if now - entry.used > limit {
        unsafe unlink(path + "/" + entry.name)
      } else if !isDraft {
        kept.append(entry)
      }
    }
    var (bytes, count) = (kept.reduce(0) { $0 + $1.size }, kept.count)
    for entry in kept.sorted(by: { $0.used < $1.used })
    where bytes > Self.bytesMax || count > Self.entriesMax {
      unsafe unlink(path + "/" + entry.name)
      bytes -= entry.size
      count -= 1
    }
  }

  /// Plain files of ours; whatever else lies there is nobody's business here.
  private func entries() -> [Entry] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(folder) }
    var entries: [Entry] = []
    while let found = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &found.pointee.d_name) { name in
        unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      guard let facts = Self.facts(of: path + "/" + name), facts.isFile, facts.isOurs,
        Self.isOurName(name)
      else { continue }
      entries.append(Entry(name: name, size: facts.size, used: facts.used))
    }
    return entries
  }

  /// A key in hexadecimal with its ending, perhaps a draft: no other file is ever removed.
  private static func isOurName(_ name: String) -> Bool {
    let parts = name.drop { $0 == "." }.split(separator: ".")
    return parts.count >= 2 && parts[0].utf8.count == 64 && parts[0].allSatisfy(\.isHexDigit)
  }
}
