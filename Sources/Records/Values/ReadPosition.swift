/// How far one file or journal has been read, with proof that the offset still means it.
///
/// A name is not an identity, because rotation moves names; an inode is none, because it is used
/// again. Head and tail hashes, keyed with a secret of the database, say whether this is the file.
package struct ReadPosition: Sendable, Equatable, Codable {
  /// The source's id.
  package var source: String
  /// Tells the files of one source apart; stable while the file lives, whatever its name.
  package var file: String
  /// The path when last seen.
  package var path: String
  package var device: UInt64
  package var inode: UInt64
  /// `statx` birth time in nanoseconds; 0 where the file system has none.
  package var birth: Int64
  package var headLength: Int
  package var headHash: UInt64
  /// Always just after a line's end.
  package var offset: Int64
  package var tailLength: Int
  package var tailHash: UInt64
  /// Lines before `offset`.
  package var line: Int
  /// The journal's cursor; nil for files.
  package var cursor: String?
  /// True once the file was left for good: the row is deleted.
  package var isFinished: Bool

  package init(
    source: String, file: String, path: String, device: UInt64 = 0, inode: UInt64 = 0,
    birth: Int64 = 0, headLength: Int = 0, headHash: UInt64 = 0, offset: Int64 = 0,
    tailLength: Int = 0, tailHash: UInt64 = 0, line: Int = 0, cursor: String? = nil,
    isFinished: Bool = false
  ) {
    self.source = source
    self.file = file
    self.path = path
    self.device = device
    self.inode = inode
    self.birth = birth
    self.headLength = headLength
    self.headHash = headHash
    self.offset = offset
    self.tailLength = tailLength
    self.tailHash = tailHash
    self.line = line
    self.cursor = cursor
    self.isFinished = isFinished
  }
}
