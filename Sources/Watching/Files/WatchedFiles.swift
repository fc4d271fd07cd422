import CLinux
import Glibc
package import Records

/// The files of one source, as they are declared.
package struct WatchedFiles: Sendable, Equatable {
  package var source: String
  /// Absolute paths; `*`, `?` and `[a-z]` stand for parts of one name.
  package var patterns: [String]
  /// Where files that were there before the source's very first start are begun.
  package var from: SourceDeclaration.From

  package init(source: String, patterns: [String], from: SourceDeclaration.From = .end) {
    self.source = source
    self.patterns = patterns
    self.from = from
  }
}

/// How long a file watcher waits for what.
package struct WatchWaits: Sendable {
  /// How long a rotated file must be quiet before it is left for good: writers keep the old
  /// descriptor until they are told, and logrotate tells them within a second or two.
  package var rotated: Duration = .seconds(5)
  /// Between two looks at everything, whatever inotify says: it makes reading fast, this makes it
  /// right.
  package var reconcile: Duration = .seconds(5)
  /// The same where inotify says nothing: network file systems, exhausted limits.
  package var poll: Duration = .seconds(1)
  /// How old a generation may be to be read when the stored position's file is gone.
  package var catchUp: Duration = .seconds(7 * 86_400)
  /// How long a vanished file is remembered when nothing took its name.
  package var vanished: Duration = .seconds(3600)

  package init() {}
}

/// The system calls a test must be able to make fail.
package struct WatchCalls: Sendable {
  /// Opens a path for reading: a descriptor, or a negative `errno`.
  package var open: @Sendable (_ path: String) -> Int32
  /// Adds an inotify watch: a watch number, or a negative `errno`.
  package var addWatch: @Sendable (_ inotify: Int32, _ path: String, _ mask: UInt32) -> Int32

  package init() {
    open = { unsafe linux_open_to_read($0) }
    addWatch = {
      let number = unsafe inotify_add_watch($0, $1, $2)
      return number < 0 ? -errno : number
    }
  }
}
