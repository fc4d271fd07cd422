/// The programs of all rules, as tables that never change.
final class Program: Sendable {
  let steps: FixedTable<Step>
  let pool: FixedTable<UInt8>
  let parts: FixedTable<PatternPart>
  let numbers: FixedTable<NumberOperand>
  let networks: FixedTable<Network>
  let databases: [PatternDatabase]

  init(
    steps: [Step], pool: [UInt8], parts: [PatternPart], numbers: [NumberOperand],
    networks: [Network], databases: [PatternDatabase]
  ) {
    self.steps = FixedTable(steps)
    self.pool = FixedTable(pool)
    self.parts = FixedTable(parts)
    self.numbers = FixedTable(numbers)
    self.networks = FixedTable(networks)
    self.databases = databases
  }

  /// One whose tables are there.
  init(
    steps: consuming FixedTable<Step>, pool: consuming FixedTable<UInt8>,
    parts: consuming FixedTable<PatternPart>, numbers: consuming FixedTable<NumberOperand>,
    networks: consuming FixedTable<Network>, databases: [PatternDatabase]
  ) {
    self.steps = steps
    self.pool = pool
    self.parts = parts
    self.numbers = numbers
    self.networks = networks
    self.databases = databases
  }
}

/// Plain values that never change, in memory of one owner.
@safe struct FixedTable<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
  let base: UnsafePointer<Element>
  let count: Int

  init(_ elements: [Element]) {
    count = elements.count
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, count))
    for (index, element) in elements.enumerated() {
      unsafe (memory + index).initialize(to: element)
    }
    unsafe base = UnsafePointer(memory)
  }

  /// As many elements as `bytes` hold, as they lie in memory.
  init(copying bytes: ArraySlice<UInt8>) {
    count = bytes.count / MemoryLayout<Element>.stride
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, count))
    unsafe bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      unsafe UnsafeMutableRawPointer(memory).copyMemory(from: start, byteCount: bytes.count)
    }
    unsafe base = UnsafePointer(memory)
  }

  deinit { unsafe base.deallocate() }

  subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count, "beyond the table")
    return unsafe base[index]
  }
}

/// What the evaluation of a line needs, as bare addresses: made once a chunk, counted by nobody.
@unsafe struct ProgramTables: BitwiseCopyable {
  var steps: UnsafePointer<Step>
  var pool: UnsafePointer<UInt8>
  var parts: UnsafePointer<PatternPart>
  var numbers: UnsafePointer<NumberOperand>
  var networks: UnsafePointer<Network>
  /// Hyperscan databases of the expressions, by index.
  var databases: UnsafePointer<ExpressionDatabase>
  var scratch: OpaquePointer?
  /// For values that are read as characters.
  var squeezed: SqueezedValue
  /// By step: a literal without which its test cannot hold, 0 for none; nil: nothing is known.
  var stepLiterals: UnsafePointer<UInt32>?
  /// By literal: `stamp` where it was seen in the line.
  var literalStamps: UnsafePointer<UInt32>?
  var stamp: UInt32 = 0
  /// What is known of this line's values, made when it is asked for; nil: nothing is noted.
  var signatures: ValueSignatures?

  /// True when the step's test needs a literal that does not stand in the line.
  @inline(__always)
  func settlesFalse(_ step: UInt32) -> Bool {
    guard let literals = unsafe stepLiterals, let stamps = unsafe literalStamps else {
      return false
    }
    let literal = unsafe literals[Int(step)]
    return unsafe literal != 0 && stamps[Int(literal)] != stamp
  }
}

/// One of a program's expressions.
@unsafe struct ExpressionDatabase: BitwiseCopyable {
  var handle: OpaquePointer
  /// A shorter value cannot match.
  var leastBytes: Int
  var isVectored: Bool

  init(_ database: PatternDatabase) {
    unsafe handle = database.handle
    unsafe leastBytes = database.leastBytes
    unsafe isVectored = database.isVectored
  }
}
