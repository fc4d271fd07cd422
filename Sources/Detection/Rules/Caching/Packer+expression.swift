extension Expression: Packable {
  static var blank: Expression { .any([]) }

  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    var kind: UInt8 =
      switch self {
      case .test: 0
      case .all: 1
      case .any: 2
      case .not: 3
      }
    try packer.pack(&kind)
    switch kind {
    case 0:
      var test = if case .test(let test) = self { test } else { Test.blank }
      try packer.pack(&test)
      self = .test(test)
    case 1, 2:
      var children: [Expression] =
        switch self {
        case .all(let children), .any(let children): children
        default: []
        }
      try packer.pack(&children)
      self = kind == 1 ? .all(children) : .any(children)
    case 3:
      var inner = if case .not(let inner) = self { inner } else { Expression.blank }
      try packer.pack(&inner)
      self = .not(inner)
    default: throw Packer.Damage()
    }
  }
}

extension Expression.Test: Packable {
  static var blank: Self { Self(field: 0, check: .null) }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    try packer.pack(&field)
    try packer.pack(&check)
  }
}

extension Expression.Check: Packable {
  static var blank: Self { .null }

  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    if packer.isReading {
      self = try Self.read(kind: .read(from: &packer), &packer)
    } else {
      write(&packer)
    }
  }

  private func write(_ packer: inout Packer) {
    func put(_ kind: UInt8, _ values: any Packable...) {
      kind.write(to: &packer)
      for value in values { value.write(to: &packer) }
    }
    switch self {
    case .null: put(0)
    case .exists: put(1)
    case .text(let pattern, let isCased): put(2, pattern, isCased)
    case .number(let comparison, let value): put(3, comparison, value)
    case .expression(let expression): put(4, expression)
    case .network(let network): put(5, network)
    case .field(let other, let shape): put(6, other, shape)
    case .part(let part, let comparison, let value): put(7, part, comparison, value)
    }
  }

  private static func read(
    kind: UInt8, _ packer: inout Packer
  ) throws(Packer.Damage) -> Expression.Check {
    switch kind {
    case 0: return .null
    case 1: return .exists
    case 2: return .text(try .read(from: &packer), isCased: try .read(from: &packer))
    case 3: return .number(try .read(from: &packer), try .read(from: &packer))
    case 4: return .expression(try .read(from: &packer))
    case 5: return .network(try .read(from: &packer))
    case 6: return .field(try .read(from: &packer), try .read(from: &packer))
    case 7:
      return .part(
        try .read(from: &packer), try .read(from: &packer), try .read(from: &packer))
    default: throw Packer.Damage()
    }
  }
}

extension NumberComparison: Packable {
  static var blank: Self { .eq }
}

extension Expression.FieldShape: Packable {
  static var blank: Self { .equals }
}

extension Expression.TimePart: Packable {
  static var blank: Self { .minute }
}

extension RegularExpression: Packable {
  static var blank: Self { Self(text: "") }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    try packer.pack(&text)
    try packer.pack(&ignoresCase)
    try packer.pack(&isMultiline)
    try packer.pack(&dotMatchesAll)
  }
}

extension ValuePattern: Packable {
  static var blank: Self { Self(parts: []) }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    var parts = parts
    try packer.pack(&parts)
    if packer.isReading { self = Self(parts: parts) }
  }
}

extension ValuePattern.Part: Packable {
  static var blank: Self { .anyRun }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    var kind: UInt8 =
      switch self {
      case .anyRun: 0
      case .anyOne: 1
      case .bytes: 2
      }
    try packer.pack(&kind)
    switch kind {
    case 0: self = .anyRun
    case 1: self = .anyOne
    case 2:
      var run = if case .bytes(let run) = self { run } else { [UInt8]() }
      try packer.pack(raw: &run)
      self = .bytes(run)
    default: throw Packer.Damage()
    }
  }
}

extension Network {
  fileprivate init() {
    address = Address(isIPv6: false, high: 0, low: 0)
    prefix = 0
  }
}

extension Network: Packable {
  static var blank: Self { Self() }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    try packer.pack(&address.isIPv6)
    try packer.pack(&address.high)
    try packer.pack(&address.low)
    try packer.pack(&prefix)
  }
}
