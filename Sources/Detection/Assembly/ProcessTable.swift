/// What processes run, as far as the records have said it: for the parents of new ones.
///
/// Audit records name a parent by its number only. The table is learned from `execve`, `fork` and
/// every other record that names a process and its program; it holds `processesMax` and lets those
/// go that no child asked for. A number that was used again without a record of it gives the
/// former program: what audit is not told, it cannot say.
struct ProcessTable {
  struct Key: Hashable, BitwiseCopyable {
    /// A hash of the node's name; 0 for none.
    var node: UInt64
    var process: Int64
  }

  struct Entry: Equatable {
    var key = Key(node: 0, process: -1)
    /// Absolute path of the program.
    var image: [UInt8] = []
    /// Empty where only the program is known.
    var commandLine: [UInt8] = []
    /// A child asked for it since the hand last passed.
    var isAsked = false
  }

  /// Half a megabyte with ordinary command lines; a busy host has a thousand processes.
  static let processesMax = 4096
  /// Bytes of a parent's command line that are kept; longer ones are cut.
  static let commandLineBytesMax = 1024

  private(set) var entries: [Entry] = []
  private var slots: [Key: Int] = [:]
  /// Where the next process is put when the table is full, unless it was asked for.
  private(set) var hand = 0
  private var changed: Set<Int> = []
  private var isHandChanged = false

  /// The slot of a process that a child names as its parent.
  mutating func slot(ofParent key: Key) -> Int? {
    guard let slot = slots[key] else { return nil }
    if !entries[slot].isAsked {
      entries[slot].isAsked = true
      changed.insert(slot)
    }
    return slot
  }

  /// Notes what a process runs; without a command line it keeps the known one of the same program.
  mutating func learn(
    _ key: Key, image: UnsafeBufferPointer<UInt8>, commandLine: UnsafeBufferPointer<UInt8>?
  ) {
    let slot = slots[key] ?? take(key)
    let isSame = unsafe entries[slot].image.elementsEqual(image)
    guard unsafe !isSame || commandLine != nil else { return }
    let kept = unsafe commandLine.map {
      unsafe UnsafeBufferPointer(rebasing: $0.prefix(Self.commandLineBytesMax))
    }
    if isSame, let kept = unsafe kept, unsafe entries[slot].commandLine.elementsEqual(kept) {
      return
    }
    changed.insert(slot)
    entries[slot].image.removeAll(keepingCapacity: true)
    unsafe entries[slot].image.append(contentsOf: image)
    entries[slot].commandLine.removeAll(keepingCapacity: true)
    if let kept = unsafe kept { unsafe entries[slot].commandLine.append(contentsOf: kept) }
  }

  /// A new process runs what its parent runs.
  mutating func fork(_ child: Key, from parent: Key) {
    guard let known = slots[parent] else { return }
    let (image, commandLine) = (entries[known].image, entries[known].commandLine)
    let slot = slots[child] ?? take(child)
    entries[slot].image = image
    entries[slot].commandLine = commandLine
    changed.insert(slot)
  }

  private mutating func take(_ key: Key) -> Int {
    let slot: Int
    if entries.count < Self.processesMax {
      slot = entries.count
      entries.append(Entry())
    } else {
      while entries[hand].isAsked {
        entries[hand].isAsked = false
        changed.insert(hand)
        hand = (hand + 1) % Self.processesMax
      }
      slot = hand
      hand = (hand + 1) % Self.processesMax
      isHandChanged = true
      slots[entries[slot].key] = nil
    }
    entries[slot] = Entry(key: key)
    slots[key] = slot
    return slot
  }
}

/// What is kept of it between runs.
extension ProcessTable {
  /// The slots that changed since the last call, in their order, and whether the hand did.
  mutating func takeChanges() -> (slots: [Int], hand: Bool) {
    defer {
      changed.removeAll(keepingCapacity: true)
      isHandChanged = false
    }
    return (changed.sorted(), isHandChanged)
  }

  /// Puts back what was kept, in any order of slots.
  mutating func restore(_ entry: Entry, at slot: Int) {
    guard slot >= 0, slot < Self.processesMax else { return }
    while entries.count <= slot { entries.append(Entry()) }
    entries[slot] = entry
    slots[entry.key] = slot
  }

  mutating func restore(hand: Int) { self.hand = max(0, hand) % Self.processesMax }
}
