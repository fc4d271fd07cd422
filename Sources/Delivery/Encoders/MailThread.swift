import Records

/// How the mails of one alert find each other in a mailbox.
///
/// A number is made from what it names and from nothing else, so that all attempts and recipients
/// of a revision have the same, and a later revision knows the first one's without looking it up.
struct MailThread: Sendable, Equatable {
  /// `<SA-2026-0001.2.3f2a…@web1>`.
  var messageID: String
  /// The first revision's, for every later mail of the alert.
  var root: String?
  /// `alerts.tocsin.web1` (RFC 2919).
  var listID: String

  init(_ message: Message, instance: String, receiver: String) {
    let alert = message.alert
    let host = Self.host(message.sentinel)
    func number(_ revision: Int, _ reason: String) -> String {
      let id = String(String.UnicodeScalarView(alert.id.unicodeScalars.filter(isNumberScalar)))
      let digest = Codes.sha256(
        Self.frame([instance, alert.id, String(revision), receiver, reason]))
      let short = Codes.hexadecimal(Array(digest.prefix(10)))
      return "<\(id.prefix(40)).\(revision).\(short)@\(host)>"
    }
    let reason = message.reason.rawValue + Self.storm(message.digest)
    let opened = number(1, Message.Reason.opened.rawValue)
    messageID = number(alert.revision, reason)
    let stands = message.reason == .test || message.reason == .digest || messageID == opened
    root = stands ? nil : opened
    listID = "alerts.tocsin." + host
  }

  /// The digests of one storm differ in their span only.
  private static func storm(_ digest: Message.Digest?) -> String {
    guard let digest else { return "" }
    return "\(digest.first.microseconds) \(digest.last.microseconds) \(digest.alerts)"
  }

  /// Parts with their lengths, so that no two lists of parts read the same.
  private static func frame(_ parts: [String]) -> [UInt8] {
    parts.flatMap { Array("\($0.utf8.count):\($0)".utf8) }
  }

  /// A host name fit for an address; a sentinel may be named anything.
  private static func host(_ name: String) -> String {
    let kept = name.unicodeScalars.filter { isNumberScalar($0) || $0 == "." }
    let labels = String(String.UnicodeScalarView(kept)).split(separator: ".")
    let host = labels.joined(separator: ".").prefix(120)
    return host.isEmpty ? "tocsin.invalid" : String(host)
  }
}
