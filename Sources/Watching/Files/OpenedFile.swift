import CLinux
import Glibc
import Records

/// A file that was opened, with what was learned about it; not yet a generation of any log.
struct OpenedFile {
  let path: String
  let descriptor: Descriptor
  let facts: FileFacts
  private(set) var content: LogFile.Content
  private var compressedHead: [UInt8] = []
  private var compressedTail: [UInt8] = []
  private let isCompressed: Bool

  /// Opens a regular file; anything else fails with `EINVAL`.
  init(_ path: String, calls: WatchCalls) throws(SystemError) {
    let number = calls.open(path)
    guard number >= 0 else { throw SystemError(place: path, call: "open", code: -number) }
    descriptor = Descriptor(number)
    facts = try FileFacts(of: descriptor)
    guard facts.isRegular else { throw SystemError(place: path, call: "open", code: EINVAL) }
    self.path = path
    isCompressed = GzipStream.isGzip(descriptor)
    content = .plain(descriptor)
    if isCompressed { try goTo(0, tail: 0) }
  }

  /// Takes a descriptor over whose content was replaced by the writer.
  init(_ path: String, descriptor: Descriptor) throws(SystemError) {
    self.path = path
    self.descriptor = descriptor
    facts = try FileFacts(of: descriptor)
    content = .plain(descriptor)
    isCompressed = false
  }

  /// The first bytes of the content, at most `Fingerprint.headBytes` and only before `offset`.
  func head(before offset: Int64) -> [UInt8] {
    let count = Int(min(offset, Int64(Fingerprint.headBytes)))
    return isCompressed ? Array(compressedHead.prefix(count)) : descriptor.bytes(count, at: 0)
  }

  /// The last bytes of the content before `offset`; of a compressed file, only where `holds` or the
  /// opening went.
  func tail(before offset: Int64) -> [UInt8] {
    let count = min(offset, Int64(LineBuffer.tailBytes))
    return isCompressed
      ? compressedTail : descriptor.bytes(Int(count), at: offset - count)
  }

  /// Whether this is the file a fingerprint was taken of; a compressed one is then at its offset.
  mutating func holds(_ mark: Fingerprint, key: (UInt64, UInt64)) -> Bool {
    if isCompressed {
      guard mark.holdsHead(compressedHead, key: key),
        (try? goTo(mark.offset, tail: LineBuffer.tailBytes)) != nil
      else { return false }
    } else if facts.size < mark.offset {
      return false
    }
    return mark.holds(head: head(before: mark.offset), tail: tail(before: mark.offset), key: key)
  }

  /// Decompresses from the start up to `offset`.
  private mutating func goTo(_ offset: Int64, tail count: Int) throws(SystemError) {
    if compressedHead.isEmpty {
      compressedHead = try GzipStream(descriptor).first(Fingerprint.headBytes)
    }
    let stream = try GzipStream(descriptor)
    guard let tail = stream.skip(to: offset, tail: count) else {
      throw SystemError(place: path, call: "inflate", code: EINVAL)
    }
    compressedTail = tail
    content = .compressed(stream, LineBuffer())
  }

  /// Where the last whole line before `limit` ends, and how many lines are before it; these are
  /// counted in the first 256 MiB only, and −1 beyond.
  func lastLineEnd(before limit: Int64) -> (offset: Int64, lines: Int) {
    guard !isCompressed else { return (0, 0) }
    var end = limit
    while end > 0 {
      let count = min(end, 64 * 1024)
      let block = descriptor.bytes(Int(count), at: end - count)
      if let newline = block.lastIndex(of: UInt8(ascii: "\n")) {
        let offset = end - count + Int64(newline) + 1
        return (offset, countLines(before: offset))
      }
      end -= count
    }
    return (0, 0)
  }

  private func countLines(before offset: Int64) -> Int {
    guard offset <= 256 << 20 else { return -1 }
    var lines = 0
    var at: Int64 = 0
    while at < offset {
      let block = descriptor.bytes(Int(min(offset - at, 256 * 1024)), at: at)
      if block.isEmpty { break }
      lines += unsafe block.withUnsafeBufferPointer {
        unsafe linux_count_newlines($0.baseAddress, $0.count)
      }
      at += Int64(block.count)
    }
    return lines
  }
}
