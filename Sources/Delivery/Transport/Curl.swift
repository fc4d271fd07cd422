import CCurl

/// libcurl as a whole: started once for the process, and its result codes by name.
enum Curl {
  /// Whether libcurl works here: started, and able to do what delivery asks of it.
  ///
  /// Evaluated once, by the first transport; Swift sees to it that one thread does.
  static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// What `code` means, in libcurl's own words; they name no host and no URL.
  static func words(_ code: Int) -> String {
    guard let number = UInt32(exactly: code) else { return "unknown" }
    guard let words = unsafe curl_easy_strerror(CURLcode(rawValue: number)) else {
      return "unknown"
    }
    return unsafe String(cString: words)
  }
}

/// The results that mean something to us, from `curl.h`.
package enum CurlResult {
  package static let ok = 0
  package static let unsupportedProtocol = 1
  package static let badURL = 3
  package static let notBuiltIn = 4
  package static let nameNotFound = 6
  package static let cannotConnect = 7
  package static let weirdReply = 8
  package static let partialBody = 18
  package static let writeStopped = 23
  package static let timedOut = 28
  package static let aborted = 42
  package static let badArgument = 43
  package static let unknownOption = 48
  package static let sendFailed = 55
  package static let clientCertificate = 58
  package static let badCipher = 59
  package static let peerCertificate = 60
  package static let tlsRequired = 64
  package static let loginDenied = 67
  package static let noCertificateFile = 77
  package static let badRevocationList = 82
  package static let badIssuer = 83
  package static let badPin = 90
  package static let badCertificateStatus = 91
}
