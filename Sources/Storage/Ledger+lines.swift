import GRDB
package import Records

/// What the next start needs to read on: positions, arrival times, windows, sightings.
///
/// Windows are shared by all sources, so the positions saved beside them are those
/// of every source as the windows have heard them. Nothing here can check it; the caller must.
extension Ledger {
  /// Writes where each file or journal has been read to; a finished one is deleted.
  ///
  /// Arrival times up to the offset are forgotten with it.
  package func save(positions: [ReadPosition]) throws {
    for position in positions {
      try database.run(
        "DELETE FROM arrivals WHERE source = ? AND file = ? AND (ends <= ? OR ?)",
        position.source, position.file, position.offset, position.isFinished)
      if position.isFinished {
        try database.run(
          "DELETE FROM positions WHERE source = ? AND file = ?", position.source, position.file)
      } else {
        try write(position)
      }
    }
    if !positions.isEmpty {
      try database.run("INSERT OR IGNORE INTO facts VALUES ('has_read', 'yes')")
    }
  }

  /// Hashes and inodes use all 64 bits, and SQLite's integers are signed: same bits, other sign.
  private func write(_ position: ReadPosition) throws {
    try database.run(
      """
      INSERT OR REPLACE INTO positions (source, file, path, device, inode, birth, head_length,
        head_hash, offset, tail_length, tail_hash, line, cursor)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      position.source, position.file, position.path, Int64(bitPattern: position.device),
      Int64(bitPattern: position.inode), position.birth, position.headLength,
      Int64(bitPattern: position.headHash), position.offset, position.tailLength,
      Int64(bitPattern: position.tailHash), position.line, position.cursor)
  }

  /// Writes the groups that changed; an empty state forgets the group.
  package func save(windows: [WindowRow]) throws {
    for window in windows {
      if window.state.isEmpty {
        try database.run(
          "DELETE FROM windows WHERE correlation = ? AND group_key = ?", window.correlation,
          window.group)
      } else {
        try database.run(
          """
          INSERT INTO windows VALUES (?, ?, ?)
          ON CONFLICT (correlation, group_key) DO UPDATE SET state = excluded.state
          """, window.correlation, window.group, window.state)
      }
    }
  }

  /// Writes what changed of lines that are joined into events; an empty state forgets a piece.
  package func save(assemblies: [AssemblyRow]) throws {
    for row in assemblies {
      if row.state.isEmpty {
        try database.run(
          "DELETE FROM assemblies WHERE source = ? AND key = ?", row.source, row.key)
      } else {
        try database.run(
          """
          INSERT INTO assemblies VALUES (?, ?, ?)
          ON CONFLICT (source, key) DO UPDATE SET state = excluded.state
          """, row.source, row.key, row.state)
      }
    }
  }

  /// Writes what baselines have seen; an empty state forgets a combination.
  package func save(sightings: [SightingRow]) throws {
    for row in sightings {
      if row.state.isEmpty {
        try database.run(
          "DELETE FROM sightings WHERE source = ? AND key = ?", row.source, row.key)
      } else {
        try database.run(
          """
          INSERT INTO sightings VALUES (?, ?, ?)
          ON CONFLICT (source, key) DO UPDATE SET state = excluded.state
          """, row.source, row.key, row.state)
      }
    }
  }

  /// Keeps when bytes up to `ends` of a file were first read, until the position passes them.
  ///
  /// Committed before lines without a time of their own are looked at, so that the same lines get
  /// the same time when they are read again after a crash. The first time written stays.
  package func note(_ arrival: Arrival) throws {
    try database.run(
      "INSERT OR IGNORE INTO arrivals VALUES (?, ?, ?, ?)", arrival.source, arrival.file,
      arrival.ends, arrival.at)
  }
}

/// When a run of lines was first read: those after the previous arrival's end, up to this one's.
package struct Arrival: Sendable, Equatable {
  package var source: String
  /// As in `ReadPosition`.
  package var file: String
  /// Offset just after the last line.
  package var ends: Int64
  package var at: Instant

  package init(source: String, file: String, ends: Int64, at: Instant) {
    self.source = source
    self.file = file
    self.ends = ends
    self.at = at
  }
}

extension Reading {
  /// True until positions were committed once: everything is new to this sentinel.
  package func isFirstRun() throws -> Bool {
    try database.first("SELECT 1 FROM facts WHERE name = 'has_read'") { $0.int() } == nil
  }

  package func positions() throws -> [ReadPosition] {
    try database.rows(
      """
      SELECT source, file, path, device, inode, birth, head_length, head_hash, offset,
        tail_length, tail_hash, line, cursor
      FROM positions ORDER BY source, file
      """
    ) { columns in
      ReadPosition(
        source: columns.text(), file: columns.text(), path: columns.text(),
        device: UInt64(bitPattern: columns.int64()), inode: UInt64(bitPattern: columns.int64()),
        birth: columns.int64(), headLength: columns.int(),
        headHash: UInt64(bitPattern: columns.int64()), offset: columns.int64(),
        tailLength: columns.int(), tailHash: UInt64(bitPattern: columns.int64()),
        line: columns.int(), cursor: columns.optional { $0.text() })
    }
  }

  package func windowRows() throws -> [WindowRow] {
    try database.rows("SELECT correlation, group_key, state FROM windows") {
      WindowRow(correlation: $0.text(), group: $0.blob(), state: $0.blob())
    }
  }

  /// What was kept of a source's lines that are joined into events.
  package func assemblyRows(of source: String) throws -> [AssemblyRow] {
    try database.rows("SELECT key, state FROM assemblies WHERE source = ? ORDER BY key", source) {
      AssemblyRow(source: source, key: $0.blob(), state: $0.blob())
    }
  }

  /// What baselines have seen of a source.
  package func sightings(of source: String) throws -> [SightingRow] {
    try database.rows("SELECT key, state FROM sightings WHERE source = ? ORDER BY key", source) {
      SightingRow(source: source, key: $0.blob(), state: $0.blob())
    }
  }

  /// Arrival times not yet passed by a position, by file and offset.
  package func arrivals() throws -> [Arrival] {
    try database.rows("SELECT source, file, ends, at FROM arrivals ORDER BY source, file, ends") {
      Arrival(source: $0.text(), file: $0.text(), ends: $0.int64(), at: $0.instant())
    }
  }
}
