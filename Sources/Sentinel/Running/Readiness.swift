import CSystemd

/// What systemd is told: ready, reloading, stopping, alive.
///
/// Without systemd nothing happens.
enum Readiness {
  static func ready(_ status: String) { notify("READY=1\nSTATUS=" + status) }
  static func reloading() { notify("RELOADING=1") }
  static func stopping() { notify("STOPPING=1") }
  static func status(_ text: String) { notify("STATUS=" + text) }

  /// Only when every loop has moved since the last time: a timer that pings by itself proves
  /// nothing.
  static func alive() { notify("WATCHDOG=1") }

  private static func notify(_ state: String) { _ = unsafe sd_notify(0, state) }
}
