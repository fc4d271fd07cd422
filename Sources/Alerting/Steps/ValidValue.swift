import Records

/// Which values of strangers may stand in our sentences and commands.
///
/// Addresses, user names, decimal numbers, and under names that mean them units and hosts: shapes
/// that hold no blank, quote, slash or leading dash, and cannot speak. A name that means an address
/// takes nothing else: `default` is a user's name, and every route where an address is meant.
/// Everything else is shown beside the step.
enum ValidValue {
  /// The value as text when it has one of the shapes; nil otherwise.
  static func text(of value: Untrusted, named name: String) -> String? {
    value.encoded { isValid($0, named: name) ? $0 : nil }
  }

  static func isValid(_ text: String, named name: String) -> Bool {
    let name = name.lowercased()
    if meansAddress(name) { return Address(text) != nil }
    if isNumber(text) || isUser(text) || Address(text) != nil { return true }
    if name.contains("unit") || name == "service" { return isUnit(text) }
    return (name == "host" || name == "hostname" || name == "computer") && isHost(text)
  }

  /// `src_ip`, `c-ip`, `DestinationIp`, `ip`.
  private static func meansAddress(_ name: String) -> Bool {
    name == "ip" || name.hasSuffix("_ip") || name.hasSuffix("-ip")
      || ["sourceip", "destinationip"].contains(name)
  }

  private static func isNumber(_ text: String) -> Bool {
    (1...20).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
  }

  /// `[a-z_][a-z0-9_-]{0,31}\$?`, what useradd(8) takes.
  private static func isUser(_ text: String) -> Bool {
    var bytes = Array(text.utf8)
    if bytes.last == UInt8(ascii: "$") { bytes.removeLast() }
    guard let first = bytes.first, bytes.count <= 32,
      (97...122).contains(first) || first == UInt8(ascii: "_")
    else { return false }
    return bytes.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95
    }
  }

  /// systemd.unit(5): at most 255 characters of a small alphabet and one of eleven types.
  private static func isUnit(_ text: String) -> Bool {
    let types = [
      "service", "socket", "device", "mount", "automount", "swap", "target", "path", "timer",
      "slice", "scope",
    ]
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= 255, parts.count >= 2, !parts[0].isEmpty,
      let type = parts.last, types.contains(String(type)), text.utf8.first != 45
    else { return false }
    return text.utf8.allSatisfy { isLetterOrDigit($0) || ":_.\\@-".utf8.contains($0) }
  }

  /// RFC 1123 section 2.1: labels of letters, digits and inner dashes.
  private static func isHost(_ text: String) -> Bool {
    let labels = text.utf8.split(separator: 46, omittingEmptySubsequences: false)
    return text.utf8.count <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.count) && label.first != 45 && label.last != 45
          && label.allSatisfy { isLetterOrDigit($0) || $0 == 45 }
      }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }
}
