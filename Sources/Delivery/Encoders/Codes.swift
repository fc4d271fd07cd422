import CCrypto

/// Digests and codes over bytes, and how they are written (libcrypto).
enum Codes {
  /// SHA-256 (FIPS 180-4), 32 bytes.
  static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    let worked = unsafe tocsin_sha256(bytes, bytes.count, &digest)
    precondition(worked == 1, "libcrypto has no SHA-256")
    return digest
  }

  /// HMAC-SHA256 (RFC 2104), 32 bytes.
  static func hmac(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: 32)
    let worked = unsafe tocsin_hmac_sha256(key, key.count, bytes, bytes.count, &code)
    precondition(worked == 1, "libcrypto has no HMAC-SHA256")
    return code
  }

  static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// With padding (RFC 4648 §4).
  static func base64(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let group = Array(rest.prefix(3))
      rest = rest.dropFirst(3)
      let number = (0..<3).reduce(0) { $0 << 8 | Int($1 < group.count ? group[$1] : 0) }
      for place in 0..<4 {
        let index = number >> (18 - 6 * place) & 63
        out.append(place <= group.count ? alphabet[index] : UInt8(ascii: "="))
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Nil unless `text` is whole groups of the alphabet with padding at most at its end.
  static func bytes(base64 text: String) -> [UInt8]? {
    let characters = Array(text.utf8)
    let padding = characters.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    guard characters.count % 4 == 0, padding <= 2 else { return nil }
    var (out, number, bits): ([UInt8], Int, Int) = ([], 0, 0)
    for character in characters.dropLast(padding) {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      number = (number << 6 | value) & 0xFFFF
      bits += 6
      guard bits >= 8 else { continue }
      bits -= 8
      out.append(UInt8(number >> bits & 255))
    }
    return out
  }
}
