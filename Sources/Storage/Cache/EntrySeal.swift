/// What stands before an entry's bytes: that it is one, and the digest of its name and bytes.
enum EntrySeal {
  static let bytes = mark.count + 32

  private static let mark = Array("tocsin-1".utf8)

  static func of(_ bytes: [UInt8], named name: String) -> [UInt8] {
    var digest = ContentDigest()
    digest.add(name)
    digest.add(bytes)
    return mark + digest.end()
  }
}
