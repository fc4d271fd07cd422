import CHyperscan

/// Patterns compiled by Hyperscan, free to be used by every thread.
///
/// Without the prefilter mode, so that a match is exact. An expression that only Hyperscan can read
/// as characters is compiled twice (`characterReading`): log lines hold any bytes, and with
/// `HS_FLAG_UTF8` the result on invalid UTF-8 is undefined (`hs_compile.h`), so values that are none
/// are read as bytes.
@safe final class PatternDatabase: Sendable {
  struct Mistake: Error {
    var text: String
  }

  nonisolated(unsafe) let handle: OpaquePointer
  /// No match is shorter; of an expression without letters beyond ASCII, neither among characters.
  let leastBytes: Int
  /// It is scanned by `hs_scan_vector`.
  let isVectored: Bool

  init(handle: OpaquePointer, leastBytes: Int, isVectored: Bool = false) {
    unsafe self.handle = handle
    self.leastBytes = leastBytes
    self.isVectored = isVectored
  }

  deinit { unsafe hs_free_database(handle) }

  /// What Hyperscan says against an expression; nil when it takes it.
  static func mistake(in expression: RegularExpression) -> String? {
    var info: UnsafeMutablePointer<hs_expr_info_t>?
    var error: UnsafeMutablePointer<hs_compile_error_t>?
    if expression.text.utf8.contains(0) { return "it holds a NUL" }
    guard
      unsafe hs_expression_info(expression.text, flags(of: expression), &info, &error)
        == HS_SUCCESS
    else { return unsafe take(error) }
    unsafe free(info)
    return nil
  }

  /// Bytes of the shortest match, or fewer.
  private static func leastBytes(of expression: RegularExpression) -> Int {
    var info: UnsafeMutablePointer<hs_expr_info_t>?
    var error: UnsafeMutablePointer<hs_compile_error_t>?
    let result = unsafe hs_expression_info(
      expression.text, flags(of: expression), &info, &error)
    defer {
      unsafe free(info)
      unsafe hs_free_compile_error(error)
    }
    guard result == HS_SUCCESS, let info = unsafe info else { return 0 }
    return unsafe Int(info.pointee.min_width)
  }

  /// One expression, scanned over a whole value: of bytes, or of characters in valid UTF-8.
  ///
  /// In blocks, Hyperscan also makes an automaton for values below 70 bytes. For counted runs that is
  /// large, and for two of them in a row it tries for a quarter of a second and gives up; scanned as
  /// a vector of one part, it does not try. An empty value, of which such a scan says nothing, must
  /// be too short to match.
  convenience init(_ form: CompilableExpression) throws(Mistake) {
    let least = Self.leastBytes(of: form.expression)
    if !form.isUTF8, least > 0, !form.expression.namesWide, form.expression.countsFar,
      let handle = unsafe try? Self.compile(form, UInt32(HS_MODE_VECTORED))
    {
      unsafe self.init(handle: handle, leastBytes: least, isVectored: true)
    } else {
      unsafe self.init(
        handle: try Self.compile(form, UInt32(HS_MODE_BLOCK)), leastBytes: least)
    }
  }

  private static func compile(
    _ form: CompilableExpression, _ mode: UInt32
  ) throws(Mistake) -> OpaquePointer {
    var database: OpaquePointer?
    var error: UnsafeMutablePointer<hs_compile_error_t>?
    let result = unsafe hs_compile(
      form.expression.text,
      flags(of: form.expression) | (form.isUTF8 ? UInt32(HS_FLAG_UTF8) : 0), mode, nil, &database,
      &error)
    guard result == HS_SUCCESS, let database = unsafe database else {
      throw Mistake(text: unsafe take(error))
    }
    return unsafe database
  }

  /// Those of `literals` that `numbers` name, and by which they are reported: as `spellings` has
  /// them, else without regard to case.
  convenience init(
    literals all: [[UInt8]], spellings: [[UInt8]?], numbers: [Int]
  ) throws(Mistake) {
    let literals = numbers.map { spellings[$0] ?? all[$0] }
    precondition(!literals.isEmpty && literals.allSatisfy { !$0.isEmpty })
    var database: OpaquePointer?
    var error: UnsafeMutablePointer<hs_compile_error_t>?
    let result = unsafe Self.withPointers(to: literals) { pointers, lengths in
      let flags = numbers.map { spellings[$0] == nil ? UInt32(HS_FLAG_CASELESS) : 0 }
      return unsafe hs_compile_lit_multi(
        pointers.baseAddress, flags, numbers.map { UInt32($0) }, lengths.baseAddress,
        UInt32(literals.count),
        UInt32(HS_MODE_BLOCK), nil, &database, &error)
    }
    guard result == HS_SUCCESS, let database = unsafe database else {
      throw Mistake(text: unsafe Self.take(error))
    }
    unsafe self.init(handle: database, leastBytes: literals.map(\.count).min() ?? 0)
  }

  private static func flags(of expression: RegularExpression) -> UInt32 {
    var flags = HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY
    if expression.ignoresCase { flags |= HS_FLAG_CASELESS }
    if expression.isMultiline { flags |= HS_FLAG_MULTILINE }
    if expression.dotMatchesAll { flags |= HS_FLAG_DOTALL }
    return UInt32(flags)
  }

  private static func take(_ error: UnsafeMutablePointer<hs_compile_error_t>?) -> String {
    guard let error = unsafe error else { return "no reason given" }
    let text = unsafe String(cString: error.pointee.message)
    unsafe hs_free_compile_error(error)
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// Lends one C array of all literals, each at its place in one run of bytes.
  private static func withPointers(
    to literals: [[UInt8]],
    _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>, UnsafeBufferPointer<Int>) -> hs_error_t
  ) -> hs_error_t {
    let bytes = literals.flatMap { $0.map { CChar(bitPattern: $0) } }
    let lengths = literals.map(\.count)
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      var pointers: [UnsafePointer<CChar>?] = unsafe []
      var start = 0
      for length in lengths {
        unsafe pointers.append(bytes.baseAddress.map { unsafe $0 + start })
        start += length
      }
      return unsafe pointers.withUnsafeBufferPointer { pointers in
        unsafe lengths.withUnsafeBufferPointer { unsafe body(pointers, $0) }
      }
    }
  }
}

/// Hyperscan's working memory and what expressions need beside it: one for each thread that scans.
@safe struct PatternScratch: ~Copyable {
  private(set) var handle: OpaquePointer?
  let squeezed: SqueezedValue

  init() {
    unsafe handle = nil
    unsafe squeezed = .allocate()
  }

  deinit {
    unsafe hs_free_scratch(handle)
    unsafe squeezed.deallocate()
  }

  /// Makes it large enough for one more database.
  mutating func prepare(for database: PatternDatabase) throws(PatternDatabase.Mistake) {
    guard unsafe hs_alloc_scratch(database.handle, &handle) == HS_SUCCESS else {
      throw PatternDatabase.Mistake(text: "no memory for scanning")
    }
  }
}
