/// Masks the values of what is named like a secret: `password=…`, `token: …`, `--secret …`,
/// `Authorization: Bearer …`, `https://user:…@host`.
///
/// A help, not a promise: a password typed where a user name belongs cannot be told from one.
func redacted(_ text: String) -> String {
  var scan = SecretScan(bytes: Array(text.utf8))
  scan.run()
  return String(decoding: scan.out, as: UTF8.self)
}

/// True for a field whose whole value is a secret, by the beginning of its name.
///
/// Only so much of it is looked at, because keys of JSON lines are a stranger's and may be long.
func namesSecret(_ name: String) -> Bool {
  let bytes = Array(name.utf8.prefix(128))
  return bytes.indices.contains { index in
    SecretScan.mayStart(bytes[index])
      && SecretScan.names.contains { hasName($0, in: bytes, at: index) }
  }
}

/// What stands where a secret stood.
let secretMask = "[redacted]"

/// One walk over the bytes; ASCII bytes never stand inside another character of UTF-8.
private struct SecretScan {
  static let names = [
    "password", "passwd", "passphrase", "pass", "pwd", "token", "secret", "api_key", "api-key",
    "apikey", "private_key", "authorization",
  ].map { Array($0.utf8) }
  /// Schemes of `Authorization` whose credentials are one word (RFC 7617, 6750).
  private static let wordSchemes = ["basic", "bearer", "token", "negotiate", "apikey"]

  var bytes: [UInt8]
  var out: [UInt8] = []
  private var at = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func run() {
    while at < bytes.count {
      if !Self.mayStart(bytes[at]) {
        copy(1)
      } else if let name = Self.names.first(where: { hasName($0, in: bytes, at: at) }) {
        maskValue(of: name)
      } else if hasName(Array("://".utf8), in: bytes, at: at) {
        maskUserinfo()
      } else {
        copy(1)
      }
    }
  }

  /// The first letters of `names`, and the colon of `://`: most bytes need no closer look.
  static func mayStart(_ byte: UInt8) -> Bool {
    switch byte | 0x20 {
    case UInt8(ascii: "p"), UInt8(ascii: "t"), UInt8(ascii: "s"), UInt8(ascii: "a"),
      UInt8(ascii: ":"):
      true
    default: false
    }
  }

  private mutating func maskValue(of name: [UInt8]) {
    let isArgument = wordBeginsWithHyphen
    copy(name.count)
    let start = at
    skip { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
    skip { $0 == UInt8(ascii: " ") }
    let separated = at < bytes.count && (peek(":") || peek("="))
    guard separated || (isArgument && at > start) else { return rewind(to: start) }
    if separated { at += 1 }
    skip { $0 == UInt8(ascii: " ") }
    out.append(contentsOf: bytes[start..<at])
    // `PWD=/srv/shop` is where somebody stood, in every line of sudo.
    if name == Array("pwd".utf8), at < bytes.count, peek("/") { return }
    if name == Array("authorization".utf8) { maskCredentials() } else { maskWord() }
  }

  private mutating func maskCredentials() {
    let word = bytes[at...].prefix { !endsWord($0) }
    let scheme = String(decoding: word, as: UTF8.self).lowercased()
    let isKnown = Self.wordSchemes.contains(scheme)
    guard isKnown else { return mask { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") } }
    copy(word.count)
    while at < bytes.count, peek(" ") { copy(1) }
    maskWord()
  }

  private mutating func maskWord() {
    guard at < bytes.count else { return }
    let quote = bytes[at]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return mask(endsWord) }
    copy(1)
    mask { $0 == quote }
  }

  private mutating func maskUserinfo() {
    copy(3)
    let authority = bytes[at...].prefix { !endsAuthority($0) }
    guard let end = authority.lastIndex(of: UInt8(ascii: "@")),
      let colon = authority[..<end].firstIndex(of: UInt8(ascii: ":"))
    else { return }
    copy(colon + 1 - at)
    out.append(contentsOf: secretMask.utf8)
    at = end
  }

  private mutating func mask(_ ends: (UInt8) -> Bool) {
    let end = bytes[at...].firstIndex(where: ends) ?? bytes.count
    if end > at { out.append(contentsOf: secretMask.utf8) }
    at = end
  }

  private mutating func copy(_ count: Int) {
    out.append(contentsOf: bytes[at..<(at + count)])
    at += count
  }

  private mutating func skip(_ passes: (UInt8) -> Bool) {
    while at < bytes.count, passes(bytes[at]) { at += 1 }
  }

  private mutating func rewind(to start: Int) { at = start }

  private func peek(_ character: Unicode.Scalar) -> Bool { bytes[at] == UInt8(ascii: character) }

  private var wordBeginsWithHyphen: Bool {
    let word = bytes[..<at].lastIndex(of: UInt8(ascii: " ")).map { $0 + 1 } ?? 0
    return word < at && bytes[word] == UInt8(ascii: "-")
  }
}

private func endsWord(_ byte: UInt8) -> Bool { " \"'`&;,<>)]}|".utf8.contains(byte) }

func endsAuthority(_ byte: UInt8) -> Bool { " \"'`<>/?#\\,;|".utf8.contains(byte) }

/// True when the lower-case `name` stands at `index`, whatever its case there.
func hasName(_ name: [UInt8], in bytes: [UInt8], at index: Int) -> Bool {
  guard index + name.count <= bytes.count else { return false }
  return name.indices.allSatisfy { lower(bytes[index + $0]) == name[$0] }
}

private func lower(_ byte: UInt8) -> UInt8 {
  (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
