import CHyperscan
import CSimdjson
import Glibc

/// The least that could be done with the same bytes on the same machine: reading them, finding
/// their lines, scanning them for the same literals.
enum Yardsticks {
  private static let chunkBytes = 256 * 1024

  /// `memchr` for line ends; returns the number of lines.
  static func countLines(in path: String) throws -> Int {
    var lines = 0
    try unsafe withChunks(of: path) { chunk in
      guard var at = chunk.baseAddress else { return }
      let end = unsafe at + chunk.count
      while let found = unsafe memchr(at, 10, end - at) {
        lines += 1
        unsafe at = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
      }
    }
    return lines
  }

  /// Scans for literals, reported by number without regard to case; returns the number of hits.
  ///
  /// As bare as it can be: a hit is counted, and neither its line nor its rule is looked for.
  static func scan(_ path: String, for literals: borrowing BareScan) throws -> Int {
    var hits = 0
    try unsafe withChunks(of: path) { chunk in unsafe hits += literals.hits(in: chunk) }
    return hits
  }

  /// Parses every line with simdjson, as flat fields; returns the number of fields.
  static func readEvents(_ path: String) throws -> Int {
    guard let reader = unsafe tocsin_json_new() else { throw BenchmarkError("no memory") }
    defer { unsafe tocsin_json_free(reader) }
    var (fields, rest) = (0, [UInt8]())
    try unsafe withChunks(of: path) { chunk in
      unsafe rest += chunk
      let end = rest.lastIndex(of: 10).map { $0 + 1 } ?? 0
      unsafe rest.withUnsafeBufferPointer { bytes in
        guard var at = bytes.baseAddress else { return }
        let last = unsafe at + end
        while unsafe at < last, let found = unsafe memchr(at, 10, last - at) {
          let next = unsafe UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
          if unsafe tocsin_json_read(reader, at, next - at) == 0 {
            unsafe fields += tocsin_json_field_count(reader)
          }
          unsafe at = next + 1
        }
      }
      rest.removeFirst(end)
    }
    return fields
  }

  private static func withChunks(
    of path: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) throws {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw BenchmarkError("\(path) cannot be read") }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: chunkBytes)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { return }
      unsafe buffer.withUnsafeBufferPointer { unsafe body(.init(rebasing: $0[..<count])) }
    }
  }
}

/// Hyperscan alone, with the literals that the product scans for.
@safe struct BareScan: ~Copyable {
  private let database: OpaquePointer
  private let scratch: OpaquePointer?

  /// `spellings`: how a literal must be written, nil for any case.
  init(_ literals: [[UInt8]], _ spellings: [[UInt8]?]) throws {
    let literals = zip(literals, spellings).map { $1 ?? $0 }
    var database: OpaquePointer?
    var error: UnsafeMutablePointer<hs_compile_error_t>?
    let pointers: [UnsafePointer<CChar>?] = unsafe literals.map { literal in
      let text = UnsafeMutablePointer<CChar>.allocate(capacity: max(1, literal.count))
      for (index, byte) in literal.enumerated() { unsafe text[index] = CChar(bitPattern: byte) }
      return unsafe UnsafePointer(text)
    }
    defer { unsafe pointers.forEach { unsafe $0?.deallocate() } }
    let flags = spellings.map { $0 == nil ? UInt32(HS_FLAG_CASELESS) : 0 }
    let result = unsafe hs_compile_lit_multi(
      pointers, flags, literals.indices.map { UInt32($0) }, literals.map(\.count),
      UInt32(literals.count), UInt32(HS_MODE_BLOCK), nil, &database, &error)
    guard result == HS_SUCCESS, let database = unsafe database else {
      unsafe hs_free_compile_error(error)
      throw BenchmarkError("Hyperscan does not take the literals")
    }
    var scratch: OpaquePointer?
    guard unsafe hs_alloc_scratch(database, &scratch) == HS_SUCCESS else {
      throw BenchmarkError("no memory for scanning")
    }
    unsafe self.database = database
    unsafe self.scratch = scratch
  }

  deinit {
    unsafe hs_free_scratch(scratch)
    unsafe hs_free_database(database)
  }

  func hits(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var hits = 0
    let text = unsafe UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
    _ = unsafe hs_scan(database, text, UInt32(bytes.count), 0, scratch, countHit, &hits)
    return hits
  }
}

nonisolated private let countHit: match_event_handler = { _, _, _, _, context in
  unsafe context?.assumingMemoryBound(to: Int.self).pointee += 1
  return 0
}
