package import Records

/// Says what became of an attempt: from a transport's reply to one of eleven classes.
///
/// One pure table for all services. A 2xx is not yet success, and the same libcurl result can be
/// transient or permanent: so kind, result, status and the reply's words are judged together.
package struct Classifier: Sendable {
  package var receiver: String
  package var kind: Receiver.Kind
  /// Whoever knows the URL may post: "not found" then means that the hook is gone.
  package var hasSecretURL: Bool
  package var redaction: ReplyRedaction

  /// Bytes of a receipt's detail.
  static let detailMax = 500

  package init(
    receiver: String, kind: Receiver.Kind, hasSecretURL: Bool, redaction: ReplyRedaction = .none
  ) {
    self.receiver = receiver
    self.kind = kind
    self.hasSecretURL = hasSecretURL
    self.redaction = redaction
  }

  package init(for ready: ReadyReceiver) {
    let kind = ready.receiver.kind
    self.init(
      receiver: ready.receiver.id, kind: kind,
      hasSecretURL: kind != .webhook || ready.receiver.urlSecret != nil,
      redaction: ReplyRedaction(url: ready.url, password: ready.password))
  }

  /// What an attempt meant: a class, how long to stay away, and our words for it.
  struct Verdict: Equatable {
    var `class`: Receipt.Class
    var wait: Duration?
    var words: String

    init(_ class: Receipt.Class, _ words: String, wait: Duration? = nil) {
      self.class = `class`
      self.wait = wait
      self.words = words
    }
  }

  /// `now` is when the reply came.
  package func receipt(for reply: HTTPReply, at now: Instant) -> Receipt {
    let verdict = judge(reply, at: now)
    return Receipt(
      class: verdict.class, at: now, code: reply.status, curl: reply.curl,
      detail: detail(verdict, reply.body), wait: verdict.wait)
  }

  /// `now` is when the reply came.
  package func receipt(for reply: MailReply, at now: Instant) -> Receipt {
    let verdict = judge(reply)
    return Receipt(
      class: verdict.class, at: now, code: reply.code, curl: reply.curl,
      detail: detail(verdict, reply.text), wait: verdict.wait)
  }

  /// Our words and then the service's, as many as fit.
  ///
  /// Secrets are taken out before the cut, so that none is left in half.
  private func detail(_ verdict: Verdict, _ answer: [UInt8]) -> Untrusted {
    var words = Array("receiver '\(receiver)': \(verdict.words)".utf8)
    let said = redaction.clean(Array(answer.prefix(4096)))
    if verdict.class != .delivered, !said.isEmpty { words += Array(": ".utf8) + said }
    return Untrusted(Self.cut(words, to: Self.detailMax))
  }

  /// At most `count` bytes, not ending inside a character.
  private static func cut(_ bytes: [UInt8], to count: Int) -> ArraySlice<UInt8> {
    guard bytes.count > count else { return bytes[...] }
    var end = count
    while end > 0, bytes[end] & 0xc0 == 0x80 { end -= 1 }
    return bytes[..<end]
  }
}
