import Glibc
package import Records

/// The table of groups: finding, making, forgetting.
extension Windows {
  private static let emptySlots = 64
  private static let smallestRoom = 4

  /// A call would copy all that these windows are.
  @inline(__always)
  func find(_ heard: Heard, _ key: UnsafeBufferPointer<UInt8>) -> Int? {
    let mask = table.count - 1
    var slot = heard.hash & mask
    let mark = Self.mark(heard.hash)
    while table[slot] != 0 {
      if table[slot] & Self.markMask == mark {
        let index = Int(table[slot] & ~Self.markMask) - 1
        if unsafe isGroup(index, heard, key) { return index }
      }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Adds a group; first the stalest go when there are too many.
  mutating func make(_ heard: Heard, _ key: UnsafeBufferPointer<UInt8>) -> Int {
    if groups.count - emptied >= groupsMax {
      evict()
    } else if groups.count >= 2 * groupsMax {
      dropEmpty()
    }
    let start = keys.count
    unsafe keys.append(contentsOf: key)
    let room = Self.smallestRoom
    let block = takeBlock(room)
    groups.append(
      Group(
        hash: heard.hash, last: heard.time, keyStart: start, block: block,
        correlation: heard.correlation, keyCount: Int32(key.count), room: Int32(room), head: 0,
        count: 0, isChanged: false))
    if groups.count * 2 > table.count {
      rebuildTable(groups.count * 4)
    } else {
      enter(groups.count - 1)
    }
    return groups.count - 1
  }

  mutating func markChanged(_ index: Int) {
    guard !groups[index].isChanged else { return }
    groups[index].isChanged = true
    changed.append(Int32(index))
  }

  /// Forgets groups whose window has ended by `watermark`: no line to come may count in them.
  ///
  /// `watermark` is the least of what every source has reached by its lines' own clock; with a
  /// later one a slow source would lose windows it still needs. Cheap enough for once a minute.
  package mutating func forget(before watermark: Instant) {
    let limit = watermark.microseconds
    let stays = groups.map { group in
      let watch = plan.watches[Int(group.correlation)]
      // One that is tested at its end waits for the test.
      guard watch.method != .closing else { return group.count > 0 }
      return group.last &+ watch.timespan &+ slack[Int(group.correlation)] >= limit
    }
    if stays.contains(false) { keep(stays) }
  }

  /// Forgets the stalest tenth; ties by correlation and key, so that every run forgets the same.
  mutating func evict() {
    let order = groups.indices.filter { groups[$0].count > 0 }.sorted { isStaler($0, $1) }
    let doomed = order.prefix(max(1, order.count / 10))
    counters.evicted += doomed.count
    var stays = groups.map { $0.count > 0 }
    for index in doomed { stays[index] = false }
    keep(stays)
  }

  mutating func dropEmpty() { keep(groups.map { $0.count > 0 }) }

  private func isStaler(_ left: Int, _ right: Int) -> Bool {
    let (one, other) = (groups[left], groups[right])
    if one.last != other.last { return one.last < other.last }
    if one.correlation != other.correlation { return one.correlation < other.correlation }
    return key(of: left).lexicographicallyPrecedes(key(of: right))
  }

  /// Makes the tables anew from the groups that stay.
  private mutating func keep(_ stays: [Bool]) {
    let (formerGroups, formerKeys, formerCells) = (groups, keys, cells)
    for index in groups.indices where !stays[index] {
      forgotten.append(row(of: index, []))
      let isClosing = plan.watches[Int(groups[index].correlation)].method == .closing
      if isClosing, groups[index].firing >= 0 { giveBackNotes(groups[index].firing) }
    }
    resetTables()
    for index in formerGroups.indices where stays[index] {
      var group = formerGroups[index]
      let key = formerKeys[group.keyStart..<group.keyStart + Int(group.keyCount)]
      group.keyStart = keys.count
      keys += key
      let block = takeBlock(Int(group.room))
      for cell in 0..<Int(group.room) { cells[block + cell] = formerCells[group.block + cell] }
      group.block = block
      groups.append(group)
      held += Int(group.count)
      if group.isChanged { changed.append(Int32(groups.count - 1)) }
    }
    rebuildTable(groups.count * 4)
    rebuildDeadlines()
  }

  mutating func resetTables() {
    groups = []
    emptied = 0
    keys = []
    cells = []
    changed = []
    held = 0
    freeBlocks = Array(repeating: [], count: 32)
    table = Array(repeating: 0, count: Self.emptySlots)
  }

  mutating func takeBlock(_ room: Int) -> Int {
    if let block = freeBlocks[room.trailingZeroBitCount].popLast() { return block }
    let block = cells.count
    cells.append(contentsOf: repeatElement(0, count: room))
    return block
  }

  mutating func giveBack(_ block: Int, room: Int) {
    freeBlocks[room.trailingZeroBitCount].append(block)
  }

  func row(of index: Int, _ state: [UInt8]) -> WindowRow {
    let identity = plan.identities[Int(groups[index].correlation)]
    return WindowRow(correlation: identity, group: key(of: index), state: state)
  }

  static let markMask: UInt64 = 0xffff_ffff_0000_0000

  private static func mark(_ hash: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: hash) & markMask
  }

  private func isGroup(_ index: Int, _ heard: Heard, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
    let group = groups[index]
    guard group.hash == heard.hash, group.correlation == heard.correlation,
      Int(group.keyCount) == key.count
    else { return false }
    return unsafe keys.withUnsafeBytes { keys in
      let kept = unsafe UnsafeRawBufferPointer(
        rebasing: keys[group.keyStart..<group.keyStart + key.count])
      guard let one = kept.baseAddress, let other = key.baseAddress else { return true }
      return unsafe memcmp(one, other, key.count) == 0
    }
  }

  private mutating func rebuildTable(_ least: Int) {
    var size = Self.emptySlots
    while size < least { size *= 2 }
    table = Array(repeating: 0, count: size)
    for index in groups.indices { enter(index) }
  }

  private mutating func enter(_ index: Int) {
    let mask = table.count - 1
    var slot = groups[index].hash & mask
    while table[slot] != 0 { slot = (slot + 1) & mask }
    table[slot] = Self.mark(groups[index].hash) | UInt64(index + 1)
  }
}
