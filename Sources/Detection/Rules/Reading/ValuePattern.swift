/// A Sigma string value, parsed once: runs of bytes and wildcards.
///
/// Modifiers work on the parts and never on text, so that no wildcard or backslash is read twice
/// (Sigma specification, "Escaping"). Bytes rather than text, because encodings make values that
/// are no UTF-8.
struct ValuePattern: Sendable, Equatable {
  enum Part: Sendable, Equatable {
    case bytes([UInt8])
    /// `*`: any run of characters, also none.
    case anyRun
    /// `?`: exactly one character.
    case anyOne
  }

  private(set) var parts: [Part]

  /// Joins what stands side by side: two runs of bytes are one, two `*` are one.
  init(parts: [Part]) {
    self.parts = []
    self.parts.reserveCapacity(parts.count)
    for part in parts { add(part) }
  }

  init(bytes: [UInt8]) { self.init(parts: [.bytes(bytes)]) }

  /// Reads `*`, `?` and their escapes; a backslash before anything else is an ordinary character.
  init(sigma text: String) {
    self.init(parts: [])
    var rest = Array(text.utf8)[...]
    var run: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "*"), UInt8(ascii: "?"):
        add(.bytes(run))
        run = []
        add(byte == UInt8(ascii: "*") ? .anyRun : .anyOne)
      case UInt8(ascii: "\\"): run.append(Self.escaped(&rest))
      default: run.append(byte)
      }
    }
    add(.bytes(run))
  }

  /// The character that a backslash stands for, taken from `rest` where it is escaped.
  private static func escaped(_ rest: inout ArraySlice<UInt8>) -> UInt8 {
    guard let next = rest.first, next == 0x5c || next == 0x2a || next == 0x3f else { return 0x5c }
    rest.removeFirst()
    return next
  }

  private mutating func add(_ part: Part) {
    switch part {
    case .bytes(let bytes):
      if bytes.isEmpty { return }
      if case .bytes(let before)? = parts.last {
        parts[parts.count - 1] = .bytes(before + bytes)
        return
      }
    case .anyRun: if case .anyRun? = parts.last { return }
    case .anyOne: break
    }
    parts.append(part)
  }

  var hasWildcards: Bool {
    parts.contains { if case .bytes = $0 { false } else { true } }
  }

  /// The bytes of a value without wildcards; nil when it has any.
  var plainBytes: [UInt8]? {
    guard !parts.isEmpty else { return [] }
    guard parts.count == 1, case .bytes(let bytes) = parts[0] else { return nil }
    return bytes
  }

  /// With `*` at one end or both; where one stands already, it stays one.
  func opened(atStart: Bool, atEnd: Bool) -> ValuePattern {
    var opened = ValuePattern(parts: [])
    opened.parts.reserveCapacity(parts.count + 2)
    if atStart { opened.add(.anyRun) }
    for part in parts { opened.add(part) }
    if atEnd { opened.add(.anyRun) }
    return opened
  }
}

/// The shapes for which there is a faster test than walking the parts.
extension ValuePattern {
  enum Shape: Equatable {
    case equals([UInt8])
    case startsWith([UInt8])
    case endsWith([UInt8])
    case contains([UInt8])
    /// `*`: anything that is there.
    case present
    case parts
  }

  var shape: Shape {
    let opensStart = isAnyRun(0)
    if opensStart, parts.count == 1 { return .present }
    let opensEnd = isAnyRun(parts.count - 1)
    let first = opensStart ? 1 : 0
    let count = parts.count - first - (opensEnd ? 1 : 0)
    if count == 0 { return opensStart ? .present : .equals([]) }
    guard count == 1, case .bytes(let bytes) = parts[first] else { return .parts }
    switch (opensStart, opensEnd) {
    case (false, false): return .equals(bytes)
    case (false, true): return .startsWith(bytes)
    case (true, false): return .endsWith(bytes)
    case (true, true): return .contains(bytes)
    }
  }

  private func isAnyRun(_ index: Int) -> Bool {
    guard parts.indices.contains(index), case .anyRun = parts[index] else { return false }
    return true
  }
}
