/// Plain values in memory of one owner, growing by doubling and used again without freeing.
///
/// For the tables of the line loop, where an array's check for uniqueness at each change would be
/// felt. It never shrinks: who fills it names the limit.
@safe struct GrowingTable<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 64) {
    self.capacity = max(1, capacity)
    unsafe base = .allocate(capacity: self.capacity)
  }

  deinit { unsafe base.deallocate() }

  @inline(__always)
  subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count, "beyond the table")
    return unsafe base[index]
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    unsafe (base + count).initialize(to: element)
    count += 1
  }

  mutating func append(contentsOf elements: UnsafeBufferPointer<Element>) {
    guard let start = elements.baseAddress else { return }
    // The elements may stand in this table: its former memory is freed after they are copied.
    let former = unsafe base
    let mustGrow = count + elements.count > capacity
    if mustGrow { allocateLarger(toHold: count + elements.count) }
    unsafe (base + count).update(from: start, count: elements.count)
    count += elements.count
    if mustGrow { unsafe former.deallocate() }
  }

  /// Room for so many more, to be written at `base + count` and then taken in.
  @inline(__always)
  mutating func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    let former = unsafe base
    allocateLarger(toHold: count + more)
    unsafe former.deallocate()
  }

  /// Takes in what was written behind the last element, in room that was reserved.
  @inline(__always)
  mutating func take(_ written: Int) {
    precondition(written >= 0 && count + written <= capacity, "beyond the table")
    count += written
  }

  @inline(__always)
  mutating func removeAll() { count = 0 }

  mutating func shrink(to fewer: Int) { count = min(count, fewer) }

  private mutating func grow() {
    let former = unsafe base
    allocateLarger(toHold: count + 1)
    unsafe former.deallocate()
  }

  /// Leaves the former memory to the caller.
  private mutating func allocateLarger(toHold needed: Int) {
    let larger = max(needed, capacity * 2)
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: larger)
    unsafe memory.update(from: base, count: count)
    unsafe base = memory
    capacity = larger
  }
}

extension GrowingTable where Element: Comparable {
  /// By insertion: for the few matches of a line.
  mutating func sort() {
    guard count > 1 else { return }
    for index in 1..<count {
      let element = unsafe base[index]
      var place = index
      while place > 0, unsafe base[place - 1] > element {
        unsafe base[place] = base[place - 1]
        place -= 1
      }
      unsafe base[place] = element
    }
  }
}
