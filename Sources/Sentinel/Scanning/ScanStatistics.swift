import Detection
package import Records

/// What each rule cost a scan, the dearest first.
package struct ScanStatistics: Sendable {
  private let rows: [(name: String, title: String, row: RuleMeter.Row)]
  private let result: ScanResult

  package init(_ result: ScanResult, _ loaded: Loaded) {
    self.result = result
    let known = Dictionary(loaded.ruleSet.summaries.map { ($0.id, $0) }) { first, _ in first }
    rows = result.rules.map { id, row in
      (known[id]?.name ?? id, known[id]?.title ?? "", row)
    }.sorted { ($1.row.nanoseconds, $0.name) < ($0.row.nanoseconds, $1.name) }
  }

  package static let heading = ["RULE", "CANDIDATES", "HITS", "WORK", "MICROSECONDS"]

  package var cells: [[String]] {
    rows.map { name, _, row in
      [
        name, String(row.candidates), String(row.hits), String(row.work),
        String(row.nanoseconds / 1000),
      ]
    }
  }

  /// The last object of `scan --json --stats`, the only one without a `rule`.
  package var json: JSONValue {
    [
      "statistics": [
        "files": .number(result.files), "lines": .number(result.lines),
        "decoded": .number(result.candidates), "matches": .number(result.matched),
        "findings": .number(result.findings),
        "rules": .array(
          rows.map { name, title, row in
            [
              "name": .string(name), "title": .string(title),
              "candidates": .number(row.candidates), "hits": .number(row.hits),
              "work": .number(row.work), "nanoseconds": .number(row.nanoseconds),
            ]
          }),
      ]
    ]
  }
}
