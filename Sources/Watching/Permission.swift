import CLinux
import Glibc

/// Who may read a file, in the words a person needs to change it.
enum Permission {
  /// `PATH: open: Permission denied; add the user 'tocsin' to group 'adm'`.
  static func detail(of path: String, _ error: SystemError) -> String {
    let trouble = "\(path): \(error.call): \(SystemError.reason(error.code))"
    guard let facts = try? FileFacts(path: path) else {
      return trouble + "; a folder above it may not be entered"
    }
    let user = userName(geteuid())
    guard facts.mode & 0o040 != 0 else {
      let mode = String(facts.mode & 0o777, radix: 8)
      return trouble
        + "; its mode is \(mode), so no group may read it: change that, or who writes it"
    }
    return trouble + "; add the user '\(user)' to group '\(groupName(facts.group))'"
  }

  /// The group's name, or its number when it has none.
  static func groupName(_ number: UInt32) -> String {
    var entry = unsafe group()
    var found: UnsafeMutablePointer<group>?
    return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16 * 1024) { room in
      guard let start = room.baseAddress,
        unsafe getgrgid_r(number, &entry, start, room.count, &found) == 0,
        unsafe found != nil, let name = unsafe entry.gr_name
      else { return String(number) }
      return unsafe String(cString: name)
    }
  }

  /// The user's name, or its number when it has none.
  static func userName(_ number: UInt32) -> String {
    var entry = unsafe passwd()
    var found: UnsafeMutablePointer<passwd>?
    return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16 * 1024) { room in
      guard let start = room.baseAddress,
        unsafe getpwuid_r(number, &entry, start, room.count, &found) == 0,
        unsafe found != nil, let name = unsafe entry.pw_name
      else { return String(number) }
      return unsafe String(cString: name)
    }
  }
}
