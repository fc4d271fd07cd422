import CCrypto

/// SHA-256 (FIPS 180-4) and random bytes from the system's libcrypto.
func sha256(_ bytes: [UInt8]) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: 32)
  let worked = unsafe bytes.withUnsafeBufferPointer { input in
    unsafe digest.withUnsafeMutableBufferPointer { output in
      unsafe tocsin_sha256(input.baseAddress, input.count, output.baseAddress)
    }
  }
  precondition(worked == 1, "libcrypto has no SHA-256")
  return digest
}

func randomBytes(_ count: Int) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: count)
  let worked = unsafe bytes.withUnsafeMutableBufferPointer { output in
    unsafe tocsin_random(output.baseAddress, output.count)
  }
  precondition(worked == 1, "libcrypto has no random bytes")
  return bytes
}

func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  text.reserveCapacity(bytes.count * 2)
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}

/// HMAC-SHA-256 (RFC 2104): only whoever holds the key can make it.
func keyedDigest(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
  var code = [UInt8](repeating: 0, count: 32)
  let worked = unsafe key.withUnsafeBufferPointer { secret in
    unsafe bytes.withUnsafeBufferPointer { input in
      unsafe code.withUnsafeMutableBufferPointer { output in
        unsafe tocsin_hmac_sha256(
          secret.baseAddress, secret.count, input.baseAddress, input.count, output.baseAddress)
      }
    }
  }
  precondition(worked == 1, "libcrypto has no HMAC-SHA-256")
  return code
}
