import CLinux

/// Which file this is, as far as the kernel knows: device and inode number.
struct FileIdentity: Hashable {
  var device: UInt64
  var inode: UInt64
}

/// What statx(2) says about a file.
struct FileFacts {
  var identity: FileIdentity
  /// Nanoseconds since 1970; 0 where the file system keeps none.
  var birth: Int64
  /// Time of the last write, in nanoseconds since 1970.
  var modified: Int64
  var size: Int64
  var mode: UInt32
  var links: UInt32
  var group: UInt32

  var isRegular: Bool { mode & 0o170000 == 0o100000 }
  var isFolder: Bool { mode & 0o170000 == 0o040000 }
  var isLink: Bool { mode & 0o170000 == 0o120000 }

  /// Asks about a path, through symbolic links.
  init(path: String) throws(SystemError) {
    var raw = linux_file_facts()
    let code = unsafe linux_facts_of_path(path, &raw)
    guard code == 0 else { throw SystemError(place: path, call: "statx", code: code) }
    self.init(raw)
  }

  /// Asks about a path itself, link or not.
  init(linkItself path: String) throws(SystemError) {
    var raw = linux_file_facts()
    let code = unsafe linux_facts_of_link(path, &raw)
    guard code == 0 else { throw SystemError(place: path, call: "statx", code: code) }
    self.init(raw)
  }

  init(of descriptor: Descriptor) throws(SystemError) {
    var raw = linux_file_facts()
    let code = unsafe linux_facts_of_descriptor(descriptor.number, &raw)
    guard code == 0 else {
      throw SystemError(place: "descriptor \(descriptor.number)", call: "statx", code: code)
    }
    self.init(raw)
  }

  private init(_ raw: linux_file_facts) {
    identity = FileIdentity(device: raw.device, inode: raw.inode)
    birth = raw.birth
    modified = raw.modified
    size = raw.size
    mode = raw.mode
    links = raw.links
    group = raw.group
  }
}
