import FoundationEssentials
import Glibc

/// Who types: the login uid, which stays the person's own behind sudo and su.
enum Login {
  static var name: String {
    let text = (try? String(contentsOfFile: "/proc/self/loginuid", encoding: .utf8)) ?? ""
    let login = UInt32(text.filter(\.isNumber))
    // 4294967295 is "not set": a process that no login started.
    let user = login.flatMap { $0 == UInt32.max ? nil : $0 } ?? getuid()
    return userName(user) ?? "uid \(user)"
  }

  static func userName(_ user: UInt32) -> String? {
    guard let entry = unsafe getpwuid(user), let name = unsafe entry.pointee.pw_name else {
      return nil
    }
    return unsafe String(cString: name)
  }

  /// Root becomes the owner of the folder, when it is there and belongs to another.
  static func becomeOwner(of folder: String) {
    var found = stat()
    guard geteuid() == 0, unsafe stat(folder, &found) == 0, found.st_uid != 0 else { return }
    if let name = userName(found.st_uid) { unsafe initgroups(name, found.st_gid) }
    _ = setegid(found.st_gid)
    _ = seteuid(found.st_uid)
  }
}
