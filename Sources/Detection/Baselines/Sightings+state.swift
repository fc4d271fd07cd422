import Records

/// Bounds, and what is kept between runs.
extension Sightings {
  private static let day: Int64 = 86_400_000_000

  /// Lets go of what is forgotten, once a day, and of the stalest where there is too much.
  func makeRoom(in book: inout Book) {
    let isFull = book.entries.count > Self.entriesMax
    if !isFull, let swept = book.sweptAt, swept <= book.newest,
      book.newest &- swept <= Self.day
    {
      return
    }
    book.sweptAt = book.newest
    let oldest = book.newest &- book.baseline.forget
    for (digest, last) in book.entries where last < oldest { book.forget(digest) }
    guard book.entries.count > Self.entriesMax else { return }
    let stalest = book.entries.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
      .prefix(Self.entriesMax / Self.evictedShare)
    for (digest, _) in stalest { book.forget(digest) }
    evicted += stalest.count
  }

  private static let version: UInt8 = 1

  /// What changed since the last call.
  func takeChanges(of source: String) -> [SightingRow] {
    var rows: [SightingRow] = []
    for place in books.indices {
      if books[place].isStartChanged { rows += [startRow(of: books[place], source)] }
      for digest in books[place].changed { rows.append(row(digest, of: books[place], source)) }
      books[place].isStartChanged = false
      books[place].changed.removeAll(keepingCapacity: true)
    }
    return rows
  }

  /// All of it, for a scanner that is made anew.
  func rows(of source: String) -> [SightingRow] {
    books.flatMap { book in
      book.started == nil
        ? []
        : [startRow(of: book, source)] + book.entries.keys.map { row($0, of: book, source) }
    }
  }

  /// Takes back what was kept; false for what belongs to no baseline as it is now.
  func restore(_ row: SightingRow) -> Bool {
    guard row.key.count == 9 || row.key.count == 17, row.key[0] == lane else { return false }
    let (hash, digest) = (Self.number(row.key[1..<9]), Self.number(row.key[9...]))
    guard let place = books.firstIndex(where: { $0.baseline.hash == hash }),
      var state = StateReader(
        row.state, version: Self.version, fingerprint: books[place].baseline.fingerprint),
      let first = state.signed()
    else { return false }
    if row.key.count == 17 {
      books[place].entries[digest] = first
    } else {
      guard let newest = state.signed() else { return false }
      books[place].started = first
      books[place].newest = newest
    }
    return true
  }

  private func startRow(of book: Book, _ source: String) -> SightingRow {
    var state = StateWriter(version: Self.version, fingerprint: book.baseline.fingerprint)
    state.add(signed: book.started ?? 0)
    state.add(signed: book.newest)
    return SightingRow(source: source, key: key(of: book), state: state.bytes)
  }

  private func row(_ digest: UInt64, of book: Book, _ source: String) -> SightingRow {
    var key = key(of: book)
    GroupKey.append(digest, to: &key)
    guard let last = book.entries[digest] else {
      return SightingRow(source: source, key: key, state: [])
    }
    var state = StateWriter(version: Self.version, fingerprint: book.baseline.fingerprint)
    state.add(signed: last)
    return SightingRow(source: source, key: key, state: state.bytes)
  }

  private func key(of book: Book) -> [UInt8] {
    var key = [lane]
    GroupKey.append(book.baseline.hash, to: &key)
    return key
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
