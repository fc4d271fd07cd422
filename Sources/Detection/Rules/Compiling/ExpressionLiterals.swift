/// Literals that every match of a regular expression holds.
///
/// A reading of the expression that understands plain characters, groups, alternatives and
/// repetition, and gives up on everything else: it may promise too little, never too much.
struct ExpressionLiterals {
  /// Alternatives of which one stands in every match; nil when there is no promise.
  static func required(by text: String) -> [[UInt8]]? {
    var reader = ExpressionLiterals(rest: Array(text.utf8)[...])
    guard let found = reader.alternatives(), reader.rest.isEmpty, !reader.isLost else {
      return nil
    }
    return found.isEmpty ? nil : found
  }

  private var rest: ArraySlice<UInt8>
  private var depth = 0
  /// True once something stood there that this reading does not know.
  private var isLost = false

  private static let depthMax = 50
  private static let alternativesMax = 64
  /// Bytes of a class that are taken one by one, and runs that they make of one.
  private static let classMax = 4
  private static let runsMax = 8

  /// What one element of a sequence promises.
  private enum Element {
    /// One of these bytes.
    case bytes([UInt8])
    case set([[UInt8]])
    case nothing
  }

  private init(rest: ArraySlice<UInt8>) { self.rest = rest }

  /// Empty where there is no promise; nil where reading failed.
  private mutating func alternatives() -> [[UInt8]]? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthMax else { return nil }
    var all: [[UInt8]] = []
    var isPromised = true
    while true {
      guard let branch = sequence() else { return nil }
      if branch.isEmpty { isPromised = false }
      all += branch
      guard rest.first == UInt8(ascii: "|") else { break }
      rest.removeFirst()
    }
    return isPromised && all.count <= Self.alternativesMax ? all : []
  }

  /// The best of what its elements promise.
  private mutating func sequence() -> [[UInt8]]? {
    var best: [[UInt8]] = []
    /// Of a run with a small class in it, one for each byte of the class.
    var runs: [[UInt8]] = [[]]
    while let byte = rest.first, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      guard let element = element() else { return nil }
      guard let isRepeated = repetition() else { return nil }
      switch (element, isRepeated) {
      case (.bytes(let bytes), .once) where runs.count * bytes.count <= Self.runsMax:
        runs = Self.product(runs, bytes)
      case (.bytes(let bytes), .once), (.bytes(let bytes), .atLeastOnce):
        keep(&best, runs)
        if runs.count * bytes.count <= Self.runsMax { keep(&best, Self.product(runs, bytes)) }
        runs = [[]]
      case (.set(let set), .once), (.set(let set), .atLeastOnce):
        keep(&best, runs)
        keep(&best, set)
        runs = [[]]
      default:
        keep(&best, runs)
        runs = [[]]
      }
    }
    keep(&best, runs)
    return best
  }

  private static func product(_ runs: [[UInt8]], _ bytes: [UInt8]) -> [[UInt8]] {
    runs.flatMap { run in bytes.map { run + [$0] } }
  }

  private func keep(_ best: inout [[UInt8]], _ other: [[UInt8]]) {
    guard !other.isEmpty, !other.contains(where: \.isEmpty) else { return }
    if best.isEmpty
      || RequiredLiterals(anyOf: other).rarity > RequiredLiterals(anyOf: best).rarity
    {
      best = other
    }
  }

  private enum Repetition { case once, atLeastOnce, maybe }

  /// Nil where braces hold something unknown.
  private mutating func repetition() -> Repetition? {
    guard let byte = rest.first else { return .once }
    var result = Repetition.once
    switch byte {
    case UInt8(ascii: "*"), UInt8(ascii: "?"): result = .maybe
    case UInt8(ascii: "+"): result = .atLeastOnce
    case UInt8(ascii: "{"):
      guard let end = rest.firstIndex(of: UInt8(ascii: "}")),
        let least = Int(
          String(decoding: rest[rest.startIndex + 1..<end], as: UTF8.self)
            .prefix { $0 != "," })
      else { return nil }
      rest = rest[end...]
      result = least == 0 ? .maybe : .atLeastOnce
    default: return .once
    }
    rest.removeFirst()
    // A lazy or possessive mark changes nothing here.
    if let mark = rest.first, mark == UInt8(ascii: "?") || mark == UInt8(ascii: "+") {
      rest.removeFirst()
    }
    return result
  }

  private mutating func element() -> Element? {
    guard let byte = rest.popFirst() else { return nil }
    switch byte {
    case UInt8(ascii: "("): return group()
    case UInt8(ascii: "["):
      if let bytes = smallClass() { return .bytes(bytes) }
      return skipClass() ? .nothing : nil
    case UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "$"): return .nothing
    case UInt8(ascii: "\\"): return escape()
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"): return nil
    default: return .bytes([byte])
    }
  }

  private mutating func group() -> Element? {
    if rest.first == UInt8(ascii: "?") {
      let head = String(decoding: rest.prefix { $0 != UInt8(ascii: ")") }.prefix(8), as: UTF8.self)
      if head.hasPrefix("?:") {
        rest.removeFirst(2)
      } else if let end = rest.firstIndex(of: UInt8(ascii: ")")),
        rest[rest.startIndex + 1..<end].allSatisfy({ "imsU-".utf8.contains($0) })
      {
        // Flags alone; `x` would change how the rest is read and is not among them.
        rest = rest[(end + 1)...]
        return .nothing
      } else {
        return nil
      }
    }
    guard let inner = alternatives(), rest.popFirst() == UInt8(ascii: ")") else { return nil }
    return inner.isEmpty ? .nothing : .set(inner)
  }

  /// The bytes of a class that names a few, each as itself; nil, and nothing read, for others.
  private mutating func smallClass() -> [UInt8]? {
    guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return nil }
    let bytes = rest[rest.startIndex..<end]
    let isPlain = bytes.allSatisfy { $0 < 0x80 && !"^-\\[&~|".utf8.contains($0) }
    guard isPlain, (1...Self.classMax).contains(bytes.count) else { return nil }
    rest = rest[(end + 1)...]
    return Array(bytes)
  }

  /// Another class promises nothing; its end is all that matters.
  private mutating func skipClass() -> Bool {
    if rest.first == UInt8(ascii: "^") { rest.removeFirst() }
    if rest.first == UInt8(ascii: "]") { rest.removeFirst() }
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "]") { return true }
      if byte == UInt8(ascii: "\\") {
        guard rest.popFirst() != nil else { return false }
      } else if byte == UInt8(ascii: "["), rest.first == UInt8(ascii: ":") {
        guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return false }
        rest = rest[(end + 1)...]
      }
    }
    return false
  }

  private mutating func escape() -> Element? {
    guard let byte = rest.popFirst() else { return nil }
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a:
      // Classes and edges promise nothing; what takes arguments is not read.
      return "dDwWsSbBAzZtnrfae".utf8.contains(byte) ? .nothing : nil
    default: return .bytes([byte])
    }
  }
}
