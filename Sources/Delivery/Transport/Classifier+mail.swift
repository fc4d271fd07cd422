import Records

/// The table for relays: the reply's code decides, because libcurl has one result for a refusal for
/// now and a refusal for ever.
extension Classifier {
  func judge(_ reply: MailReply) -> Verdict {
    if let obstacle = reply.obstacle { return judge(obstacle) }
    if reply.curl == CurlResult.ok { return Verdict(.delivered, "SMTP \(reply.code ?? 0)") }
    if let verdict = Self.judgeConfiguration(reply.curl) { return verdict }
    if reply.curl == CurlResult.tlsRequired {
      return Verdict(.tls, "it offers no STARTTLS (possible interception), and TLS is required")
    }
    if reply.curl == CurlResult.loginDenied { return judgeLogin(reply.code ?? 0) }
    if let code = reply.code, code >= 400 { return judge(code, enhanced: enhanced(reply.text)) }
    if reply.isSent {
      return Verdict(.unknown, "no word on the whole message, \(Curl.words(reply.curl))")
    }
    return Verdict(.retryBackoff, "no answer, \(Curl.words(reply.curl))")
  }

  private func judgeLogin(_ code: Int) -> Verdict {
    // RFC 4954 4.7.0: a temporary failure, such as a directory that is down.
    if (400..<500).contains(code) { return Verdict(.retryBackoff, "no login now, SMTP \(code)") }
    return Verdict(.parkAuth, "it refuses user and password")
  }

  private func judge(_ code: Int, enhanced: String) -> Verdict {
    switch code {
    case 400..<500: return Verdict(.retryBackoff, "not now, SMTP \(code)")
    // Login is required, or no longer possible in this way (RFC 4954 section 6).
    case 530, 534, 535, 538: return Verdict(.parkAuth, "it refuses us, SMTP \(code)")
    case _ where enhanced == "5.7.30": return Verdict(.parkAuth, "it refuses us, SMTP \(code)")
    case 552: return Verdict(.shrinkOnce, "the message is too large, SMTP 552")
    case _ where enhanced == "5.3.4":
      return Verdict(.shrinkOnce, "the message is too large, SMTP \(code)")
    default: return Verdict(.poison, "it refuses the message, SMTP \(code)")
    }
  }

  /// RFC 3463: the `5.3.4` of `552 5.3.4 Message too big`; empty when there is none.
  private func enhanced(_ text: [UInt8]) -> String {
    let word = text.dropFirst(4).prefix { $0 != 0x20 }
    let isCode =
      word.count <= 9 && word.allSatisfy { $0 == 0x2e || (0x30...0x39).contains($0) }
      && word.count { $0 == 0x2e } == 2
    return isCode ? String(decoding: word, as: UTF8.self) : ""
  }
}
