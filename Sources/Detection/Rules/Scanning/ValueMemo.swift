import Glibc

/// Which literals stand in the values that came lately, and in all names.
///
/// Programs, users and folders are the same in thousands of lines. A value is compared whole, so that
/// what its hash confuses is told apart; the latest one of a place takes it. Values of a name under which
/// they mostly differ are not asked for.
@safe struct ValueMemo: ~Copyable {
  /// Shorter values are looked through: that is as fast.
  static let bytesLeast = 4
  /// So are longer ones: they hardly come twice.
  static let bytesMax = 96
  private static let literalsMax = 24
  /// A power of two: a quarter of a megabyte in all.
  private static let placesMax = 1024

  /// A value kept, with what stands in it.
  private struct Place: BitwiseCopyable {
    var hash: UInt64 = 0
    /// 0 for an empty place.
    var count: UInt8 = 0
    var literalCount: UInt8 = 0
  }

  /// Whether it is worth asking for values of one name.
  private struct Trial: BitwiseCopyable {
    /// Falls with each value that did not come before, rises with others.
    var score: Int16 = 0
    /// Values that are not asked for.
    var pause: UInt16 = 0
  }

  /// A name alone, without those around it.
  private struct Name: BitwiseCopyable {
    /// Where its literals are in `nameLiterals`.
    var start: UInt32
    var end: UInt32
    /// The name of the object around it; -1 for none.
    var outer: Int32
    /// The line in which its literals were last asked for.
    var stamp: UInt32
  }

  private static let scoreMax: Int16 = 16
  private static let scoreLeast: Int16 = -16
  private static let pauseMax: UInt16 = 255

  private let places: UnsafeMutablePointer<Place>
  private let texts: UnsafeMutablePointer<UInt8>
  private let literals: UnsafeMutablePointer<UInt32>
  private var trials = GrowingTable<Trial>()
  private var names = GrowingTable<Name>()
  private(set) var nameLiterals = GrowingTable<UInt32>()
  private var nameRound: UInt64 = 0

  init() {
    unsafe places = .allocate(capacity: Self.placesMax)
    unsafe places.initialize(repeating: Place(), count: Self.placesMax)
    unsafe texts = .allocate(capacity: Self.placesMax * Self.bytesMax)
    unsafe literals = .allocate(capacity: Self.placesMax * Self.literalsMax)
  }

  deinit {
    unsafe places.deallocate()
    unsafe texts.deallocate()
    unsafe literals.deallocate()
  }

  /// Eight bytes at a time, the last ones again; of four bytes or more.
  @inline(__always)
  static func hash(_ value: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let base = value.baseAddress else { return 0 }
    let text = unsafe UnsafeRawPointer(base)
    let factor: UInt64 = 0x9e37_79b9_7f4a_7c15
    var hash = UInt64(truncatingIfNeeded: value.count) &* factor
    guard value.count >= 8 else {
      let first = unsafe text.loadUnaligned(as: UInt32.self)
      let last = unsafe text.loadUnaligned(fromByteOffset: value.count - 4, as: UInt32.self)
      hash = (hash ^ (UInt64(first) << 32 | UInt64(last))) &* factor
      return hash ^ hash >> 29
    }
    var at = 0
    while at &+ 8 < value.count {
      hash = unsafe (hash ^ text.loadUnaligned(fromByteOffset: at, as: UInt64.self)) &* factor
      hash ^= hash >> 29
      at &+= 8
    }
    hash ^= unsafe text.loadUnaligned(fromByteOffset: value.count - 8, as: UInt64.self)
    hash = hash &* factor
    return hash ^ hash >> 29
  }

  /// False while values of the name are left alone.
  @inline(__always)
  mutating func isWorthAsking(_ name: Int) -> Bool {
    let trial = unsafe trials.base + name
    guard unsafe trial.pointee.pause > 0 else { return true }
    unsafe trial.pointee.pause &-= 1
    return false
  }

  /// What stands in the value; nil when it is not kept.
  mutating func literals(
    in value: UnsafeBufferPointer<UInt8>, _ hash: UInt64, of name: Int
  ) -> UnsafeBufferPointer<UInt32>? {
    guard let base = value.baseAddress else { return nil }
    let index = Int(truncatingIfNeeded: hash & UInt64(Self.placesMax - 1))
    let place = unsafe places[index]
    let isKept =
      unsafe place.hash == hash && Int(place.count) == value.count
      && memcmp(texts + index * Self.bytesMax, base, value.count) == 0
    score(isKept, name)
    guard isKept else { return nil }
    return unsafe UnsafeBufferPointer(
      start: literals + index * Self.literalsMax, count: Int(place.literalCount))
  }

  @inline(__always)
  private mutating func score(_ isKept: Bool, _ name: Int) {
    let trial = unsafe trials.base + name
    if isKept {
      unsafe trial.pointee.score = min(trial.pointee.score &+ 1, Self.scoreMax)
    } else {
      unsafe trial.pointee.score &-= 1
      if unsafe trial.pointee.score < Self.scoreLeast {
        unsafe trial.pointee = Trial(score: Self.scoreLeast / 2, pause: Self.pauseMax)
      }
    }
  }

  /// Keeps what stands in a value, unless it is too much.
  mutating func keep(
    _ found: borrowing GrowingTable<UInt32>, of value: UnsafeBufferPointer<UInt8>, _ hash: UInt64
  ) {
    guard found.count <= Self.literalsMax, value.count <= Self.bytesMax,
      let base = value.baseAddress
    else { return }
    let index = Int(truncatingIfNeeded: hash & UInt64(Self.placesMax - 1))
    unsafe places[index] = Place(
      hash: hash, count: UInt8(value.count), literalCount: UInt8(found.count))
    unsafe (texts + index * Self.bytesMax).update(from: base, count: value.count)
    unsafe (literals + index * Self.literalsMax).update(from: found.base, count: found.count)
  }
}

/// Names, under the numbers that a reader knows them by.
extension ValueMemo {
  var nameCount: Int { names.count }

  @inline(__always)
  func knowsNames(of reader: borrowing JSONReader) -> Bool {
    nameCount == reader.nameCount && nameRound == reader.nameRound
  }

  /// Forgets them when the reader numbers them anew.
  mutating func forgetOldNames(_ reader: borrowing JSONReader) {
    guard nameRound != reader.nameRound else { return }
    nameRound = reader.nameRound
    trials.removeAll()
    names.removeAll()
    nameLiterals.removeAll()
  }

  mutating func addName(_ found: borrowing GrowingTable<UInt32>, in outer: Int?) {
    let start = nameLiterals.count
    for index in 0..<found.count { nameLiterals.append(found[index]) }
    names.append(
      Name(
        start: UInt32(start), end: UInt32(nameLiterals.count), outer: outer.map { Int32($0) } ?? -1,
        stamp: 0))
    trials.append(Trial())
  }

  /// Places in `nameLiterals` of the name's own, and the name around it; nil when they were asked for
  /// in the line that `stamp` tells.
  @inline(__always)
  mutating func take(name: Int, in stamp: UInt32) -> (places: Range<Int>, outer: Int)? {
    let name = unsafe names.base + name
    guard unsafe name.pointee.stamp != stamp else { return nil }
    unsafe name.pointee.stamp = stamp
    return unsafe (Int(name.pointee.start)..<Int(name.pointee.end), Int(name.pointee.outer))
  }

  /// Lines are counted from the start again.
  mutating func forgetStamps() {
    for index in 0..<names.count { unsafe names.base[index].stamp = 0 }
  }
}
