import Glibc

/// A folder of entries that can be made again: whatever is wrong with one, it is not there.
///
/// An entry is believed only when it is a file of our own that nobody else may write, in such a
/// folder, and its digest is that of its name and its bytes. It is read whole before it is looked
/// at, so that nothing that happens to the file later matters. Nothing here throws or is told.
package struct CacheFolder: Sendable {
  /// What all entries may take; the least recently used go first.
  ///
  /// All public rules take a third of it with the databases of several sources.
  package static let bytesMax = 96 << 20
  package static let entriesMax = 256
  /// Entries that nobody used for as long are removed.
  static let idleSeconds = 30 * 86_400
  /// Files that a writer left behind when it was killed are removed after that.
  static let leftoverSeconds = 3600

  package let path: String

  package init(path: String) { self.path = path }

  /// `cache` in the state folder where that one is ours and closed to others, else `user`.
  ///
  /// A state folder that is not there yet, or that others may look into, is left as it is. Nil
  /// when neither can be ours.
  package static func choose(state: String, user: String?) -> CacheFolder? {
    if let facts = facts(of: state), facts.isFolder, facts.isOurs, facts.permissions & 0o077 == 0 {
      return CacheFolder(path: state + "/cache")
    }
    guard let user, isUnderOurs(user) else { return nil }
    return CacheFolder(path: user)
  }

  /// The bytes that were written under `name`; nil when there are none to believe.
  package func read(_ name: String) -> [UInt8]? {
    guard isTrusted else { return nil }
    let file = unsafe open(
      path + "/" + name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard let facts = Self.facts(of: file), facts.isFile, facts.isOurs,
      facts.permissions & 0o077 == 0, facts.size > EntrySeal.bytes,
      facts.size <= Self.bytesMax,
      let seal = Self.read(EntrySeal.bytes, from: file),
      let bytes = Self.read(facts.size - EntrySeal.bytes, from: file),
      seal == EntrySeal.of(bytes, named: name)
    else { return nil }
    // What is used stays; a folder that cannot be written stays as it is.
    futimens(file, nil)
    return bytes
  }

  /// Keeps `bytes` under `name`, in place of what was there; silent when that cannot be.
  ///
  /// Other processes see the former entry or this one, never a part.
  package func write(_ name: String, _ bytes: [UInt8]) {
    guard bytes.count + EntrySeal.bytes <= Self.bytesMax, prepare() else { return }
    let draft = path + "/." + name + "." + hexadecimal(randomBytes(8))
    let file = unsafe open(
      draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    let isWhole =
      Self.write(EntrySeal.of(bytes, named: name), to: file) && Self.write(bytes, to: file)
    close(file)
    if !isWhole || (unsafe rename(draft, path + "/" + name)) != 0 { unsafe unlink(draft) }
    prune()
  }

  /// Whether the folder is there and nobody else may put anything into it.
  private var isTrusted: Bool {
    guard let facts = Self.facts(of: path) else { return false }
    return facts.isFolder && facts.isOurs && facts.permissions & 0o022 == 0
  }

  private func prepare() -> Bool {
    Self.make(path)
    return isTrusted
  }

  private static func make(_ folder: String) {
    guard unsafe mkdir(folder, 0o700) != 0, errno == ENOENT,
      let slash = folder.lastIndex(of: "/"), slash != folder.startIndex
    else { return }
    make(String(folder[..<slash]))
    unsafe mkdir(folder, 0o700)
  }

  /// Whether the nearest folder above that is there is ours: root leaves nothing in another's home.
  private static func isUnderOurs(_ folder: String) -> Bool {
    var folder = folder
    while true {
      if let facts = facts(of: folder) { return facts.isFolder && facts.isOurs }
      guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else { return false }
      folder = String(folder[..<slash])
    }
  }
}

/// Reading, writing and facts.
extension CacheFolder {
  struct Facts {
    var size: Int
    var permissions: UInt32
    var isFile: Bool
    var isFolder: Bool
    var isOurs: Bool
    /// Seconds since 1970.
    var used: Int

    init(_ found: stat) {
      size = Int(found.st_size)
      permissions = found.st_mode & 0o7777
      isFile = found.st_mode & S_IFMT == S_IFREG
      isFolder = found.st_mode & S_IFMT == S_IFDIR
      isOurs = found.st_uid == geteuid()
      used = found.st_mtim.tv_sec
    }
  }

  /// Of the name itself, not of what a link leads to.
  static func facts(of path: String) -> Facts? {
    var found = stat()
    return unsafe lstat(path, &found) == 0 ? Facts(found) : nil
  }

  private static func facts(of file: Int32) -> Facts? {
    var found = stat()
    return unsafe fstat(file, &found) == 0 ? Facts(found) : nil
  }

  private static func read(_ count: Int, from file: Int32) -> [UInt8]? {
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
      done = 0
      while done < count {
        let got = unsafe Glibc.read(file, buffer.baseAddress.map { unsafe $0 + done }, count - done)
        if got > 0 { done += got } else if got == 0 || errno != EINTR { return }
      }
    }
    return bytes.count == count ? bytes : nil
  }

  private static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
    unsafe bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let put = unsafe Glibc.write(
          file, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done)
        if put > 0 { done += put } else if put == 0 || errno != EINTR { return false }
      }
      return true
    }
  }
}
