import Records

/// The practice line: where it is written, and what it says.
///
/// The file is a source like any other, so that a drill proves the whole road: read, matched,
/// stored and delivered, to the terminal only.
enum DrillLine {
  /// Id of the source, and name of the file without its ending.
  static let source = "drill"

  static func file(in folder: String) -> String { folder + "/drill.log" }

  /// Rings once.
  static func ring(in folder: String, why: String, at now: Instant) {
    SelfLog(folder: folder, name: "drill.log")
      .append(Happening(action: .drill, subject: source, detail: why, time: now))
  }
}
