import Detection
import Records
import Storage
import Synchronization
import Watching

/// The scanners of one reading thread: one for each source, made anew when the rules change.
struct Scanners: ~Copyable {
  private let committer: Committer
  private let formats: [String: SourceBinding]
  private var generation = -1
  private var boxes: [String: ScannerBox] = [:]
  /// Scanners of the rules before these: what they remember of lines goes on.
  private var former: [String: ScannerBox] = [:]
  private var batch = HitBatch()

  init(committer: Committer, bindings: [SourceBinding]) {
    self.committer = committer
    formats = Dictionary(bindings.map { ($0.id, $0) }) { $1 }
  }

  /// Scans one chunk and commits what came of it.
  mutating func take(_ chunk: borrowing Chunk) throws {
    let box = try box(for: chunk.source)
    batch.reset()
    let (decoded, refused) = (box.scanner.counters.decoded, box.scanner.rejectedLines)
    box.scanner.scan(chunk, into: &batch)
    committer.formats.withLock {
      $0.note(
        chunk.source, decoded: box.scanner.counters.decoded - decoded,
        refused: box.scanner.rejectedLines - refused)
    }
    try committer.take(&batch, &box.scanner, chunk)
  }

  private mutating func box(for source: String) throws -> ScannerBox {
    let (loaded, current) = committer.current
    if current != generation {
      former.merge(boxes) { $1 }
      boxes = [:]
      generation = current
    }
    if let box = boxes[source] { return box }
    let binding = formats[source] ?? SourceBinding(id: source, format: .auto)
    let box = ScannerBox(try loaded.ruleSet.scanner(for: binding))
    let known = former.removeValue(forKey: source)
    if let known {
      box.scanner.restore(known.scanner.assemblyRows)
    } else if box.scanner.assemblyCounters != nil {
      box.scanner.restore(try committer.assemblyRows(of: source))
    }
    let sightings = try known?.scanner.sightingRows ?? committer.sightings(of: source)
    box.scanner.restore(sightings: sightings, hashKey: committer.store.hashKey)
    boxes[source] = box
    return box
  }
}

/// A place for a scanner, which has one owner and so cannot be kept in a dictionary itself.
final class ScannerBox {
  var scanner: ChunkScanner

  init(_ scanner: consuming ChunkScanner) { self.scanner = scanner }
}
