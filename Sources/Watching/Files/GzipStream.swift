import CZlib
import Glibc

/// The decompressed bytes of a `.gz` file, in order, in constant memory.
///
/// Files of several members, as `cat a.gz b.gz` makes, are read through. Output is bounded, because
/// a few kilobytes can be made to give terabytes.
@safe final class GzipStream {
  /// Decompressed bytes that are read of one file.
  static let outputBytesMax: Int64 = 16 << 30
  /// Compressed bytes read at once.
  private static let inputBytes = 64 * 1024

  enum Failure: Error, Equatable {
    /// The file ends in the middle of a member, or its bytes are no gzip.
    case damaged
    case tooLong
  }

  private let file: Descriptor
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutablePointer<UInt8>
  private(set) var compressedBytesRead: Int64 = 0
  private(set) var output: Int64 = 0
  private var isBetweenMembers = false
  private var isFinished = false
  /// What ended the stream early; thrown once everything before it was handed out.
  private var failure: Failure?

  init(_ file: Descriptor) throws(SystemError) {
    self.file = file
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    unsafe input = .allocate(capacity: Self.inputBytes)
    guard unsafe zlib_begin_gzip(stream) == Z_OK else {
      throw SystemError(place: "zlib", call: "inflateInit2", code: ENOMEM)
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
    unsafe input.deallocate()
  }

  /// Whether a file begins like gzip (RFC 1952, 2.3.1).
  static func isGzip(_ file: Descriptor) -> Bool { file.bytes(3, at: 0) == [0x1F, 0x8B, 8] }

  /// Fills as much of `target` as there is; fewer bytes only at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    if isFinished, let failure { throw failure }
    guard let start = target.baseAddress, !isFinished else { return 0 }
    unsafe stream.pointee.next_out = start.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(target.count)
    while unsafe stream.pointee.avail_out > 0, !isFinished { try step() }
    let filled = unsafe target.count - Int(stream.pointee.avail_out)
    output += Int64(filled)
    if output > Self.outputBytesMax { end(.tooLong) }
    if filled == 0, let failure { throw failure }
    return filled
  }

  private func step() throws {
    if unsafe stream.pointee.avail_in == 0 { try refill() }
    // The end of the file is the end of the stream only between members.
    if unsafe stream.pointee.avail_in == 0 { return end(isBetweenMembers ? nil : .damaged) }
    switch unsafe inflate(stream, Z_NO_FLUSH) {
    case Z_OK, Z_BUF_ERROR: isBetweenMembers = false
    case Z_STREAM_END:
      isBetweenMembers = true
      unsafe inflateReset(stream)
    // Some tools pad the last member with zeros.
    default: end(isBetweenMembers ? nil : .damaged)
    }
  }

  private func end(_ failure: Failure?) {
    isFinished = true
    self.failure = failure
  }

  private func refill() throws {
    let count = try unsafe file.read(Self.inputBytes, at: compressedBytesRead, into: input)
    compressedBytesRead += Int64(count)
    unsafe stream.pointee.next_in = input
    unsafe stream.pointee.avail_in = UInt32(count)
  }

  /// Reads and forgets until `offset`; the last `tailLength` bytes before it, or nil when the stream
  /// is shorter.
  func skip(to offset: Int64, tail tailLength: Int) -> [UInt8]? {
    var tail: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 64 * 1024)
    while output < offset {
      let count = Int(min(Int64(room.count), offset - output))
      let filled = unsafe room.withUnsafeMutableBytes { buffer in
        unsafe try? read(into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(count)))
      }
      guard let filled, filled > 0 else { return nil }
      tail = (tail + room.prefix(filled)).suffix(tailLength)
    }
    return tail
  }

  /// The first bytes of a fresh stream, fewer where it is shorter.
  func first(_ count: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { room, filled in
      filled = unsafe (try? read(into: UnsafeMutableRawBufferPointer(room))) ?? 0
    }
  }
}
