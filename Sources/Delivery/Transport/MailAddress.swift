/// A mail address that cannot smuggle a second command into the session.
///
/// libcurl 7.88.1 passes envelope addresses on unchanged, CR and LF included. So nothing is quoted
/// or repaired here: what is not plainly `local@domain` is refused. Limits are of RFC 5321 4.5.3.1.
package struct MailAddress: Sendable, Hashable {
  static let localBytesMax = 64
  static let domainBytesMax = 255

  /// `local@domain`, without angle brackets.
  package let text: String

  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return nil }
    let local = bytes[..<at]
    let domain = bytes[(at + 1)...]
    guard (1...Self.localBytesMax).contains(local.count),
      (1...Self.domainBytesMax).contains(domain.count),
      local.allSatisfy(Self.isLocal), Self.isDomain(domain)
    else { return nil }
    self.text = text
  }

  /// RFC 5322 `dot-atom` characters, and UTF-8 beyond ASCII (RFC 6531).
  private static func isLocal(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || byte >= 0x80 || "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
  }

  private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
    let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.allSatisfy { label in
      !label.isEmpty
        && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 >= 0x80 }
    }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }

  /// An address that was refused, short and without anything that moves a cursor.
  static func shown(_ text: String) -> String {
    let clean = text.unicodeScalars.prefix(60).map { scalar in
      scalar.isASCII && scalar.value > 0x20 && scalar.value != 0x7f ? String(scalar) : "?"
    }
    return "'" + clean.joined() + "'"
  }
}
