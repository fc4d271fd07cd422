import CCurl

/// A URL taken apart by libcurl's own parser, so that what is checked is what is connected to.
package struct ReceiverAddress: Sendable, Equatable {
  /// Lowercase: `https`, `http`, `smtp`, `smtps`.
  package var scheme: String
  /// A name or a numeric address, without brackets.
  package var host: String
  package var port: Int
  var path: String
  var query: String?
  var hasUser: Bool

  /// Nil when libcurl would not take it, or it holds a space or control character.
  package init?(_ url: String) {
    guard !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) else { return nil }
    guard let parts = unsafe curl_url() else { return nil }
    defer { unsafe curl_url_cleanup(parts) }
    guard unsafe curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK else { return nil }
    guard let scheme = unsafe Self.part(CURLUPART_SCHEME, of: parts),
      let host = unsafe Self.part(CURLUPART_HOST, of: parts), !host.isEmpty,
      let port = unsafe Self.part(CURLUPART_PORT, of: parts).flatMap({ Int($0) })
    else { return nil }
    self.scheme = scheme.lowercased()
    self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host.lowercased()
    self.port = port
    path = unsafe Self.part(CURLUPART_PATH, of: parts) ?? "/"
    query = unsafe Self.part(CURLUPART_QUERY, of: parts)
    hasUser =
      unsafe Self.part(CURLUPART_USER, of: parts) != nil
      || Self.part(CURLUPART_PASSWORD, of: parts) != nil
  }

  private static func part(_ part: CURLUPart, of parts: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    let flags = UInt32(CURLU_DEFAULT_PORT)
    guard unsafe curl_url_get(parts, part, &text, flags) == CURLUE_OK, let text = unsafe text
    else { return nil }
    defer { unsafe curl_free(text) }
    return unsafe String(cString: text)
  }
}

extension ReceiverAddress {
  /// Hosts of Microsoft's Office 365 connectors, which no longer post.
  private static let retiredHosts = ["webhook.office.com", "outlook.office.com"]

  /// Whether it is, or lies below, a host whose hooks were retired.
  package var isRetired: Bool {
    Self.retiredHosts.contains { host == $0 || host.hasSuffix("." + $0) }
  }
}
