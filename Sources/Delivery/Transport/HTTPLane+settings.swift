import CCurl

/// Everything a transfer is told: what to send, how long it may take, whom to trust.
extension HTTPLane {
  func setRequest(_ request: HTTPRequest) -> Bool {
    let body = request.payload.body
    let schemes = request.isInternal ? "https,http" : "https"
    // The copying option takes the body as it is now, so its length must be known before.
    let all = unsafe [
      tocsin_set_text(easy, CURLOPT_URL, request.url),
      tocsin_set_text(easy, CURLOPT_PROTOCOLS_STR, schemes),
      tocsin_set_list(easy, CURLOPT_HTTPHEADER, headers),
      tocsin_set_list(easy, CURLOPT_RESOLVE, addresses),
      tocsin_set_long(easy, CURLOPT_POST, 1),
      tocsin_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, Int(body.count)),
      // One byte more, so that the body of no bytes has an address, too.
      (body + [0]).withUnsafeBytes { bytes in
        unsafe tocsin_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress)
      },
      tocsin_set_text(easy, CURLOPT_USERAGENT, "tocsin"),
      // One connection is one conversation; a lane never shares its stream with another.
      tocsin_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
      tocsin_set_long(easy, CURLOPT_FOLLOWLOCATION, 0),
      // An empty proxy, because libcurl obeys the environment otherwise.
      tocsin_set_text(easy, CURLOPT_PROXY, ""),
      tocsin_set_long(easy, CURLOPT_NOSIGNAL, 1),
    ]
    return all.allSatisfy { $0 == CURLE_OK }
  }

  func setLimits(_ request: HTTPRequest) -> Bool {
    let times = request.timeouts
    let stall = max(1, Int(times.stall.components.seconds))
    let all = unsafe [
      tocsin_set_long(easy, CURLOPT_TIMEOUT_MS, times.total.curlMilliseconds),
      tocsin_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, times.connect.curlMilliseconds),
      tocsin_set_long(easy, CURLOPT_LOW_SPEED_LIMIT, 1),
      tocsin_set_long(easy, CURLOPT_LOW_SPEED_TIME, stall),
      // Certificates are looked at again from time to time.
      tocsin_set_long(easy, CURLOPT_MAXAGE_CONN, 60),
      tocsin_set_long(easy, CURLOPT_MAXLIFETIME_CONN, 300),
    ]
    return all.allSatisfy { $0 == CURLE_OK }
  }

  func setTrust(_ request: HTTPRequest) -> Bool {
    var all = unsafe [
      tocsin_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1),
      tocsin_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2),
    ]
    if let file = request.caFile {
      // Without the folder of the system's certificates: "instead of" is meant.
      unsafe all.append(tocsin_set_text(easy, CURLOPT_CAINFO, file))
      unsafe all.append(tocsin_set_text(easy, CURLOPT_CAPATH, nil))
    }
    return all.allSatisfy { $0 == CURLE_OK }
  }

  func setCallbacks() -> Bool {
    let me = unsafe Unmanaged.passUnretained(self).toOpaque()
    let all = unsafe [
      tocsin_set_pointer(easy, CURLOPT_PRIVATE, me),
      tocsin_set_writer(easy, hearBody, me),
      tocsin_set_heading(easy, hearHeader, me),
      tocsin_set_socket_opener(easy, openSocket, me),
      tocsin_set_before_request(easy, checkConnection, me),
    ]
    return all.allSatisfy { $0 == CURLE_OK }
  }
}
