import CCurl
import Glibc
import Records

/// Everything a mail transfer is told: the relay, whom to trust, the envelope, how long.
extension MailSession {
  /// `host` is how we greet the relay (EHLO).
  func setRelay(_ address: ReceiverAddress, as host: String) -> Bool {
    let isImplicit = relay.tls == .implicit || address.scheme == "smtps"
    let isNumber6 = address.host.contains(":")
    let place = isNumber6 ? "[\(address.host)]" : address.host
    let url = "\(isImplicit ? "smtps" : "smtp")://\(place):\(address.port)/\(host)"
    let tls = relay.tls == .none && !isImplicit ? CURLUSESSL_NONE : CURLUSESSL_ALL
    let all = unsafe [
      tocsin_set_text(easy, CURLOPT_URL, url),
      tocsin_set_text(easy, CURLOPT_PROTOCOLS_STR, isImplicit ? "smtps" : "smtp"),
      tocsin_set_list(easy, CURLOPT_RESOLVE, addresses),
      tocsin_set_long(easy, CURLOPT_USE_SSL, Int(tls.rawValue)),
      tocsin_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1),
      tocsin_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2),
      tocsin_set_text(easy, CURLOPT_PROXY, ""),
      tocsin_set_long(easy, CURLOPT_NOSIGNAL, 1),
    ]
    return all.allSatisfy { $0 == CURLE_OK } && setTrust() && setLogin()
  }

  private func setTrust() -> Bool {
    guard let file = relay.caFile else { return true }
    // Without the folder of the system's certificates: "instead of" is meant.
    return unsafe tocsin_set_text(easy, CURLOPT_CAINFO, file) == CURLE_OK
      && tocsin_set_text(easy, CURLOPT_CAPATH, nil) == CURLE_OK
  }

  private func setLogin() -> Bool {
    guard let user = relay.user else { return true }
    return unsafe tocsin_set_text(easy, CURLOPT_USERNAME, user) == CURLE_OK
      && tocsin_set_text(easy, CURLOPT_PASSWORD, relay.password ?? "") == CURLE_OK
  }

  func setMessage(from: MailAddress, count: Int) -> Bool {
    let all = unsafe [
      tocsin_set_text(easy, CURLOPT_MAIL_FROM, "<\(from.text)>"),
      tocsin_set_list(easy, CURLOPT_MAIL_RCPT, recipients),
      tocsin_set_long(easy, CURLOPT_UPLOAD, 1),
      tocsin_set_offset(easy, CURLOPT_INFILESIZE_LARGE, Int(count)),
    ]
    return all.allSatisfy { $0 == CURLE_OK }
  }

  func setLimits(_ times: Timeouts) -> Bool {
    let stall = max(1, Int(times.stall.components.seconds))
    let all = unsafe [
      tocsin_set_long(easy, CURLOPT_TIMEOUT_MS, times.total.curlMilliseconds),
      tocsin_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, times.connect.curlMilliseconds),
      tocsin_set_long(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, stall),
      tocsin_set_long(easy, CURLOPT_MAXAGE_CONN, Int(MailRelay.idleMax.components.seconds)),
      tocsin_set_long(easy, CURLOPT_MAXLIFETIME_CONN, 300),
    ]
    return all.allSatisfy { $0 == CURLE_OK }
  }

  func setCallbacks() -> Bool {
    let me = unsafe Unmanaged.passUnretained(self).toOpaque()
    let all = unsafe [
      tocsin_set_heading(easy, hearReply, me),
      tocsin_set_reader(easy, giveMessage, me),
      tocsin_set_socket_opener(easy, openRelaySocket, me),
      tocsin_set_socket_closer(
        easy, closeRelaySocket, Unmanaged.passUnretained(socket).toOpaque()),
      tocsin_set_progress(easy, askWhetherToGoOn, me),
    ]
    return all.allSatisfy { $0 == CURLE_OK }
  }

  fileprivate func allows(_ address: NetAddress?) -> Bool {
    if let address, rule.allows(address) {
      openedAny = true
      return true
    }
    refusedAny = true
    return false
  }
}

private func session(_ context: UnsafeMutableRawPointer?) -> MailSession? {
  unsafe context.map { unsafe Unmanaged<MailSession>.fromOpaque($0).takeUnretainedValue() }
}

private func hearReply(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
  guard let session = unsafe session(context) else { return 0 }
  return unsafe session.dialogue.hear(Array(line)) ? line.count : 0
}

private func giveMessage(
  _ room: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let session = unsafe session(context), let part = session.give(size * count) else {
    return Int(CURL_READFUNC_ABORT)
  }
  let target = unsafe UnsafeMutableRawBufferPointer(start: room, count: size * count)
  unsafe target.copyBytes(from: part)
  return part.count
}

private func openRelaySocket(
  _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype,
  _ target: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let session = unsafe session(context), let target = unsafe target,
    session.allows(unsafe NetAddress(target))
  else { return CURL_SOCKET_BAD }
  return unsafe session.socket.open(
    family: target.pointee.family, kind: target.pointee.socktype,
    protocol: target.pointee.protocol)
}

private func closeRelaySocket(_ context: UnsafeMutableRawPointer?, _ number: curl_socket_t) -> Int32
{
  guard let context = unsafe context else { return close(number) }
  return unsafe Unmanaged<MailSocket>.fromOpaque(context).takeUnretainedValue().close(number)
}

private func askWhetherToGoOn(
  _ context: UnsafeMutableRawPointer?, _ toLoad: curl_off_t, _ loaded: curl_off_t,
  _ toSend: curl_off_t, _ sent: curl_off_t
) -> Int32 {
  unsafe session(context)?.mustStop() == true ? 1 : 0
}
