package import Records

/// Signatures by which a receiver knows that a webhook is ours and unchanged.
///
/// Standard Webhooks 1.0.0, with the symmetric scheme `v1`. Made anew for each attempt, because
/// the time is signed; the id stays.
package enum StandardWebhooks {
  /// The three headers of Standard Webhooks and GitHub's, over exactly the bytes that are sent.
  ///
  /// `id` is the notification's key, without a `.`; `timestamp` is the moment of this attempt.
  package static func headers(
    id: String, timestamp: Instant, body: [UInt8], key: [UInt8]
  ) -> [HTTPPayload.Header] {
    let seconds = String(timestamp.microseconds / 1_000_000)
    let signed = Array((id + "." + seconds + ".").utf8) + body
    return [
      HTTPPayload.Header("webhook-id", id),
      HTTPPayload.Header("webhook-timestamp", seconds),
      HTTPPayload.Header("webhook-signature", "v1," + Codes.base64(Codes.hmac(signed, key: key))),
      hubSignature(body: body, key: key),
    ]
  }

  /// `X-Hub-Signature-256`, for receivers that know GitHub's form: the body alone is signed.
  package static func hubSignature(body: [UInt8], key: [UInt8]) -> HTTPPayload.Header {
    let code = Codes.hexadecimal(Codes.hmac(body, key: key))
    return HTTPPayload.Header("X-Hub-Signature-256", "sha256=" + code)
  }

  /// The key of `whsec_` and Base64; nil when it is not that, or not 24 to 64 bytes long.
  package static func decodeSecret(_ text: String) -> [UInt8]? {
    let prefix = "whsec_"
    guard text.hasPrefix(prefix),
      let key = Codes.bytes(base64: String(text.dropFirst(prefix.count)))
    else { return nil }
    return (24...64).contains(key.count) ? key : nil
  }
}
