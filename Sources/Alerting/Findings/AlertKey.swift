package import Records

/// What makes findings the same alert: rule, host and group.
extension Register {
  /// The key of the alert that takes a finding in: at most `keyBytesMax` printable ASCII bytes.
  ///
  /// Exercises have keys of their own, so that a drill never enters a real alert.
  package func alertKey(of finding: Finding) -> String {
    let host = finding.host.flatMap { $0.isEmpty ? nil : $0 } ?? Untrusted(sentinelHost)
    let parts =
      [finding.isExercise ? "exercise" : "", AlertKey.part(finding.rule)]
      + [host.encoded(by: AlertKey.part)]
      + finding.group.map { field in
        AlertKey.part(field.name) + "=" + field.value.encoded(by: AlertKey.part)
      }
    let key = parts.joined(separator: "|")
    guard key.utf8.count > AlertKey.bytesMax else { return key }
    return key.prefix(AlertKey.bytesMax - 65) + "#" + SHA256.hex(of: key.utf8)
  }
}

enum AlertKey {
  /// A longer key is cut and ends in its digest: strangers choose the values, the index is ours.
  static let bytesMax = 512
  /// A longer value is replaced by its digest.
  static let valueBytesMax = 128

  /// A value without anything that would make two groups look like one.
  static func part(_ text: String) -> String {
    guard text.utf8.count <= valueBytesMax else { return "#" + SHA256.hex(of: text.utf8) }
    var part = ""
    for byte in text.utf8 {
      if isPlain(byte) {
        part.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        part += (byte < 16 ? "%0" : "%") + String(byte, radix: 16)
      }
    }
    return part
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte > 32 && byte < 127 && !"|=#%".utf8.contains(byte)
  }
}
