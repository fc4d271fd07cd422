/// From matched groups and split parts to fields.
extension LineDecoder {
  mutating func store(
    _ shape: CompiledShape, _ body: Span<UInt8>, _ place: Int?, _ repeats: Int,
    _ event: inout Event
  ) {
    for index in shape.captures.range {
      let capture = set.captures[index]
      guard let range = matcher.range(ofGroup: Int(capture.group)) else { continue }
      set(capture, body, range, place, repeats, &event)
    }
  }

  /// Splits at every separator up to the last field, which takes the rest; false when there are
  /// fewer parts than fields.
  mutating func split(
    _ shape: CompiledShape, _ body: Span<UInt8>, _ place: Int?, _ repeats: Int,
    _ event: inout Event
  ) -> Bool {
    let parts = Int(shape.captures.count)
    guard separators(shape, body, atLeast: parts - 1) else { return false }
    var start = 0
    for index in shape.captures.range {
      let isLast = index == shape.captures.range.upperBound - 1
      let end = isLast ? body.count : find(shape.separator, body, from: start) ?? body.count
      set(set.captures[index], body, start..<end, place, repeats, &event)
      start = end + Int(shape.separator.count)
    }
    return true
  }

  private func separators(
    _ shape: CompiledShape, _ body: Span<UInt8>, atLeast count: Int
  ) -> Bool {
    var (start, found) = (0, 0)
    while found < count, start <= body.count, let at = find(shape.separator, body, from: start) {
      (start, found) = (at + Int(shape.separator.count), found + 1)
    }
    return found >= count
  }

  private mutating func set(
    _ capture: Capture, _ body: Span<UInt8>, _ range: Range<Int>, _ place: Int?, _ repeats: Int,
    _ event: inout Event
  ) {
    switch capture.role {
    case .skipped: break
    case .text: put(capture.field, body, range, place, &event)
    case .superuser: setText(capture.field, "root", &event)
    case .joined: join(capture.field, body, range, &event)
    case .source: putSource(capture.field, body, range, place, &event)
    case .address:
      guard let found = AddressText.bare(body, range) else { return }
      put(capture.field, body, found.range, place, &event)
    case .count:
      if repeats > 1, let count = number(body, range) {
        setCount(count.multipliedReportingOverflow(by: repeats).partialValue, &event)
      } else {
        put(capture.field, body, range, place, &event)
      }
    }
  }

  private mutating func join(
    _ field: UInt16, _ body: Span<UInt8>, _ range: Range<Int>, _ event: inout Event
  ) {
    var joined: [UInt8] = unsafe event.withBytes(of: field) { unsafe Array($0) } ?? []
    joined.append(UInt8(ascii: ":"))
    for index in range { joined.append(body[index]) }
    unsafe joined.withUnsafeBufferPointer { unsafe event.set(field, making: $0) }
  }

  /// The source's address and its network; what is no address is a host's name.
  mutating func putSource(
    _ field: UInt16, _ body: Span<UInt8>, _ range: Range<Int>, _ place: Int?,
    _ event: inout Event
  ) {
    guard !range.isEmpty else { return }
    guard let found = AddressText.bare(body, range) else {
      put(set.fields.srcHost, body, range, place, &event)
      return
    }
    put(field, body, found.range, place, &event)
    unsafe event.set(set.fields.srcNet, room: AddressText.networkBytesMax) { room in
      unsafe AddressText.writeNetwork(of: found, body, to: room)
    }
  }

  func put(
    _ field: UInt16, _ body: Span<UInt8>, _ range: Range<Int>, _ place: Int?,
    _ event: inout Event
  ) {
    if let place {
      event.set(field, place + range.lowerBound..<place + range.upperBound)
    } else {
      unsafe body.extracting(range).withUnsafeBufferPointer {
        unsafe event.set(field, making: $0)
      }
    }
  }

  func setPooled(_ field: UInt16, _ literal: PoolRange, _ event: inout Event) {
    unsafe set.bytes.withUnsafeBufferPointer {
      unsafe event.set(field, making: UnsafeBufferPointer(rebasing: $0[literal.range]))
    }
  }

  /// `Count` as digits.
  mutating func setCount(_ count: Int, _ event: inout Event) {
    scratch.removeAll(keepingCapacity: true)
    var (rest, divisor) = (max(0, count), 1)
    while rest / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      scratch.append(UInt8(rest / divisor) + 48)
      rest %= divisor
      divisor /= 10
    }
    unsafe scratch.withUnsafeBufferPointer { unsafe event.set(set.fields.count, making: $0) }
  }

  private func number(_ body: Span<UInt8>, _ range: Range<Int>) -> Int? {
    guard range.count > 0, range.count <= 9 else { return nil }
    var value = 0
    for index in range {
      guard digit(body[index]) >= 0 else { return nil }
      value = value * 10 + digit(body[index])
    }
    return value
  }
}
