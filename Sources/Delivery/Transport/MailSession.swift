import CCurl
import Glibc
import Records

/// One libcurl easy handle and its connection to a relay.
///
/// Used by its relay's thread alone. A session belongs to one `Relay` value: libcurl would use a
/// pooled STARTTLS connection again for a transfer that trusts other certificates.
@safe final class MailSession {
  let relay: MailRequest.Relay
  let easy: UnsafeMutableRawPointer
  private(set) var recipients: UnsafeMutablePointer<curl_slist>?
  private(set) var addresses: UnsafeMutablePointer<curl_slist>?
  /// libcurl closes it while this session goes away, so it is an object of its own.
  let socket: MailSocket
  let mustStop: () -> Bool

  var dialogue = MailDialogue(needsLogin: false, needsStartTLS: false)
  private var message: [UInt8] = []
  private var sentCount = 0
  private(set) var rule = AddressRule.any
  var openedAny = false
  var refusedAny = false

  /// Nil when memory is out; `mustStop` is asked about once a second while a transfer runs.
  init?(
    relay: MailRequest.Relay, socket: MailSocket, mustStop: @escaping () -> Bool
  ) {
    guard Curl.isReady, let easy = unsafe curl_easy_init() else { return nil }
    unsafe self.easy = unsafe easy
    self.relay = relay
    self.socket = socket
    self.mustStop = mustStop
  }

  deinit {
    unsafe curl_easy_cleanup(easy)
    unsafe curl_slist_free_all(recipients)
    unsafe curl_slist_free_all(addresses)
  }

  /// Sends one message and waits for the relay's word on it.
  func send(
    _ request: MailRequest, to address: ReceiverAddress, at found: [NetAddress], as host: String
  ) -> MailReply {
    guard let from = MailAddress(request.payload.from), let to = MailAddress(request.payload.to)
    else { return MailReply(obstacle: .badAddress) }
    begin(request)
    unsafe curl_easy_reset(easy)
    guard setLists(to, address, found), setRelay(address, as: host),
      setMessage(from: from, count: message.count), setLimits(request.timeouts), setCallbacks()
    else { return MailReply(obstacle: .badOption) }
    let code = unsafe Int(curl_easy_perform(easy).rawValue)
    return reply(code)
  }

  /// Whether the last transfer went over a connection that stood already.
  var wasReused: Bool {
    var count = 0
    unsafe tocsin_get_long(easy, CURLINFO_NUM_CONNECTS, &count)
    return count == 0
  }

  private func begin(_ request: MailRequest) {
    message = request.payload.message
    sentCount = 0
    openedAny = false
    refusedAny = false
    rule = relay.tls == .none && !relay.isInternal ? .loopbackOnly : .any
    dialogue = MailDialogue(
      needsLogin: relay.user != nil, needsStartTLS: relay.tls == .required && !isSMTPS)
  }

  private var isSMTPS: Bool { ReceiverAddress(relay.url)?.scheme == "smtps" }

  private func setLists(
    _ to: MailAddress, _ address: ReceiverAddress, _ found: [NetAddress]
  ) -> Bool {
    unsafe curl_slist_free_all(recipients)
    unsafe recipients = unsafe curl_slist_append(nil, "<\(to.text)>")
    unsafe curl_slist_free_all(addresses)
    unsafe addresses = nil
    if NetAddress(address.host) == nil {
      let numbers = found.map(\.forResolve).joined(separator: ",")
      unsafe addresses = unsafe curl_slist_append(
        nil, "+\(address.host):\(address.port):\(numbers)")
      guard unsafe addresses != nil else { return false }
    }
    return unsafe recipients != nil
  }

  private func reply(_ code: Int) -> MailReply {
    var number = 0
    unsafe tocsin_get_long(easy, CURLINFO_RESPONSE_CODE, &number)
    var reply = MailReply(
      curl: code, code: number > 0 ? number : nil, text: dialogue.text,
      isSent: sentCount == message.count)
    if dialogue.lacksLogin { reply.obstacle = .noLogin }
    if refusedAny && !openedAny && code == CurlResult.cannotConnect {
      reply.obstacle = .refusedAddress
    }
    if code != CurlResult.ok && mustStop() { reply.obstacle = .stopped }
    return reply
  }

  /// The next part of the message, or nil when the session is not logged in as it should be.
  func give(_ room: Int) -> ArraySlice<UInt8>? {
    guard dialogue.maySend else {
      dialogue.refuse()
      return nil
    }
    let part = message[sentCount...].prefix(room)
    sentCount += part.count
    return part
  }
}
