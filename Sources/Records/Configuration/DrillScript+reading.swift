/// Drills as they stand in a file (list key `tests`, kind `drill`).
extension DrillScript {
  /// What a line may hold.
  private static let names = ["nonce", "n", "now", "clf_now", "epoch"]
  private static let linesMax = 1000

  init(_ map: MapReader, id: String) {
    let inject = map.map("inject", .required)
    let expect = map.map("expect", .required)
    let rule = expect?.markedText("rule", .required)
    if let rule { map.notes.refer(toRules: [rule]) }
    let way = inject?.choice("via", .required, as: Way.self) ?? .file
    let line = inject?.markedText("line", .required)
    self.init(
      id: id,
      title: map.text("title", .required) ?? "",
      rule: rule ?? Marked("", at: map.mark),
      way: way,
      source: inject?.reference("source", to: .source, need: way == .file ? .required : .optional),
      file: inject?.absolutePath("file"),
      program: inject?.text("program", way == .syslog ? .required : .optional),
      line: line?.value ?? "",
      lines: inject?.integer("lines", in: 1...Self.linesMax) ?? 1,
      within: expect?.duration("within") ?? .seconds(60),
      every: map.duration("every"),
      owner: map.reference("owner", to: .role, .audience)?.value,
      place: map.mark)
    _ = Proof(map.map("proves"))
    expect?.leave("delivered_to", "delivered_within")
    inject?.finish()
    expect?.finish()
    map.finish()
    if let line { check(line, map) }
  }

  private func check(_ line: Marked<String>, _ map: MapReader) {
    Template(line).check(map.notes, known: Self.names)
    if !line.value.contains("{{nonce}}") {
      map.refuse(
        line.mark, "the line of a drill holds no \"{{nonce}}\"",
        hint: "without it a drill cannot be told from what really happens")
    }
    if line.value.unicodeScalars.contains(where: { $0.isUnsafeToShow }) {
      map.refuse(line.mark, "the line of a drill holds a control character")
    }
  }
}
