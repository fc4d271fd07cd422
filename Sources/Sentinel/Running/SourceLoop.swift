import Detection
import Records
import Watching

/// The scanners of one reading thread: one for each source, made anew when the rules change.
struct Scanners: ~Copyable {
  private let committer: Committer
  private let formats: [String: SourceBinding]
  private var generation = -1
  private var slots: [Slot] = []
  private var numbers: [String: Int] = [:]
  private var batch = HitBatch()

  /// A place for a scanner, which cannot be copied into a dictionary.
  private final class Slot {
    var scanner: ChunkScanner

    init(_ scanner: consuming ChunkScanner) { self.scanner = scanner }
  }

  init(committer: Committer, bindings: [SourceBinding]) {
    self.committer = committer
    formats = Dictionary(bindings.map { ($0.id, $0) }) { $1 }
  }

  /// Scans one chunk and commits what came of it.
  mutating func take(_ chunk: borrowing Chunk) throws {
    let slot = try slot(for: chunk.source)
    batch.reset()
    slot.scanner.scan(chunk, into: &batch)
    try committer.take(batch, &slot.scanner, chunk)
  }

  private mutating func slot(for source: String) throws -> Slot {
    let (loaded, current) = committer.current
    if current != generation {
      slots = []
      numbers = [:]
      generation = current
    }
    if let number = numbers[source] { return slots[number] }
    let binding = formats[source] ?? SourceBinding(id: source, format: .auto)
    slots.append(Slot(try loaded.ruleSet.scanner(for: binding)))
    numbers[source] = slots.count - 1
    return slots[slots.count - 1]
  }
}
