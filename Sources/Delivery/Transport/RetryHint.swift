import CCurl
package import Records

/// How long a service asked us to stay away.
///
/// libcurl 7.88.1 reads a date in the past as a negative wait and `0.376` as none, so the header is
/// read here: RFC 9110 10.2.3 (seconds or a date), and besides what services really send, decimals.
package enum RetryHint {
  package static let least = Duration.seconds(1)
  package static let most = ReceiverPace.waitMax

  /// The wait a `Retry-After` value asks for, clamped to 1 s … 6 h; nil when it says nothing.
  package static func wait(header: String, at now: Instant) -> Duration? {
    if let seconds = Double(header) { return wait(seconds: seconds) }
    // A date is letters and digits; what `curl_getdate` makes of other text is chance.
    guard header.utf8.count <= 40, header.utf8.contains(0x3a), !header.utf8.contains(0) else {
      return nil
    }
    let moment = unsafe curl_getdate(header, nil)
    guard moment > 0 else { return nil }
    let wait = Instant(seconds: Int64(moment)) - now
    return min(max(wait, least), most)
  }

  /// The same of a number of seconds, as in Discord's `retry_after`; nil when it is no number.
  package static func wait(seconds: Double) -> Duration? {
    guard !seconds.isNaN else { return nil }
    let clamped = min(
      max(seconds, Double(least.components.seconds)), Double(most.components.seconds))
    // Upwards: a millisecond early is a refusal more.
    return .milliseconds(Int64((clamped * 1000).rounded(.up)))
  }
}
