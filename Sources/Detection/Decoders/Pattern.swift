import CPCRE2

/// A compiled PCRE2 pattern of a decoder's shape, in byte mode.
///
/// It is read-only once made, so every scanning thread shares it. Just-in-time code is used where
/// the system allows it; without it the same pattern is interpreted.
@safe final class Pattern: @unchecked Sendable {
  struct Group: Sendable {
    var name: String
    var number: Int
  }

  /// Why a pattern was refused, as PCRE2 words it.
  struct Refusal: Error { var clause: String }

  /// Groups with names in one pattern; the match data of every thread has room for them.
  static let groupsMax = 31

  let code: OpaquePointer
  let groups: [Group]

  /// - Throws: what PCRE2 says about `text`, with the offset.
  init(_ text: String) throws(Refusal) {
    let code = try unsafe Self.compile(Array(text.utf8))
    unsafe self.code = code
    // Zero or an error number: an error means that the pattern is interpreted instead.
    _ = unsafe pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
    groups = unsafe Self.groups(of: code)
    guard groups.allSatisfy({ $0.number <= Self.groupsMax }) else {
      throw Refusal(clause: "more than \(Self.groupsMax) groups")
    }
  }

  deinit { unsafe pcre2_code_free_8(code) }

  /// `.` takes line ends and `$` is the very end: one entry is one text, whatever bytes it holds.
  private static func compile(_ bytes: [UInt8]) throws(Refusal) -> OpaquePointer {
    let options =
      UInt32(PCRE2_DOTALL) | UInt32(PCRE2_DOLLAR_ENDONLY) | UInt32(PCRE2_NEVER_UTF)
      | UInt32(PCRE2_NO_AUTO_CAPTURE) | UInt32(PCRE2_NEVER_BACKSLASH_C)
    var (number, offset): (CInt, Int) = (0, 0)
    let made = unsafe bytes.withUnsafeBufferPointer {
      unsafe pcre2_compile_8($0.baseAddress, $0.count, options, &number, &offset, nil)
    }
    if let made = unsafe made { return unsafe made }
    throw Refusal(clause: "\(message(number)) at character \(offset + 1)")
  }

  private static func message(_ number: CInt) -> String {
    var text = [UInt8](repeating: 0, count: 256)
    let count = unsafe text.withUnsafeMutableBufferPointer {
      unsafe pcre2_get_error_message_8(number, $0.baseAddress, $0.count)
    }
    return String(decoding: text.prefix(Int(max(0, count))), as: UTF8.self)
  }

  /// Reads the table of names: two bytes of number, then the name, ended by zero.
  private static func groups(of code: OpaquePointer) -> [Group] {
    var (count, width): (UInt32, UInt32) = (0, 0)
    var table: UnsafePointer<UInt8>?
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &width)
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
    guard let table = unsafe table else { return [] }
    let bytes = unsafe UnsafeBufferPointer(start: table, count: Int(count * width))
    let groups = (0..<Int(count)).map { index in
      let entry = unsafe Array(bytes[index * Int(width)..<(index + 1) * Int(width)])
      let name = String(decoding: entry.dropFirst(2).prefix { $0 != 0 }, as: UTF8.self)
      return Group(name: name, number: Int(entry[0]) << 8 | Int(entry[1]))
    }
    return groups.sorted { $0.number < $1.number }
  }
}

/// One thread's room for matches, used again for every line.
@safe struct Matcher: ~Copyable {
  /// Steps of one match; a shipped shape needs below a hundred for a long line.
  private static let stepsMax: UInt32 = 20_000
  /// Nested backtracks of one interpreted match.
  private static let depthMax: UInt32 = 2_000

  private let data: OpaquePointer
  private let context: OpaquePointer
  /// Pairs of offsets: the whole match, then each group.
  private let offsets: UnsafeMutablePointer<Int>

  init() {
    guard let data = unsafe pcre2_match_data_create_8(UInt32(Pattern.groupsMax + 1), nil),
      let context = unsafe pcre2_match_context_create_8(nil)
    else { preconditionFailure("no memory for a match") }
    unsafe pcre2_set_match_limit_8(context, Self.stepsMax)
    unsafe pcre2_set_depth_limit_8(context, Self.depthMax)
    unsafe self.data = data
    unsafe self.context = context
    unsafe offsets = pcre2_get_ovector_pointer_8(data)
  }

  deinit {
    unsafe pcre2_match_data_free_8(data)
    unsafe pcre2_match_context_free_8(context)
  }

  enum Outcome { case matched, declined, spent }

  /// Compiled code is entered directly: checking the arguments of a match costs a third of it.
  ///
  /// Where there is none (`MemoryDenyWriteExecute`, a pattern that is too large) PCRE2 says so.
  func match(_ code: OpaquePointer, _ text: Span<UInt8>) -> Outcome {
    let result = unsafe text.withUnsafeBufferPointer { text in
      if !text.isEmpty {
        let quick = unsafe pcre2_jit_match_8(
          code, text.baseAddress, text.count, 0, 0, data, context)
        if quick != PCRE2_ERROR_JIT_BADOPTION { return quick }
      }
      return unsafe pcre2_match_8(code, text.baseAddress, text.count, 0, 0, data, context)
    }
    if result > 0 { return .matched }
    return result == PCRE2_ERROR_NOMATCH ? .declined : .spent
  }

  /// Where a group of the last match stood; nil when it took no part.
  func range(ofGroup group: Int) -> Range<Int>? {
    let start = unsafe offsets[2 * group]
    // An unset pair is all ones, which is -1 here.
    guard start >= 0 else { return nil }
    let end = unsafe offsets[2 * group + 1]
    return end >= start ? start..<end : nil
  }
}
