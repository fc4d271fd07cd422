/// The numbers of system calls, which audit records hold where auditd adds no names
/// (`log_format = RAW`).
///
/// Facts of the kernel's interface (Linux 6.1, `asm/unistd.h`); those of 32-bit ARM are the calls
/// that rules ask for. A record's `arch` says which of them holds (`linux/audit.h`).
enum SystemCalls {
  private static let x86 = CallTable(x86Names)
  private static let x86Small = CallTable(x86SmallNames)
  private static let arm = CallTable(armNames)
  private static let armSmall = CallTable(armSmallNames)

  /// The call's name; nil for a number or an architecture that is not known.
  static func name(
    of number: Int64, architecture: UInt64
  ) -> UnsafeBufferPointer<UInt8>? {
    switch architecture {
    case 0xc000_003e: unsafe x86.name(of: number)
    case 0x4000_0003: unsafe x86Small.name(of: number)
    case 0xc000_00b7: unsafe arm.name(of: number)
    case 0x4000_0028: unsafe armSmall.name(of: number)
    default: nil
    }
  }

  /// The numbers that mean `name`, in small letters, on some architecture.
  static func numbers(of name: String) -> Set<Int> {
    Set([x86, x86Small, arm, armSmall].flatMap { $0.numbers(of: name) })
  }
}

/// Names by number, in one text; `@424` says the number of the next name.
struct CallTable: Sendable {
  private struct Entry: BitwiseCopyable, Sendable {
    var start: UInt32 = 0
    var count: UInt32 = 0
  }

  private let text: StaticString
  private var entries: [Entry] = []

  init(_ text: StaticString) {
    self.text = text
    text.withUTF8Buffer { bytes in
      var at = 0
      while at < bytes.count {
        var end = at
        while end < bytes.count, unsafe bytes[end] > 0x20 { end += 1 }
        if end > at { unsafe add(bytes, at..<end) }
        at = end + 1
      }
    }
  }

  private mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) {
    guard unsafe bytes[word.lowerBound] == UInt8(ascii: "@") else {
      return entries.append(Entry(start: UInt32(word.lowerBound), count: UInt32(word.count)))
    }
    var number = 0
    for index in word.dropFirst() { number = unsafe number * 10 + digit(bytes[index]) }
    while entries.count < number { entries.append(Entry()) }
  }

  func name(of number: Int64) -> UnsafeBufferPointer<UInt8>? {
    guard number >= 0, number < entries.count, entries[Int(number)].count > 0 else { return nil }
    let entry = entries[Int(number)]
    return unsafe UnsafeBufferPointer(
      start: text.utf8Start + Int(entry.start), count: Int(entry.count))
  }

  func numbers(of name: String) -> [Int] {
    entries.indices.filter { index in
      unsafe self.name(of: Int64(index)).map { unsafe $0.elementsEqual(name.utf8) } ?? false
    }
  }
}
