import CLinux
import Glibc

/// Reading a folder's names, which readdir(3) gives together with inode numbers.
enum Folder {
  /// Names of one folder beyond this are not looked at: a folder of logs has hundreds, and one that
  /// somebody fills on purpose must not take the memory.
  static let namesMax = 20_000

  /// Names with their inode numbers, without `.` and `..`, in the folder's order.
  ///
  /// Names that are not UTF-8 are left out: no path in a declaration can mean them.
  static func names(in path: String) throws(SystemError) -> [(name: String, inode: UInt64)] {
    guard let folder = unsafe opendir(path) else {
      throw SystemError(place: path, call: "opendir", code: errno)
    }
    defer { unsafe _ = closedir(folder) }
    var found: [(name: String, inode: UInt64)] = []
    while found.count < namesMax, let entry = unsafe readdir(folder) {
      let text = unsafe linux_entry_name(entry)
      guard let text = unsafe text, let name = unsafe String(validatingCString: text) else {
        continue
      }
      if name != ".", name != ".." { unsafe found.append((name, UInt64(entry.pointee.d_ino))) }
    }
    return found
  }

  /// The path with all symbolic links resolved; nil when it leads nowhere.
  static func resolved(_ path: String) -> String? {
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(validatingCString: real)
  }

  /// Everything before the last slash; "." when there is none.
  static func above(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func lastName(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}
