/// What rotation makes of a file's name: `auth.log` becomes `auth.log.1`, `auth.log-20260601`,
/// `auth.log.2.gz`, or `auth-20260601.log` where logrotate is told to keep the extension.
enum RotatedName {
  /// Endings of compressed files; only gzip is read, because it is logrotate's default.
  private static let compressed = [".gz", ".xz", ".bz2", ".zst", ".lz4", ".Z", ".zip"]

  /// Whether the name is that of a compressed file, which never grows.
  static func isCompressed(_ name: String) -> Bool {
    compressed.contains { name.hasSuffix($0) && name.utf8.count > $0.utf8.count }
  }

  /// Whether a file of this name may be an older generation of `stem`.
  static func isSibling(_ name: String, of stem: String) -> Bool {
    suffix(of: name, after: stem) != nil
  }

  /// The part that tells generations apart, or nil when `name` is no rotated name of `stem`.
  static func suffix(of name: String, after stem: String) -> String? {
    let plain = withoutCompression(name)
    if plain == stem { return plain == name ? nil : "" }
    if plain.hasPrefix(stem) {
      let rest = String(plain.dropFirst(stem.count))
      if isSuffix(rest) { return rest }
    }
    guard let dot = stem.lastIndex(of: "."), dot != stem.startIndex else { return nil }
    let (base, ending) = (stem[..<dot], stem[dot...])
    guard plain.hasPrefix(base), plain.hasSuffix(ending) else { return nil }
    let middle = plain.dropFirst(base.count).dropLast(ending.count)
    return isSuffix(String(middle)) ? String(middle) : nil
  }

  /// Names this one may be a rotated form of, for looking whether one of them exists.
  static func stems(of name: String) -> [String] {
    let plain = withoutCompression(name)
    var found = plain == name ? [] : [plain]
    for cut in plain.indices where isSeparator(plain[cut]) && cut != plain.startIndex {
      if isSuffix(String(plain[cut...])) { found.append(String(plain[..<cut])) }
      guard let dot = plain.lastIndex(of: "."), cut < dot else { continue }
      if isSuffix(String(plain[cut..<dot])) { found.append(String(plain[..<cut] + plain[dot...])) }
    }
    return found
  }

  static func withoutCompression(_ name: String) -> String {
    guard let ending = compressed.first(where: { name.hasSuffix($0) }), name != ending else {
      return name
    }
    return String(name.dropLast(ending.count))
  }

  private static func isSeparator(_ character: Character) -> Bool { ".-_".contains(character) }

  /// `.1`, `-20260601`, `.1.2026-06-01`, `.old`: a separator, then a number or a date.
  ///
  /// `-1` is none: `worker-1.log` beside `worker.log` is a log of its own.
  private static func isSuffix(_ text: String) -> Bool {
    guard let first = text.first, isSeparator(first) else { return false }
    let rest = text.dropFirst()
    if rest == "old" { return true }
    guard rest.allSatisfy({ isDigit($0) || isSeparator($0) || "T:".contains($0) }) else {
      return false
    }
    let digits = rest.filter(isDigit).count
    return digits >= 6 || first == "." && digits > 0 && digits == rest.count
  }

  private static func isDigit(_ character: Character) -> Bool {
    character.isASCII && character.isWholeNumber
  }

  /// Whether `left` is the older of two generations written within one tick of the clock: a greater
  /// number is older, an earlier date is.
  static func isOlder(_ left: String, than right: String) -> Bool {
    if let first = Int(left.dropFirst()), let second = Int(right.dropFirst()), left.count < 8 {
      return first > second
    }
    return left < right
  }
}
