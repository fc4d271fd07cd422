package import Records

/// From a finding to the alert it belongs to.
extension Register {
  /// Takes a finding in: a new alert, a new revision of the open one, or only its counts.
  ///
  /// `open` is the open alert of the finding's key, `previous` the last one of that key that has
  /// ended, `silences` those that are declared or were added. An overdue alert is to be expired
  /// first. People are told of a new alert, whenever ten times as many matches have been counted
  /// as when they were last told, and when the severity rises, acknowledged or not; of everything
  /// else only the row changes. `excluding` names receivers that are not told, whatever is routed:
  /// of an alert that says a receiver fails, that receiver. Nil: the rule raises no alert.
  package func absorb(
    _ finding: Finding, open: Alert?, previous: Alert? = nil, silences: [Silence] = [],
    excluding: Set<String> = [], newID: () throws -> String, now: Instant
  ) rethrows -> Change? {
    guard let ground = ground(of: finding.rule) else { return nil }
    guard var alert = open, alert.status.isOpen else {
      let alert = opened(by: finding, ground, previous, id: try newID(), now)
      return told(alert, .opened, silences, excluding, now, isNew: true)
    }
    take(finding, ground, into: &alert, now)
    guard mustTell(alert, ground) else {
      alert.silence = held(alert, by: silences, now)
      return Change(alert: alert)
    }
    revise(&alert, for: finding, ground, now)
    return told(alert, .revised, silences, excluding, now, isNew: false)
  }

  private func opened(
    by finding: Finding, _ ground: Ground, _ previous: Alert?, id: String, _ now: Instant
  ) -> Alert {
    var alert = Alert(
      id: id, origin: .automatic, isExercise: finding.isExercise, title: ground.rule.title,
      severity: ground.severity, rule: ground.rule.id, ruleAuthor: ground.rule.author,
      key: alertKey(of: finding), host: finding.host, group: finding.group,
      firstSeen: finding.time, issued: .init(by: Author.tocsin, at: now), lastHeard: now,
      follows: previous?.id)
    alert.audiences = owners(of: finding, ground.rule)
    take(finding, ground, into: &alert, now)
    alert.toldCount = alert.count
    write(finding, ground, into: &alert)
    return alert
  }

  private func take(
    _ finding: Finding, _ ground: Ground, into alert: inout Alert, _ now: Instant
  ) {
    alert.count += max(1, finding.count)
    alert.firstSeen = min(alert.firstSeen ?? finding.time, finding.time)
    alert.lastSeen = max(alert.lastSeen ?? finding.time, finding.time)
    alert.lastHeard = max(alert.lastHeard, now)
    alert.expires =
      alert.lastHeard + quietTime(ground.risks, isExercise: alert.isExercise)
    alert.fields = finding.fields
    alert.text = finding.text
    alert.place = finding.place
    let lines =
      finding.evidence.isEmpty
      ? [Finding.Evidence(time: finding.time, text: finding.text)] : finding.evidence
    let fresh = lines.filter { !alert.evidence.contains($0) }
    alert.evidence = Array((alert.evidence + fresh).suffix(Finding.evidenceMax))
  }

  /// Drills are told each time: each is rung to be heard.
  private func mustTell(_ alert: Alert, _ ground: Ground) -> Bool {
    alert.isExercise || ground.severity > alert.severity
      || alert.count / 10 >= max(1, alert.toldCount)
  }

  private func revise(
    _ alert: inout Alert, for finding: Finding, _ ground: Ground, _ now: Instant
  ) {
    let hasRisen = ground.severity > alert.severity
    let why =
      hasRisen
      ? "severity rose from \(alert.severity.rawValue) to \(ground.severity.rawValue)"
      : alert.isExercise ? "rung again" : "counted \(alert.count)"
    alert.severity = max(alert.severity, ground.severity)
    number(&alert, finding, isToldAnyway: hasRisen || alert.isExercise)
    alert.revised = .init(by: Author.tocsin, at: now, note: why)
    write(finding, ground, into: &alert)
  }

  /// Numbers the revision as if the finding's matches had come one by one.
  ///
  /// How many matches one finding stands for depends on how lines were cut into chunks; numbers
  /// and the next count to be told at must not.
  private func number(_ alert: inout Alert, _ finding: Finding, isToldAnyway: Bool) {
    if isToldAnyway {
      alert.toldCount = alert.count - max(1, finding.count) + 1
      alert.revision += 1
    }
    alert.toldCount = max(1, alert.toldCount)
    while alert.count / 10 >= alert.toldCount {
      alert.toldCount *= 10
      alert.revision += 1
    }
  }

  private func told(
    _ alert: Alert, _ reason: Message.Reason, _ silences: [Silence], _ excluding: Set<String>,
    _ now: Instant, isNew: Bool
  ) -> Change {
    var alert = alert
    alert.silence = held(alert, by: silences, now)
    let destinations =
      alert.silence == nil
      ? destinations(of: alert).filter { !excluding.contains($0.receiver.id) } : []
    var detail = isNew ? "rule \(alert.rule ?? ""), severity \(alert.severity.rawValue)" : ""
    if let note = alert.revised?.note { detail = note }
    if let follows = alert.follows, isNew { detail += ", follows \(follows)" }
    if let silence = alert.silence { detail += ", held back by silence \(silence)" }
    let entry = JournalEntry(
      at: now, who: Author.tocsin, subject: .alert, id: alert.id, action: reason.rawValue,
      detail: detail)
    return Change(
      alert: alert, isNew: isNew, isRevision: true, journal: [entry],
      notifications: notifications(of: alert, reason, to: destinations, now))
  }
}
