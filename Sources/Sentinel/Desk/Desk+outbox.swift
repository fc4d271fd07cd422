import Alerting
import Records
import Storage

/// The outbox and the silences at the desk.
extension Desk {
  /// Newest first; without `all` only what has not found a good end.
  package func outbox(all: Bool, receiver: String?, limit: Int) throws -> [OutboxRow] {
    let open: Set<Notification.State> = [.waiting, .sending, .parked, .dead]
    let filter = NotificationFilter(
      states: all ? nil : open, receiver: receiver, limit: limit)
    return try naming { try store.read { try $0.notifications(filter).map(OutboxRow.init) } }
  }

  package func retry(_ ids: [Int64], receiver: String?) throws -> DeskResult {
    let now = Instant.now()
    let selection = OutboxSelection(ids: ids.isEmpty ? nil : ids, receiver: receiver)
    let keys = try naming {
      try store.commit { ledger in
        var receivers = Set([receiver].compactMap { $0 })
        for id in ids {
          receivers.formUnion([try ledger.reading.notification(id)?.receiver].compactMap { $0 })
        }
        for receiver in receivers.sorted() {
          try ledger.unpark(receiver, by: who, at: now)
          try ledger.saveReceiverState(receiver, kind: "pace", [])
        }
        try ledger.retry(selection, by: who, at: now)
        let filter = NotificationFilter(states: [.waiting], receiver: receiver, limit: 500)
        return try ledger.reading.notifications(filter)
          .filter { ids.isEmpty || ids.contains($0.id) }.map(\.key)
      }
    }
    guard !keys.isEmpty else { return DeskResult(said: "nothing to try again") }
    let outcome = try naming { try Delivering(self).watch(keys) }
    return DeskResult(
      said: "\(counted(keys.count, "notification")) tried again", deliveries: outcome.deliveries,
      problem: outcome.problem)
  }

  package func drop(_ ids: [Int64], reason: String) throws -> DeskResult {
    let dropped = try naming {
      try store.commit {
        try $0.drop(OutboxSelection(ids: ids), why: reason, by: who, at: .now())
      }
    }
    return DeskResult(said: "\(counted(dropped, "notification")) dropped: \(reason)")
  }

  package func addSilence(
    rules: [String], risks: [String], matching: [String: String], span: Duration, why: String
  ) throws -> DeskResult {
    try checkSilence(rules, risks, matching, why)
    let now = Instant.now()
    let silence = try naming {
      try store.commit { ledger in
        let silence = Silence(
          id: "silence-\(try ledger.nextSilenceNumber())", rules: rules, risks: risks,
          matching: matching, why: why, by: who, from: now, until: now + span)
        try ledger.save(silence)
        try ledger.append(
          JournalEntry(
            at: now, who: who, subject: .silence, id: silence.id, action: "added", detail: why))
        return silence
      }
    }
    return DeskResult(said: "\(silence.id) holds until \(silence.until.rfc3339())")
  }

  private func checkSilence(
    _ rules: [String], _ risks: [String], _ matching: [String: String], _ why: String
  ) throws {
    guard !rules.isEmpty || !risks.isEmpty || !matching.isEmpty else {
      throw DeskProblem(
        "a silence of everything is none", hint: "name a --rule, a --risk or a --where")
    }
    guard !why.isEmpty else { throw DeskProblem("a silence needs a reason", hint: "--why '…'") }
    for rule in rules where register.rule(rule) == nil {
      throw DeskProblem("no rule is called \"\(rule)\"", hint: "tocsin rule list")
    }
    for risk in risks where loaded.configuration.risks[risk] == nil {
      throw DeskProblem("no risk is called \"\(risk)\"", hint: "tocsin risk list")
    }
  }

  package func silences() throws -> [SilenceRow] {
    let now = Instant.now()
    let declared = loaded.configuration.silences.filter { $0.from <= now && $0.until > now }
    let added = try naming { try store.read { try $0.silences(activeAt: now) } }
    return (declared + added).map(SilenceRow.init)
  }

  package func endSilence(_ id: String) throws -> DeskResult {
    let now = Instant.now()
    let keys: [String] = try naming {
      try store.commit { ledger in
        guard var silence = try ledger.reading.silence(id) else {
          throw DeskProblem("no silence has the id \"\(id)\"", hint: "tocsin silence list")
        }
        silence.until = now
        try ledger.save(silence)
        return try ledger.end(silence, register, by: who, at: now)
      }
    }
    let outcome = try naming { try Delivering(self).watch(keys) }
    return DeskResult(
      said: "\(id) ended", deliveries: outcome.deliveries, problem: outcome.problem)
  }
}
