import FoundationEssentials
import Glibc

/// The host's time zone, for lines that are written without one.
enum Zone {
  /// Seconds east of Greenwich, now.
  static var secondsEast: Int {
    var now = time(nil)
    var parts = unsafe tm()
    unsafe localtime_r(&now, &parts)
    return unsafe parts.tm_gmtoff
  }
}

/// A path from the root, whatever folder one stands in.
func absolute(_ path: String) -> String {
  path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
}
