import Glibc

/// A system call that failed: on what, which call, and the number underneath.
///
/// Its text has the shape of every trouble at run time: place, call, reason.
package struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The path or other thing the call was about.
  package var place: String
  package var call: String
  /// The `errno` of the call, or the positive form of what libsystemd returned.
  package var code: Int32
  /// What a person can do about it; nil where nothing is known.
  package var hint: String?

  package init(place: String, call: String, code: Int32, hint: String? = nil) {
    self.place = place
    self.call = call
    self.code = code
    self.hint = hint
  }

  package var description: String { "\(place): \(call): \(Self.reason(code))" }

  /// The system's words for a number of `errno`.
  package static func reason(_ code: Int32) -> String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { room in
      guard let start = room.baseAddress else { return "error \(code)" }
      unsafe start[0] = 0
      guard unsafe strerror_r(code, start, room.count) == 0 else { return "error \(code)" }
      return unsafe String(cString: start)
    }
  }
}
