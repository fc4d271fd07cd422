import CCurl
import Glibc

/// One libcurl easy handle and the transfer that runs on it: what it asked, what it heard.
///
/// Used by the transport's thread alone. libcurl holds a pointer to it during a transfer, so a lane
/// lives in its loop's tables from the first to the last byte.
@safe final class HTTPLane {
  let easy: UnsafeMutableRawPointer
  private(set) var request: HTTPRequest?
  private(set) var completion: HTTPTransport.Completion?

  private(set) var headers: UnsafeMutablePointer<curl_slist>?
  private(set) var addresses: UnsafeMutablePointer<curl_slist>?
  var reply = HTTPReply()
  private(set) var rule = AddressRule.publicOnly
  var openedAny = false
  var refusedAny = false

  /// Nil when memory is out.
  init?() {
    guard let easy = unsafe curl_easy_init() else { return nil }
    unsafe self.easy = unsafe easy
  }

  deinit {
    unsafe curl_easy_cleanup(easy)
    unsafe curl_slist_free_all(headers)
    unsafe curl_slist_free_all(addresses)
  }

  /// Gives the handle everything of one request; false when libcurl refused a setting.
  func prepare(
    _ request: HTTPRequest, to address: ReceiverAddress, at found: [NetAddress],
    completion: @escaping HTTPTransport.Completion
  ) -> Bool {
    self.request = request
    self.completion = completion
    reply = HTTPReply()
    rule = request.isInternal ? .any : .publicOnly
    openedAny = false
    refusedAny = false
    unsafe curl_easy_reset(easy)
    return setLists(request, address, found) && setRequest(request) && setLimits(request)
      && setTrust(request) && setCallbacks()
  }

  /// The reply, once libcurl has said how the transfer ended; the lane is then free.
  func finish(_ code: Int) -> HTTPReply {
    var done = reply
    done.curl = code
    var status = 0
    unsafe tocsin_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
    done.status = status > 0 ? status : nil
    let neverConnected = refusedAny && !openedAny && code == CurlResult.cannotConnect
    if neverConnected || refusedAny && code == CurlResult.aborted {
      done.obstacle = .refusedAddress
    }
    request = nil
    completion = nil
    return done
  }

  private func setLists(
    _ request: HTTPRequest, _ address: ReceiverAddress, _ found: [NetAddress]
  ) -> Bool {
    unsafe curl_slist_free_all(headers)
    unsafe headers = nil
    // No wait for "100 Continue": the body is small.
    for header in request.payload.headers + [.init("Expect", "")] {
      let line = header.value.isEmpty ? "\(header.name):" : "\(header.name): \(header.value)"
      guard let longer = unsafe curl_slist_append(headers, line) else { return false }
      unsafe headers = unsafe longer
    }
    unsafe curl_slist_free_all(addresses)
    unsafe addresses = nil
    guard NetAddress(address.host) == nil else { return true }
    let numbers = found.map(\.forResolve).joined(separator: ",")
    // The "+" lets it run out of libcurl's own cache, instead of standing for ever.
    unsafe addresses = unsafe curl_slist_append(nil, "+\(address.host):\(address.port):\(numbers)")
    return unsafe addresses != nil
  }
}

extension HTTPLane {
  /// The lane whose handle this is, as it told libcurl itself.
  static func running(on easy: UnsafeMutableRawPointer) -> HTTPLane? {
    var context: UnsafeMutableRawPointer?
    guard unsafe tocsin_get_pointer(easy, CURLINFO_PRIVATE, &context) == CURLE_OK else {
      return nil
    }
    return unsafe context.map { unsafe Unmanaged<HTTPLane>.fromOpaque($0).takeUnretainedValue() }
  }
}
