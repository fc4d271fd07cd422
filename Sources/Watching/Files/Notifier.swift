import CLinux
import Glibc

/// The inotify(7) instance of a file watcher: says which folders and files changed.
///
/// It only makes reading fast. What it misses (writes through other links and from other machines,
/// an overflow, a limit) the watcher's regular look at everything finds.
final class Notifier {
  enum Change {
    /// Something was written to a watched file, or its attributes changed.
    case file(Int32)
    /// A name that matters came, went or changed in a folder.
    case folder
    /// Changes were dropped by the kernel.
    case overflow
  }

  private static let fileMask = UInt32(IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF)
  private static let folderMask = UInt32(
    IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB | IN_ONLYDIR | IN_DELETE_SELF
      | IN_MOVE_SELF)

  private let descriptor: Descriptor?
  private let calls: WatchCalls
  /// Names and patterns that matter, by the number of the folder's watch.
  private var folders: [Int32: Set<String>] = [:]
  /// The first limit that was met; from then on the watcher polls.
  private(set) var failure: SystemError?

  init(calls: WatchCalls) {
    self.calls = calls
    let number = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
    descriptor = number < 0 ? nil : Descriptor(number)
    if number < 0 { failure = SystemError(place: "inotify", call: "inotify_init", code: errno) }
  }

  /// For waiting; −1, which poll(2) ignores, when there is none.
  var number: Int32 { descriptor?.number ?? -1 }

  /// True when the folder was not watched before: then it is to be listed again.
  @discardableResult
  func watch(folder: String, for name: String) -> Bool {
    guard let watch = add(folder, mask: Self.folderMask) else { return false }
    defer { folders[watch, default: []].insert(name) }
    return folders[watch] == nil
  }

  /// The watch's number, nil when there is none.
  func watch(file: Descriptor) -> Int32? {
    add("/proc/self/fd/\(file.number)", mask: Self.fileMask)
  }

  func unwatch(_ watch: Int32) {
    if let descriptor { _ = inotify_rm_watch(descriptor.number, watch) }
  }

  private func add(_ path: String, mask: UInt32) -> Int32? {
    guard let descriptor else { return nil }
    let watch = calls.addWatch(descriptor.number, path, mask)
    if watch >= 0 { return watch }
    // A folder that vanished or may not be listed is no limit of inotify's.
    if failure == nil, [ENOSPC, EMFILE, ENOMEM].contains(-watch) {
      failure = SystemError(place: path, call: "inotify_add_watch", code: -watch)
    }
    return nil
  }

  /// Takes all changes that are waiting, without waiting itself.
  func drain(_ body: (Change) -> Void) {
    guard let descriptor else { return }
    unsafe withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 8) { room in
      while true {
        let count = unsafe read(descriptor.number, room.baseAddress, room.count)
        guard count > 0 else { return }
        unsafe take(UnsafeRawBufferPointer(rebasing: room.prefix(count)), body)
      }
    }
  }

  private func take(_ changes: UnsafeRawBufferPointer, _ body: (Change) -> Void) {
    let headBytes = MemoryLayout<inotify_event>.size
    var at = 0
    while at + headBytes <= changes.count {
      let change = unsafe changes.loadUnaligned(fromByteOffset: at, as: inotify_event.self)
      let nameBytes = unsafe changes[(at + headBytes)..<(at + headBytes + Int(change.len))]
      at += headBytes + Int(change.len)
      if change.mask & UInt32(IN_Q_OVERFLOW) != 0 {
        body(.overflow)
      } else if let names = folders[change.wd] {
        let name = unsafe String(decoding: nameBytes.prefix { $0 != 0 }, as: UTF8.self)
        if change.mask & UInt32(IN_IGNORED) != 0 { folders[change.wd] = nil }
        if name.isEmpty || names.contains(where: { PathPattern.fits(name, $0) }) { body(.folder) }
      } else {
        body(.file(change.wd))
      }
    }
  }
}
