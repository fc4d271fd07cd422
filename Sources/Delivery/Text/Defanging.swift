/// Makes addresses in a stranger's text dead for clients that turn them into links by themselves.
///
/// `http://a.b/c` becomes `hxxp://a[.]b/c`, other schemes `ssh[:]//a[.]b`, `www.a.b`
/// `www[.]a[.]b`, and every `@` is `[@]`. An address without a scheme stays as it is: file names
/// and IP addresses must stay readable and comparable.
func defanged(_ text: String) -> String {
  let bytes = Array(text.utf8)
  var out: [UInt8] = []
  var at = 0
  var isHost = false
  while at < bytes.count {
    if bytes[at] == UInt8(ascii: ":"), let length = schemeLength(out) {
      let slashes = bytes[(at + 1)...].prefix(2).filter { $0 == UInt8(ascii: "/") }.count
      let isWeb = breakWebScheme(&out, length: length)
      out.append(contentsOf: (isWeb || slashes < 2 ? ":" : "[:]").utf8)
      at += 1
      guard isWeb || slashes == 2 else { continue }
      copySlashes(bytes, &at, &out)
      isHost = true
    } else {
      isHost = startsWorldWideWeb(bytes, at) || isHost && !endsAuthority(bytes[at])
      appendInert(bytes[at], isHost: isHost, &out)
      at += 1
    }
  }
  return String(decoding: out, as: UTF8.self)
}

/// How many bytes at the end of `out` read as a scheme (RFC 3986 §3.1); nil for none.
private func schemeLength(_ out: [UInt8]) -> Int? {
  let length = out.reversed().prefix { isSchemeByte($0) }.count
  return length > 0 ? length : nil
}

private func isSchemeByte(_ byte: UInt8) -> Bool {
  isAlphanumeric(byte) || "+-.".utf8.contains(byte)
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: false
  }
}

/// Writes `hxxp` for the `http` that ends `out`, also behind other letters: clients look for it
/// there too.
private func breakWebScheme(_ out: inout [UInt8], length: Int) -> Bool {
  for name in ["https", "http"] where length >= name.utf8.count {
    let start = out.count - name.utf8.count
    guard hasName(Array(name.utf8), in: out, at: start) else { continue }
    out.replaceSubrange((start + 1)..<(start + 3), with: "xx".utf8)
    return true
  }
  return false
}

private func startsWorldWideWeb(_ bytes: [UInt8], _ at: Int) -> Bool {
  bytes[at] | 0x20 == UInt8(ascii: "w") && (at == 0 || !isAlphanumeric(bytes[at - 1]))
    && hasName(Array("www.".utf8), in: bytes, at: at)
}

private func copySlashes(_ bytes: [UInt8], _ at: inout Int, _ out: inout [UInt8]) {
  while at < bytes.count, "/\\".utf8.contains(bytes[at]) {
    out.append(bytes[at])
    at += 1
  }
}

private func appendInert(_ byte: UInt8, isHost: Bool, _ out: inout [UInt8]) {
  switch byte {
  case UInt8(ascii: "@"): out.append(contentsOf: "[@]".utf8)
  case UInt8(ascii: ".") where isHost: out.append(contentsOf: "[.]".utf8)
  default: out.append(byte)
  }
}
