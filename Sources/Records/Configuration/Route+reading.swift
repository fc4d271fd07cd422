/// Routes and silences as they stand in a file (list keys `routes` and `silences`).
extension Route {
  init(_ map: MapReader) {
    self.init(
      match: map.map("match").map(Match.init) ?? Match(),
      to: map.references("to", to: .receiver, .audience, need: .required),
      continues: map.flag("continue", default: false),
      place: map.mark)
    map.finish()
  }
}

extension Route.Match {
  init(_ map: MapReader) {
    self.init(
      severity: map.choices("severity"),
      risks: map.references("risks", to: .risk),
      audience: map.references("audience", to: .audience),
      rules: map.rules("rules").map(\.value),
      isExercise: map.flag("exercise"))
    map.finish()
  }
}

extension Silence {
  /// Days after which a silence is rather a decision that belongs into the register.
  private static let daysMax = 90

  /// A silence without `from` holds since ever; for its length it is taken to begin `today`.
  init(_ map: MapReader, today: CalendarDate?) {
    let from = map.instant("from")
    let until = map.instant("until", .required)
    let places = map.map("where")
    self.init(
      id: map.identifier(.silence),
      rules: map.rules("rules").map(\.value),
      risks: map.references("risks", to: .risk).map(\.value),
      matching: places.map(Self.values) ?? [:],
      why: map.text("why", .required) ?? "",
      by: map.reference("by", to: .role, .audience, need: .required)?.value ?? "",
      from: from ?? Instant(seconds: 0),
      until: until ?? Instant(seconds: 0),
      isDeclared: true)
    places?.finish()
    map.finish()
    if rules.isEmpty, risks.isEmpty, matching.isEmpty {
      map.refuse(
        map.mark, "silence names nothing to quiet", hint: "add 'rules', 'risks' or 'where'")
    }
    guard let until else { return }
    checkLength(from: from, until: until, today: today, map)
  }

  private static func values(_ map: MapReader) -> [String: String] {
    var values: [String: String] = [:]
    for key in map.keys { values[key.text] = map.text(key.text, .required) }
    return values
  }

  private func checkLength(
    from: Instant?, until: Instant, today: CalendarDate?, _ map: MapReader
  ) {
    if let from, from >= until {
      map.refuse(map.place(of: "until"), "silence ends before it begins", code: "TOC006")
    }
    let begin = from ?? today.map { Instant(seconds: Int64($0.daysSinceEpoch) * 86_400) }
    guard let begin, until - begin > .seconds(Self.daysMax * 86_400) else { return }
    map.notes.report(
      "TOC118", at: map.place(of: "until"), "silence is longer than \(Self.daysMax) days",
      hint: "a rule that is never wanted is tuned or removed instead", weight: .warning)
  }
}
