import Records

/// What follows from a request's target and its client, wherever these were read: JSON logs name
/// the whole target only, and a proxy's fields have names of their own (Sigma taxonomy, "proxy").
extension LineDecoder {
  mutating func completeRequest(_ event: inout Event) {
    let fields = set.fields
    if event.has(fields.request), !event.has(fields.uriQuery) { splitRequest(&event) }
    if isProxy { nameAsProxy(&event) }
    if event.has(fields.uriQuery) {
      if !event.has(fields.uriStem) { setStem(fields.uriQuery, fields.uriStem, &event) }
      if !event.has(fields.uriDecoded) { setDecoded(fields.uriQuery, &event) }
    }
    if event.has(fields.proxyUri) { splitAddress(&event) }
    if event.has(fields.clientIp), !event.has(fields.srcIp), !event.has(fields.srcHost) {
      setClient(&event)
    }
  }

  /// `GET /path HTTP/1.1` under one name, as nginx's `$request` is.
  private func splitRequest(_ event: inout Event) {
    let fields = set.fields
    let parts = unsafe event.withBytes(of: fields.request) { bytes -> RequestParts in
      unsafe RequestParts(bytes.span)
    }
    guard let parts, !parts.target.isEmpty else { return }
    if !parts.method.isEmpty, !event.has(fields.method) {
      event.set(fields.method, partOf: fields.request, parts.method)
    }
    if !parts.version.isEmpty, !event.has(fields.version) {
      event.set(fields.version, partOf: fields.request, parts.version)
    }
    event.set(fields.uriQuery, partOf: fields.request, parts.target)
  }

  private func nameAsProxy(_ event: inout Event) {
    let fields = set.fields
    for (from, to) in [
      (fields.uriQuery, fields.proxyUri), (fields.uriQuery, fields.proxyTarget),
      (fields.userAgent, fields.proxyAgent), (fields.referer, fields.proxyReferrer),
    ] where event.has(from) && !event.has(to) {
      event.copy(from, to: to)
    }
  }

  /// The target up to its question mark.
  private func setStem(_ target: UInt16, _ stem: UInt16, _ event: inout Event) {
    let end = unsafe event.withBytes(of: target) { bytes in
      unsafe bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.count
    }
    guard let end else { return event.setNull(stem) }
    event.set(stem, partOf: target, 0..<end)
  }

  private mutating func setDecoded(_ target: UInt16, _ event: inout Event) {
    var holdsPercent = false
    let isThere: Void? = unsafe event.withBytes(of: target) { bytes in
      let text = unsafe bytes.span
      holdsPercent = LogEscapes.holdsPercent(text, text.indices)
      if holdsPercent { LogEscapes.copy(text, text.indices, into: &scratch) }
    }
    guard isThere != nil else { return }
    guard holdsPercent else { return event.copy(target, to: set.fields.uriDecoded) }
    LogEscapes.undoPercent(&scratch)
    LogEscapes.undoPercent(&scratch)
    unsafe scratch.withUnsafeBufferPointer { unsafe event.set(set.fields.uriDecoded, making: $0) }
  }

  /// Path, query, extension and host of `c-uri`, which is a whole address, `host:port` or a path.
  private func splitAddress(_ event: inout Event) {
    let fields = set.fields
    let isTunnel = unsafe event.withBytes(of: fields.method) {
      unsafe $0.elementsEqual("CONNECT".utf8)
    }
    let parts = unsafe event.withBytes(of: fields.proxyUri) { bytes in
      unsafe AddressParts(bytes.span, isTunnel: isTunnel ?? false)
    }
    guard let parts else { return }
    for (field, range) in [
      (fields.proxyStem, parts.path), (fields.proxyQuery, parts.query),
      (fields.proxyExtension, parts.fileExtension), (fields.vhost, parts.host),
      (fields.destinationHost, parts.host),
    ] where !range.isEmpty && !event.has(field) {
      event.set(field, partOf: fields.proxyUri, range)
    }
  }

  private mutating func setClient(_ event: inout Event) {
    scratch.removeAll(keepingCapacity: true)
    let isThere: Void? = unsafe event.withBytes(of: set.fields.clientIp) {
      unsafe scratch.append(contentsOf: $0)
    }
    let text = scratch.span
    guard isThere != nil, let found = AddressText.bare(text, text.indices) else { return }
    event.set(set.fields.srcIp, partOf: set.fields.clientIp, found.range)
    unsafe event.set(set.fields.srcNet, room: AddressText.networkBytesMax) { room in
      unsafe AddressText.writeNetwork(of: found, text, to: room)
    }
  }
}

/// Where method, target and version stand in a request line; what is no such line is all target.
private struct RequestParts {
  var method = 0..<0
  var target: Range<Int>
  var version = 0..<0

  init(_ text: Span<UInt8>) {
    target = 0..<text.count
    var at = 0
    while at < text.count, at < 32, (65...90).contains(text[at]) || text[at] == UInt8(ascii: "-") {
      at += 1
    }
    if at > 0, at < text.count, text[at] == UInt8(ascii: " ") {
      (method, target) = (0..<at, at + 1..<text.count)
    }
    at = target.upperBound
    while at > target.lowerBound, target.upperBound - at < 12, text[at - 1] != UInt8(ascii: " ") {
      at -= 1
    }
    if at > target.lowerBound, begins(text, at..<target.upperBound, "HTTP/") {
      version = at..<target.upperBound
      target = target.lowerBound..<at - 1
    }
  }
}

/// Where the parts of an address stand (RFC 3986, 3); an empty range is absent.
private struct AddressParts {
  var host = 0..<0
  var path = 0..<0
  var query = 0..<0
  /// What follows the last dot of the path's last segment.
  var fileExtension = 0..<0

  /// `isTunnel`: the address is `host:port`.
  init(_ text: Span<UInt8>, isTunnel: Bool) {
    var start = isTunnel ? 0 : nil as Int?
    var at = 0
    while start == nil, at + 2 < text.count, text[at] != UInt8(ascii: "/") {
      if begins(text, at..<text.count, "://") { start = at + 3 }
      at += 1
    }
    var end = start ?? 0
    while start != nil, end < text.count, text[end] != UInt8(ascii: "/"),
      text[end] != UInt8(ascii: "?")
    { end += 1 }
    if let start { host = Self.host(text, start..<end) }
    var stop = end
    while stop < text.count, text[stop] != UInt8(ascii: "?") { stop += 1 }
    path = end..<stop
    if stop < text.count { query = stop + 1..<text.count }
    at = stop
    while at > end, text[at - 1] != UInt8(ascii: "/"), text[at - 1] != UInt8(ascii: ".") { at -= 1 }
    if at > end, text[at - 1] == UInt8(ascii: ".") { fileExtension = at..<stop }
  }

  /// Without user and port.
  private static func host(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    for index in range where text[index] == UInt8(ascii: "@") { start = index + 1 }
    var at = end
    while at > start, digit(text[at - 1]) >= 0 { at -= 1 }
    if at > start, at < end, text[at - 1] == UInt8(ascii: ":") { end = at - 1 }
    return start..<end
  }
}
