package import Records
import Synchronization

/// What a reader knows about one source, for `status`, metrics and the judgement of silence.
package struct SourceStatus: Sendable, Equatable {
  package var source: String
  package var filesOpen = 0
  /// Bytes that are in files and were not yet handed on.
  package var bytesBehind: Int64 = 0
  package var linesRead = 0
  package var bytesRead: Int64 = 0
  /// Lines longer than 64 KiB, of which the middle was cut out.
  package var linesCut = 0
  package var nulBytesSkipped = 0
  /// Journal entries that could not be read because the journal's file is damaged.
  package var entriesDamaged = 0
  /// When the last chunk with lines was handed on; nil before the first.
  package var lastLines: Instant?
  /// Paths that are there and may not be read.
  package var unreadable: [String] = []
  /// Patterns that match nothing.
  package var missing: [String] = []
  /// True where inotify cannot be used and files are looked at every second.
  package var isPolled = false

  package init(source: String) { self.source = source }
}

/// The statuses of a reader's sources: written by its thread, read by any.
final class StatusBoard: Sendable {
  private let entries: Mutex<[SourceStatus]>

  init(sources: [String]) { entries = Mutex(sources.map(SourceStatus.init)) }

  var all: [SourceStatus] { entries.withLock { $0 } }

  func change(_ source: Int, _ body: (inout SourceStatus) -> Void) {
    entries.withLock { body(&$0[source]) }
  }
}
