import CHyperscan

extension PatternDatabase {
  /// The library's version and the processor it would compile for.
  static var platform: String {
    var information = hs_platform_info_t()
    unsafe hs_populate_platform(&information)
    let version = unsafe hs_version().map { unsafe String(cString: $0) } ?? ""
    return "hyperscan \(version), \(information.tune) \(information.cpu_features)"
  }

  /// Nil when the library has no memory for it.
  private var serialized: [UInt8]? {
    var bytes: UnsafeMutablePointer<CChar>?
    var count = 0
    guard unsafe hs_serialize_database(handle, &bytes, &count) == HS_SUCCESS,
      let bytes = unsafe bytes
    else { return nil }
    defer { unsafe free(bytes) }
    return unsafe Array(UnsafeRawBufferPointer(start: bytes, count: count))
  }

  /// Refuses what another version made, or for another processor; Hyperscan's own sum stands over it.
  convenience init(
    serialized bytes: [UInt8], leastBytes: Int, isVectored: Bool
  ) throws(Packer.Damage) {
    var database: OpaquePointer?
    let result = unsafe bytes.withUnsafeBytes { bytes in
      unsafe hs_deserialize_database(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, &database)
    }
    guard result == HS_SUCCESS, let database = unsafe database else { throw Packer.Damage() }
    unsafe self.init(handle: database, leastBytes: leastBytes, isVectored: isVectored)
  }

  func write(to packer: inout Packer) throws(Packer.Damage) {
    guard var bytes = serialized else { throw Packer.Damage() }
    try packer.pack(raw: &bytes)
    leastBytes.write(to: &packer)
    isVectored.write(to: &packer)
  }

  static func read(from packer: inout Packer) throws(Packer.Damage) -> PatternDatabase {
    var bytes: [UInt8] = []
    try packer.pack(raw: &bytes)
    return try PatternDatabase(
      serialized: bytes, leastBytes: .read(from: &packer), isVectored: .read(from: &packer))
  }
}
