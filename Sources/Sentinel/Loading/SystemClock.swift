import Glibc
package import Records

extension Instant {
  /// What the host's clock says.
  ///
  /// Nobody else asks it: `now` is an argument everywhere below this room.
  package static func now() -> Instant {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }
}
