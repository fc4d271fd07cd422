/// Takes a receiver's secrets out of what a service answered, before it is kept and shown.
///
/// A server's page for "not found" likes to repeat the path, and the path of a webhook is its
/// password.
package struct ReplyRedaction: Sendable {
  /// Parts of a URL shorter than this are words such as `services`, not secrets.
  static let secretBytesMin = 8

  private let secrets: [[UInt8]]

  /// Nothing to take out.
  package static let none = ReplyRedaction(texts: [])

  package init(url: String?, password: String? = nil) {
    var texts = [password].compactMap { $0 }
    if let url, let address = ReceiverAddress(url) {
      let parts = (address.path + "?" + (address.query ?? "")).split { "/?&=".contains($0) }
      texts += parts.map(String.init)
    }
    self.init(texts: texts)
  }

  private init(texts: [String]) {
    let long = texts.map { Array($0.utf8) }.filter { $0.count >= Self.secretBytesMin }
    secrets = long.sorted { $0.count > $1.count }
  }

  /// The bytes with each secret replaced by `…`.
  package func clean(_ bytes: [UInt8]) -> [UInt8] {
    guard !secrets.isEmpty else { return bytes }
    var out: [UInt8] = []
    var place = 0
    while place < bytes.count {
      if let secret = secrets.first(where: { bytes[place...].starts(with: $0) }) {
        out += "…".utf8
        place += secret.count
      } else {
        out.append(bytes[place])
        place += 1
      }
    }
    return out
  }
}
