import Glibc

/// Files of one line that only their owner may read.
enum SmallFile {
  /// Bytes that are read; ours have some 200.
  private static let bytesMax = 1024

  static func text(of file: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: bytesMax)
    let count = unsafe buffer.withUnsafeMutableBytes { room in
      unsafe pread(file, room.baseAddress, room.count, 0)
    }
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  /// True when every byte was written at the file's beginning.
  static func write(_ text: String, to file: Int32) -> Bool {
    let bytes = Array(text.utf8)
    return unsafe bytes.withUnsafeBytes { unsafe pwrite(file, $0.baseAddress, $0.count, 0) }
      == bytes.count
  }

  /// Puts a whole file in place of `path`, on the disk before it returns.
  static func replace(_ path: String, with text: String) throws(StorageError) {
    let half = path + ".new"
    unsafe unlink(half)
    let file = unsafe open(half, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw StateFolder.failure("open", half) }
    defer { close(file) }
    guard write(text, to: file), fsync(file) == 0 else { throw StateFolder.failure("write", half) }
    guard unsafe rename(half, path) == 0 else { throw StateFolder.failure("rename", path) }
    // The new name must last as well (fsync(2)).
    let folder = unsafe open(StateFolder.parent(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }
}
