import Records

/// What a running sentinel leaves in its state folder for `tocsin status`.
struct StatusSnapshot: Codable, Sendable {
  struct Source: Codable, Sendable {
    var id: String
    var files: Int
    var lines: Int
    var behind: Int64
    var cut: Int
    var last: Instant?
    var unreadable: [String]

    var json: JSONValue {
      .present([
        "id": .string(id), "files": .number(files), "lines": .number(lines),
        "bytes_behind": .number(behind), "lines_cut": .number(cut),
        "last_line": last.map { .string($0.rfc3339()) }, "unreadable": .strings(unreadable),
      ])
    }
  }

  var started: Instant
  var written: Instant
  var rules: Int
  /// Risk → weakest link, of those below level 3.
  var blind: [String: String]
  var windows: Int
  var late: Int
  var withoutTime: Int
  var evicted: Int
  /// Absent from what a former version left.
  var withoutField: Int?
  var withoutValue: Int?
  var sources: [Source]
  /// Sources that were heard and are not silent; absent from what a former version left.
  var heard: [String]?
  /// Sources that have fallen silent.
  var silent: [String]?
  /// Source → what is wrong with it.
  var impaired: [String: String]?

  /// For a person, one fact a line.
  var lines: [String] {
    var lines = [
      "since         \(started.rfc3339()), \(counted(rules, "rule"))",
      "windows       \(counted(windows, "group")), \(late) lines too late, \(withoutTime) without a time, \(evicted) groups let go",
      "              \(withoutField ?? 0) without a field to group by, \(withoutValue ?? 0) without a value to measure",
    ]
    for source in sources {
      let last = source.last.map { ", last " + $0.rfc3339() } ?? ""
      lines.append(
        "source        \(source.id): \(counted(source.files, "file")), \(counted(source.lines, "line")), "
          + "\(source.behind) bytes behind" + last)
      lines += source.unreadable.map { "              cannot read \($0)" }
    }
    if let silent, !silent.isEmpty {
      lines.append("silent        " + silent.joined(separator: ", "))
    }
    for (source, how) in (impaired ?? [:]).sorted(by: { $0.key < $1.key }) {
      lines.append("impaired      \(source) is \(how)")
    }
    if !blind.isEmpty {
      lines.append(
        "blind         \(counted(blind.count, "risk")): "
          + blind.keys.sorted().joined(separator: ", "))
    }
    return lines
  }
}
