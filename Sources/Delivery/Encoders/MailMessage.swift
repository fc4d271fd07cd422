import Records

/// One complete RFC 5322 message: the same content as text and as a page.
///
/// Nothing in it comes from a clock or from chance: `Date` is the revision's, the boundary is made
/// from the notification's key.
struct MailMessage {
  var document: Document
  var message: Message
  var envelope: MailEnvelope
  var thread: MailThread
  /// The notification's key.
  var key: String

  /// Columns of the text part.
  private static let width = 78

  var payload: MailPayload {
    var bytes = Array(headers.map(\.folded).joined().utf8)
    bytes += "\r\n".utf8
    bytes += part("text/plain", text)
    bytes += part("text/html", MailPage.html(document))
    bytes += "--\(boundary)--\r\n".utf8
    return MailPayload(from: envelope.from.text, to: envelope.to.text, message: bytes)
  }

  /// `=_` stands in no quoted-printable text, so no content can be taken for it (RFC 2045 §6.7).
  private var boundary: String {
    "=_tocsin_" + Codes.hexadecimal(Array(Codes.sha256(Array(key.utf8)).prefix(12)))
  }

  private var headers: [MailHeader] {
    var headers = [
      MailHeader("Date", ascii: message.at.mailDate),
      MailHeader("From", HeaderValue(envelope.from)),
      MailHeader("To", HeaderValue(envelope.to)),
      MailHeader("Subject", HeaderValue(subject)),
      MailHeader("Message-ID", ascii: thread.messageID),
    ]
    if let root = thread.root {
      headers.append(MailHeader("In-Reply-To", ascii: root))
      headers.append(MailHeader("References", ascii: root))
    }
    headers += machineHeaders
    if let expires = message.alert.expires {
      headers.append(MailHeader("Expires", ascii: expires.mailDate))
    }
    headers.append(MailHeader("MIME-Version", ascii: "1.0"))
    headers.append(
      MailHeader("Content-Type", ascii: "multipart/alternative; boundary=\"\(boundary)\""))
    return headers
  }

  /// So that no absence note answers, and a person can sort by them.
  private var machineHeaders: [MailHeader] {
    let (importance, priority) = Self.importance(document.severity)
    return [
      MailHeader("Auto-Submitted", ascii: "auto-generated"),
      MailHeader("X-Auto-Response-Suppress", ascii: "All"),
      MailHeader("List-Id", ascii: "<\(thread.listID)>"),
      MailHeader("Importance", ascii: importance),
      MailHeader("X-Priority", ascii: priority),
    ]
  }

  private static func importance(_ severity: Severity) -> (String, String) {
    switch severity {
    case .critical: ("high", "1")
    case .high: ("high", "2")
    case .medium: ("normal", "3")
    case .low: ("low", "5")
    }
  }

  /// The same words for all revisions, or mailboxes would show them apart; only what ends an alert
  /// is said, because it must not be taken for a warning.
  private var subject: Shown {
    let reply: Shown = thread.root == nil ? "" : "Re: "
    let stem: Shown = "\(own: document.tlp.label.bracketed) \(document.headline) (\(document.id))"
    return "\(reply)\(stem)\(ending)"
  }

  private var ending: Shown {
    switch message.reason {
    case .closed: " - closed"
    case .cancelled: " - cancelled"
    case .expired: " - expired"
    case .allClear: " - all clear"
    case .escalated: " - unanswered"
    case .overdue: " - overdue"
    case .test: " - test"
    case .digest: " - storm"
    case .opened, .revised, .updated, .acknowledged: ""
    }
  }

  /// The label of the Traffic Light Protocol comes first (TLP 2.0: in the subject and the body).
  private var text: String {
    let head = [document.tlp.label, document.headline.text, document.stamp.text, ""]
    let lines = head + TextLayout(width: Self.width).lines(document.sections)
    return lines.joined(separator: "\n") + "\n"
  }

  private func part(_ type: String, _ text: String) -> [UInt8] {
    let head = """
      --\(boundary)\r
      Content-Type: \(type); charset=utf-8\r
      Content-Transfer-Encoding: quoted-printable\r
      \r\n
      """
    return Array(head.utf8) + QuotedPrintable.encode(text)
  }
}

extension String {
  fileprivate var bracketed: String { "[" + self + "]" }
}
