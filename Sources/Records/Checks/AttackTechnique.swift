/// One technique of MITRE ATT&CK by its id, in the numbering of version 19.
///
/// Version 19 (2026) retired seventeen ids that rules and tools had written down. Both numberings
/// are read, and compared in the new one.
struct AttackTechnique: Hashable {
  /// As in `T1552`.
  var technique: String
  /// As in `001`; nil for the technique as a whole.
  var part: String?

  /// From a tag such as `attack.t1552.001`; nil for tactics, groups and everything else.
  init?(tag: String) {
    let tag = tag.uppercased()
    guard tag.hasPrefix("ATTACK.") else { return nil }
    self.init(id: String(tag.dropFirst(7)))
  }

  /// From `T1552` or `T1552.001`, translated where it is retired.
  init?(id: String) {
    guard Self.isIdentifier(id) else { return nil }
    let parts = (Self.successors[id] ?? id).split(separator: ".")
    technique = String(parts[0])
    part = parts.count > 1 ? String(parts[1]) : nil
  }

  static func isIdentifier(_ id: String) -> Bool {
    let bytes = Array(id.utf8)
    guard bytes.first == UInt8(ascii: "T"), bytes.count == 5 || bytes.count == 9 else {
      return false
    }
    return bytes.enumerated().dropFirst().allSatisfy { index, byte in
      index == 5 ? byte == UInt8(ascii: ".") : (48...57).contains(byte)
    }
  }

  /// True for the same technique and, where this one has no part, for all its parts.
  func takes(_ other: AttackTechnique) -> Bool {
    technique == other.technique && (part == nil || part == other.part)
  }

  /// Version 18 → 19.
  ///
  /// From Elastic's version map and equality of names; the successors of
  /// T1562.011 and T1562.013 are by likeness of names only.
  static let successors = [
    "T1562": "T1685", "T1562.001": "T1685", "T1562.006": "T1685", "T1562.002": "T1685.001",
    "T1562.003": "T1690", "T1562.004": "T1686", "T1562.007": "T1686.001",
    "T1562.008": "T1685.002", "T1562.009": "T1688", "T1562.010": "T1689",
    "T1562.011": "T1685.003", "T1562.012": "T1685.004", "T1562.013": "T1686.002",
    "T1070.001": "T1685.005", "T1070.002": "T1685.006", "T1656": "T1684.001",
    "T1672": "T1684.002",
  ]
}
