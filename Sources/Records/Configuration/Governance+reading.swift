/// Policies, references, targets and waivers as they stand in a file.
extension Policy {
  init(_ map: MapReader) {
    let id = map.identifier(.policy)
    let status = map.choice("status", .required, as: Status.self) ?? .draft
    let approved = map.map("approved", status == .inForce ? .required : .optional)
    self.init(
      id: id,
      title: map.text("title", .required) ?? "",
      owner: map.reference("owner", to: .role, .audience, need: .required)?.value ?? "",
      version: map.integer("version", in: 1...9999, .required) ?? 1,
      status: status,
      approvedBy: approved?.text("by", .required),
      approvedOn: approved?.date("on", .required),
      reviewBy: map.date("review_by"),
      references: map.references("references", to: .reference),
      statements: map.maps("statements", as: "statement", .required).map(Statement.init),
      place: map.mark)
    approved?.finish()
    map.readWaivers()
    map.finish()
    var seen: Set<String> = []
    for statement in statements where !seen.insert(statement.id).inserted {
      map.refuse(
        statement.place, "statement \"\(statement.id)\" is declared twice", code: "TOC004")
    }
  }
}

extension Policy.Statement {
  init(_ map: MapReader) {
    self.init(
      id: map.text("id", .required) ?? "",
      text: map.text("text", .required) ?? "",
      plain: map.plain("plain"),
      enforcedBy: map.references("enforced_by", to: .control),
      watchedBy: map.rules("watched_by"),
      place: map.mark)
    map.finish()
  }
}

extension Reference {
  init(_ map: MapReader) {
    self.init(
      id: map.identifier(.reference),
      title: map.text("title", .required) ?? "",
      kind: map.choice("kind", .required) ?? .practice,
      says: map.text("says"),
      plain: map.plain("plain"),
      owner: map.reference("owner", to: .role, .audience, need: .required)?.value ?? "",
      appliesTo: map.texts("applies_to"),
      reviewBy: map.date("review_by", .required),
      url: map.text("url"),
      clocks: map.maps("clocks", as: "clock").map(Clock.init),
      place: map.mark)
    map.finish()
    for clock in clocks {
      guard let after = clock.after, !clocks.contains(where: { $0.name == after }) else { continue }
      map.refuse(
        map.place(of: "clocks"), "clock \"\(clock.name)\" follows \"\(after)\", not declared here",
        code: "TOC005")
    }
  }
}

extension Reference.Clock {
  init(_ map: MapReader) {
    self.init(
      name: map.text("name", .required) ?? "",
      within: map.duration("within", .required) ?? .seconds(86_400),
      after: map.text("after"))
    map.finish()
  }
}

extension Target {
  init(_ map: MapReader) {
    let id = map.identifier(.target)
    let applies = map.map("applies", .required)
    self.init(
      id: id,
      title: map.text("title", .required) ?? "",
      basis: map.choice("basis", .required) ?? .ola,
      party: map.text("party", .required) ?? "",
      severities: applies?.choices("severity") ?? [],
      models: applies?.references("models", to: .model) ?? [],
      acknowledge: map.duration("acknowledge"),
      contain: map.duration("contain"),
      resolve: map.duration("resolve"),
      updateEvery: map.duration("update_every"),
      hours: ServiceHours(map, "calendar"),
      escalate: map.maps("escalate", as: "escalation").map(Escalation.init),
      place: map.mark)
    applies?.finish()
    map.finish()
    if [acknowledge, contain, resolve, updateEvery].allSatisfy({ $0 == nil }) {
      map.refuse(
        map.mark, "target sets no time",
        hint: "acknowledge, contain, resolve or update_every: 20m")
    }
    for (first, second) in zip(escalate, escalate.dropFirst()) where second.after <= first.after {
      map.refuse(
        second.to.mark, "escalations come in the order of their times", code: "TOC006")
    }
  }
}

