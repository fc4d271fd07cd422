import CLinux
import Glibc
import Records

/// One generation of a log: a file with the place it is read at, whatever its name is by now.
///
/// What identifies it is its content: head and tail, which `mark` proves. Offsets count raw bytes;
/// in a compressed file, those of the decompressed stream.
final class LogFile {
  enum Content {
    case plain(Descriptor)
    case compressed(GzipStream, LineBuffer)
    /// Read to the end and closed, or lost; only its position is left to be given up.
    case closed
  }

  /// Unique among the generations of a source: 16 hexadecimal digits, a space, the live file's name.
  let key: String
  var path: String
  var content: Content
  var identity: FileIdentity
  var birth: Int64
  /// Where the next line begins.
  private(set) var offset: Int64
  /// How far bytes were looked at: beyond `offset` only within a line longer than the buffer.
  private(set) var scanned: Int64
  /// Lines before `offset`; negative where they were too many to count.
  private(set) var line: Int
  private(set) var head: [UInt8]
  /// The bytes just before `scanned`.
  private(set) var tail: [UInt8]
  private(set) var mark: Fingerprint
  var long: LongLine?

  /// True until the first line: NUL bytes and a byte-order mark are skipped only there.
  var isAtFront: Bool
  /// False once the name stands for another file.
  var isLive = true
  /// Whether bytes may have been added since it was last read to its end.
  var mayHaveMore = true
  /// Whether it was read to its end once; newer generations wait for that.
  var isCaughtUp = false
  /// True when what is left without a line end shall be taken as a line and the file be closed.
  var isClosing = false
  /// The last attempt to read from it failed.
  var isUnreadable = false
  var quietSince = Monotonic.now
  var size: Int64 = 0
  var modified: Int64 = 0
  var links: UInt32 = 1
  var watch: Int32?

  /// Begins a file at `offset`, which must be just after a line's end or 0.
  init(
    key: String, path: String, opened: OpenedFile, at offset: Int64, line: Int,
    hashKey: (UInt64, UInt64)
  ) {
    self.key = key
    self.path = path
    self.offset = offset
    self.line = line
    content = opened.content
    identity = opened.facts.identity
    birth = opened.facts.birth
    size = opened.facts.size
    modified = opened.facts.modified
    links = opened.facts.links
    scanned = offset
    head = opened.head(before: offset)
    tail = opened.tail(before: offset)
    mark = Fingerprint(offset: offset, head: head, tail: tail, key: hashKey)
    isAtFront = offset == 0
  }

  /// A generation that cannot be found any more, known by its stored position only.
  init(lost row: ReadPosition) {
    key = row.file
    path = row.path
    content = .closed
    identity = FileIdentity(device: row.device, inode: row.inode)
    birth = row.birth
    offset = row.offset
    scanned = row.offset
    line = row.line
    head = []
    tail = []
    mark = Fingerprint(row)
    isAtFront = false
    isLive = false
    mayHaveMore = false
    isCaughtUp = true
  }

  var isClosed: Bool { if case .closed = content { true } else { false } }

  var bytesBehind: Int64 {
    if case .plain = content { max(0, size - offset) } else { 0 }
  }

  func position(of source: String, isFinished: Bool = false) -> ReadPosition {
    ReadPosition(
      source: source, file: key, path: path, device: identity.device, inode: identity.inode,
      birth: birth, headLength: mark.headLength, headHash: mark.headHash, offset: offset,
      tailLength: mark.tailLength, tailHash: mark.tailHash, line: line, isFinished: isFinished)
  }
}

extension LogFile {
  /// Goes past bytes that are no line: NUL bytes in front, a byte-order mark.
  func skip(_ bytes: Int64, tail: [UInt8]) {
    scanned += bytes
    offset = scanned
    self.tail = tail
  }

  /// Takes note of what a cut passed over.
  func pass(_ cut: LineBuffer.Cut, tail: [UInt8], hashKey: (UInt64, UInt64)) {
    scanned += Int64(cut.passed)
    self.tail = tail
    if cut.passed > 0 { quietSince = .now }
    if cut.lines > 0 || long != nil { isAtFront = false }
    guard cut.lines > 0 else { return }
    offset = scanned
    if line >= 0 { line += cut.lines }
    growHead()
    mark = Fingerprint(offset: offset, head: head, tail: tail, key: hashKey)
  }

  private func growHead() {
    guard head.count < Fingerprint.headBytes, case .plain(let file) = content else { return }
    head = file.bytes(Int(min(offset, Int64(Fingerprint.headBytes))), at: 0)
  }

  /// Goes on in another file that holds the same content, as after copy-and-truncate.
  func move(to opened: OpenedFile, path: String) {
    content = opened.content
    identity = opened.facts.identity
    birth = opened.facts.birth
    size = opened.facts.size
    links = opened.facts.links
    self.path = path
    scanned = offset
    tail = opened.tail(before: offset)
    long = nil
    mayHaveMore = true
    isCaughtUp = false
  }

  /// Asks how large the file is now, and marks it when that changed.
  func refresh() {
    guard case .plain(let file) = content, let facts = try? FileFacts(of: file) else { return }
    if facts.size != size || facts.modified != modified { mayHaveMore = true }
    size = facts.size
    modified = facts.modified
    links = facts.links
  }

  /// Its name stands for another file from now on; what is still written to it is read to the end.
  func leave() {
    guard isLive else { return }
    isLive = false
    quietSince = .now
    if !isClosed { mayHaveMore = true }
  }

  /// Lets the file go.
  func close() {
    content = .closed
    long = nil
    mayHaveMore = false
    isCaughtUp = true
    isClosing = false
    isUnreadable = false
  }

  /// Proof of all it holds, read or not, where it can still be asked; else of what was read.
  func wholeMark(hashKey: (UInt64, UInt64)) -> Fingerprint {
    guard case .plain(let file) = content, let size = try? FileFacts(of: file).size, size > 0 else {
      return mark
    }
    let head = file.bytes(Int(min(size, Int64(Fingerprint.headBytes))), at: 0)
    let count = min(size, Int64(LineBuffer.tailBytes))
    let tail = file.bytes(Int(count), at: size - count)
    return Fingerprint(offset: size, head: head, tail: tail, key: hashKey)
  }

  /// Whether the first bytes are still the ones that were read.
  func headHolds(in file: Descriptor) -> Bool { file.bytes(head.count, at: 0) == head }
}
