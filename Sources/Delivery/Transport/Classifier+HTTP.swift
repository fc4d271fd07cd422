import Records

/// The table for webhooks: obstacle, then libcurl's result, then the status, then the words.
extension Classifier {
  func judge(_ reply: HTTPReply, at now: Instant) -> Verdict {
    if let obstacle = reply.obstacle { return judge(obstacle) }
    if reply.curl == CurlResult.ok { return judge(status: reply.status ?? 0, reply, at: now) }
    if reply.curl == CurlResult.writeStopped, reply.isCut, let status = reply.status {
      return judge(status: status, reply, at: now)
    }
    if let verdict = Self.judgeConfiguration(reply.curl) { return verdict }
    // An answer began: its status holds, only a success may have been cut before it was one.
    if let status = reply.status {
      guard (200..<300).contains(status) else { return judge(status: status, reply, at: now) }
      return Verdict(.unknown, "the answer \(status) was cut short, \(Curl.words(reply.curl))")
    }
    // Without a connection this is our own refusal of the protocol, with one it is no HTTP.
    if reply.curl == CurlResult.unsupportedProtocol, !reply.reachedServer {
      return Verdict(.local, "a protocol we do not deliver by")
    }
    return Verdict(.retryBackoff, "no answer, \(Curl.words(reply.curl))")
  }

  func judge(_ obstacle: Obstacle) -> Verdict {
    if obstacle == .noLogin { return Verdict(.parkAuth, obstacle.rawValue) }
    return Verdict(obstacle.mayPass ? .retryBackoff : .local, obstacle.rawValue)
  }

  /// Results that no waiting mends: certificates, and settings that are wrong here.
  static func judgeConfiguration(_ curl: Int) -> Verdict? {
    switch curl {
    case CurlResult.peerCertificate, CurlResult.badIssuer, CurlResult.badPin,
      CurlResult.badCertificateStatus:
      Verdict(.tls, "its certificate is not trusted (possible interception), \(Curl.words(curl))")
    case CurlResult.badURL, CurlResult.notBuiltIn, CurlResult.badArgument, CurlResult.unknownOption,
      CurlResult.clientCertificate, CurlResult.badCipher, CurlResult.noCertificateFile,
      CurlResult.badRevocationList, CurlResult.aborted:
      Verdict(.local, "a setting cannot be used, \(Curl.words(curl))")
    default: nil
    }
  }

  private func judge(status: Int, _ reply: HTTPReply, at now: Instant) -> Verdict {
    let body = ReplyBody(reply.body)
    if let verdict = judgeSuccess(status, reply, body, at: now) { return verdict }
    if kind == .slack, let verdict = judgeSlack(body.word) { return verdict }
    switch status {
    case 401, 403: return Verdict(.parkAuth, "it refuses us, HTTP \(status)")
    case _ where status == 410 || status == 404 && hasSecretURL:
      return Verdict(.disable, "its address is gone, HTTP \(status)")
    case 413: return Verdict(.shrinkOnce, "the message is too large, HTTP 413")
    case 429: return Verdict(.retryAt, "it asks for time, HTTP 429", wait: hint(reply, body, now))
    case 408, 425, 500...: return judgeBusy(status, hint(reply, body, now))
    case 300..<400: return Verdict(.poison, "it redirects, which is not followed, HTTP \(status)")
    case 400..<500: return Verdict(.poison, "it refuses the message, HTTP \(status)")
    default: return Verdict(.retryBackoff, "an answer that is none, HTTP \(status)")
    }
  }

  /// 503 with a time waits for that; Standard Webhooks say the same of 502 and 504.
  private func judgeBusy(_ status: Int, _ wait: Duration?) -> Verdict {
    let names = kind == .webhook ? [502, 503, 504] : [503]
    if let wait, names.contains(status) {
      return Verdict(.retryAt, "it asks for time, HTTP \(status)", wait: wait)
    }
    return Verdict(.retryBackoff, "it is out of order, HTTP \(status)")
  }

  /// The service's own test of success; nil for a status that is none.
  private func judgeSuccess(
    _ status: Int, _ reply: HTTPReply, _ body: ReplyBody, at now: Instant
  ) -> Verdict? {
    guard (200..<300).contains(status) else { return nil }
    let done = Verdict(.delivered, "HTTP \(status)")
    let strange = Verdict(.retryBackoff, "HTTP \(status) with an answer that is not its own")
    switch kind {
    case .webhook, .mail, .terminal: return done
    case .discord: return status == 200 ? done : strange
    case .teams:
      if let inner = body.innerStatus { return judgeTeams(inner) }
      return status <= 204 ? done : strange
    case .slack:
      if status == 200, body.word == "ok", !reply.isCut { return done }
      if let verdict = judgeSlack(body.word) { return verdict }
      // More than we read, or nothing of what Slack says: whether it was posted is not known.
      if reply.isCut { return Verdict(.unknown, "HTTP \(status) with an answer without end") }
      return strange
    }
  }

  /// A 200 whose text says what the flow behind it was told.
  private func judgeTeams(_ inner: Int) -> Verdict {
    switch inner {
    case 429: Verdict(.retryAt, "it asks for time, HTTP 200 about HTTP 429")
    case 413: Verdict(.shrinkOnce, "the message is too large, HTTP 200 about HTTP 413")
    case 401, 403: Verdict(.parkAuth, "it refuses us, HTTP 200 about HTTP \(inner)")
    case 404, 410: Verdict(.disable, "its address is gone, HTTP 200 about HTTP \(inner)")
    case 400..<500 where inner != 408:
      Verdict(.poison, "it refuses the message, HTTP 200 about HTTP \(inner)")
    default: Verdict(.retryBackoff, "it is out of order, HTTP 200 about HTTP \(inner)")
    }
  }

  /// Slack's words, which say more than their status.
  private func judgeSlack(_ word: String) -> Verdict? {
    switch word {
    case "invalid_blocks", "msg_blocks_too_long", "invalid_blocks_format":
      Verdict(.shrinkOnce, "it did not take the blocks")
    case "invalid_token", "action_prohibited": Verdict(.parkAuth, "it refuses us")
    case "no_service", "no_team", "channel_not_found", "channel_is_archived":
      Verdict(.disable, "its hook or channel is gone")
    default: nil
    }
  }

  /// A chat's JSON is finer than its header.
  private func hint(_ reply: HTTPReply, _ body: ReplyBody, _ now: Instant) -> Duration? {
    if kind != .webhook, let seconds = body.retryAfter, let wait = RetryHint.wait(seconds: seconds)
    {
      return wait
    }
    let header = reply.headers.last { $0.name == "retry-after" }
    return header.flatMap { RetryHint.wait(header: $0.value, at: now) }
  }
}