extension Target.Escalation {
  init(_ map: MapReader) {
    self.init(
      after: map.duration("after", .required) ?? .seconds(3600),
      to: map.reference("to", to: .audience, need: .required) ?? Marked("", at: map.mark))
    map.finish()
  }
}

extension ServiceHours {
  private enum Day: String, CaseIterable { case mon, tue, wed, thu, fri, sat, sun }

  /// `always`, or days, hours and a zone.
  fileprivate init(_ map: MapReader, _ key: String) {
    self = .always
    guard let node = map.node(key), node.scalar?.text != "always" else { return }
    guard let week = MapReader(node, as: "\"\(key)\"", map.notes) else { return }
    let days = week.choices("days", as: Day.self)
    let zone = week.text("zone", .required) ?? "UTC"
    if let hours = week.markedText("hours", .required) {
      if let (from, to) = Self.hours(hours.value) {
        let numbers = days.compactMap { Day.allCases.firstIndex(of: $0).map { $0 + 1 } }
        self = .weekly(
          Week(days: numbers.isEmpty ? Set(1...7) : Set(numbers), from: from, to: to, zone: zone))
      } else {
        week.refuse(
          hours.mark, "\"\(hours.value)\" are no hours", hint: "'07:30-18:00'", code: "TOC006")
      }
    }
    week.finish()
  }

  /// Minutes since midnight; nil unless the first is before the second.
  private static func hours(_ text: String) -> (Int, Int)? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(minutes)
    guard parts.count == 2, let from = parts[0], let to = parts[1], from < to else { return nil }
    return (from, to)
  }

  private static func minutes(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]),
      let minute = Int(parts[1]), (0...24).contains(hour), (0..<60).contains(minute),
      hour < 24 || minute == 0
    else { return nil }
    return hour * 60 + minute
  }
}

extension Waiver {
  /// Days after which somebody has to decide again.
  private static let daysMax = 400

  /// `subject` is the record in which it stands; without one it says itself what it is about.
  init?(_ map: MapReader, of subject: Marked<String>? = nil, today: CalendarDate?) {
    let check = map.markedText("check", .required)
    let subject = subject ?? map.map("on").flatMap(Self.subject)
    let why = map.text("why", .required)
    let by = map.reference("by", to: .role, .audience, need: .required)
    let until = map.date("until", .required)
    map.finish()
    guard let check, let why, let by, let until else { return nil }
    if Explanations.title(for: check.value) == nil {
      map.refuse(check.mark, "\"\(check.value)\" is no check", hint: "such as TOC102")
      return nil
    }
    if check.value < "TOC100" {
      map.refuse(check.mark, "\(check.value) is an error, and errors cannot be waived")
      return nil
    }
    if let today, until.daysSinceEpoch - today.daysSinceEpoch > Self.daysMax {
      map.refuse(
        map.place(of: "until"), "a waiver ends after at most \(Self.daysMax) days", code: "TOC006")
    }
    self.init(
      check: check, subject: subject, why: why, by: by.value, until: until, place: map.mark)
  }

  /// `{risk: web-probing}` as `risk "web-probing"`, which is how diagnostics name it.
  private static func subject(_ map: MapReader) -> Marked<String>? {
    guard let key = map.keys.first else { return nil }
    defer { map.finish() }
    guard let kind = RecordKind(rawValue: key.text) else {
      let kinds = RecordKind.allCases.map(\.rawValue)
      map.refuse(
        key.mark, "no kind of record is named \"\(key.text)\"",
        hint: NearestName.to(key.text, among: kinds).map { "did you mean '\($0)'?" })
      _ = map.node(key.text)
      return nil
    }
    return map.reference(key.text, to: kind).map {
      Marked("\(kind.rawValue) \"\($0.value)\"", at: $0.mark)
    }
  }
}

extension MapReader {
  /// Reads the waivers that stand in a record itself, under `waive`.
  func readWaivers() {
    let about = Marked(subject, at: mark)
    for map in maps("waive", as: "waiver") {
      if let waiver = Waiver(map, of: about, today: notes.today) { notes.waive(waiver) }
    }
  }
}
