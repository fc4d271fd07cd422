package import Records

/// When a time of an incident has run out: who is told, once.
extension Register {
  /// Tells the next audience of all times that have run out and were not told; nil when there are
  /// none.
  ///
  /// What is told is a revision of `alert`, an alert of the incident, whether it has ended or not;
  /// without one only the timeline and the journal say it. `escalated` are the receivers that were
  /// told before. Audiences are today's, not those of the day on which the incident was raised.
  package func runOut(
    _ incident: Incident, alert: Alert?, escalated: Set<String>, now: Instant
  ) -> (incident: IncidentChange, told: Change?)? {
    let over = incident.timers.indices.filter { index in
      incident.timers[index].rings.map { $0 <= now } ?? false
    }
    guard !over.isEmpty else { return nil }
    var incident = incident
    for index in over { incident.timers[index].told = now }
    let timers = over.map { incident.timers[$0] }
    let words = timers.map { timer in
      "\(timer.id) was due \(timer.due?.rfc3339() ?? "")"
    }.joined(separator: ", ")
    incident.note("not in time: \(words)", by: Author.tocsin, now)
    let change = IncidentChange(
      incident, journal: [entry(incident, "overdue", words, Author.tocsin, now)])
    let told = alert.map { revision(of: $0, incident, timers, words, escalated, now) }
    return (change, told)
  }

  private func revision(
    of alert: Alert, _ incident: Incident, _ timers: [IncidentTimer], _ words: String,
    _ escalated: Set<String>, _ now: Instant
  ) -> Change {
    let audiences = audiences(for: timers, of: incident, alert, escalated)
    var reach = Reach()
    for audience in audiences {
      for id in audience.receivers {
        if let receiver = receiver(id) { reach.add(receiver, through: audience) }
      }
    }
    // Nobody is named, or nobody of them can be reached: those who hear of such alerts at all.
    let destinations =
      reach.destinations.isEmpty ? self.destinations(of: alert) : reach.destinations
    var alert = alert
    alert.revision += 1
    let names = audiences.isEmpty ? "" : "; told: " + audiences.map(\.title).joined(separator: ", ")
    alert.revised = .init(by: Author.tocsin, at: now, note: "\(incident.id): \(words)\(names)")
    let entry = JournalEntry(
      at: now, who: Author.tocsin, subject: .alert, id: alert.id,
      action: Message.Reason.overdue.rawValue, detail: "\(incident.id): \(words)")
    return Change(
      alert: alert, isRevision: true, journal: [entry],
      notifications: notifications(of: alert, .overdue, to: destinations, now))
  }

  /// The next audience of the target, and for the law those for whom its owner reads.
  private func audiences(
    for timers: [IncidentTimer], of incident: Incident, _ alert: Alert, _ escalated: Set<String>
  ) -> [Audience] {
    var alert = alert
    alert.model = incident.model
    let named = timers.first { $0.kind != .legal }?.origin
    let target = configuration.targets.first { $0.id == named } ?? target(of: alert)
    let chain = (target?.escalate ?? []).compactMap { configuration.audiences[$0.to.value] }
      .filter { !$0.receivers.isEmpty }
    var found = [chain.first { !escalated.isSuperset(of: $0.receivers) } ?? chain.last]
      .compactMap(\.self)
    for timer in timers where timer.kind == .legal {
      guard let owner = configuration.references[timer.origin]?.owner else { continue }
      let readers = configuration.audiences.values.filter {
        $0.id == owner || $0.roles.contains(owner)
      }
      for audience in readers.sorted(by: { $0.id < $1.id })
      where !found.contains(where: { $0.id == audience.id }) { found.append(audience) }
    }
    return found
  }
}
