import CLinux
import Records

/// A moment of the clock that never jumps, for waiting only: it means nothing outside this process.
struct Monotonic: Comparable {
  var milliseconds: Int64

  static var now: Monotonic { Monotonic(milliseconds: linux_monotonic_milliseconds()) }
  static let never = Monotonic(milliseconds: .max)

  static func < (left: Monotonic, right: Monotonic) -> Bool {
    left.milliseconds < right.milliseconds
  }

  static func + (moment: Monotonic, span: Duration) -> Monotonic {
    Monotonic(milliseconds: moment.milliseconds + span.microseconds / 1000)
  }
}
