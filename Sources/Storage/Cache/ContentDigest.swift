import CCrypto

/// SHA-256 over texts and bytes, each with its length, so that no two lists of them look alike.
@safe package struct ContentDigest: ~Copyable {
  private let context: OpaquePointer

  package init() {
    guard let context = unsafe tocsin_sha256_begin() else {
      preconditionFailure("libcrypto has no SHA-256")
    }
    unsafe self.context = context
  }

  package mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { unsafe add($0) }
  }

  package mutating func add(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBufferPointer { unsafe add($0) }
  }

  private func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    var count = UInt64(bytes.count).littleEndian
    let worked = unsafe withUnsafeBytes(of: &count) { length in
      unsafe tocsin_sha256_add(
        context, length.baseAddress?.assumingMemoryBound(to: UInt8.self), length.count)
    }
    precondition(
      unsafe worked == 1 && tocsin_sha256_add(context, bytes.baseAddress, bytes.count) == 1,
      "libcrypto has no SHA-256")
  }

  /// 32 bytes.
  consuming func end() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    let context = unsafe context
    discard self
    let worked = unsafe digest.withUnsafeMutableBufferPointer {
      unsafe tocsin_sha256_end(context, $0.baseAddress)
    }
    precondition(worked == 1, "libcrypto has no SHA-256")
    return digest
  }

  /// 64 digits.
  package consuming func hex() -> String { hexadecimal(end()) }

  deinit { _ = unsafe tocsin_sha256_end(context, nil) }
}
