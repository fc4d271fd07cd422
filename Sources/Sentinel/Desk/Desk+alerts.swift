import Alerting
package import Records
import Storage

/// An alert as the command line gives it.
package struct AlertDraft: Sendable {
  var threat: String?
  var values: [String: String]
  var title: String?
  var recognise: String?
  var precautions: String?
  /// Audiences and receivers, in any mix.
  var to: [String]
  var severity: Severity?
  var state: Alert.State?
  var kind: Alert.Kind?
  var tlp: TLP?
  var expiresAfter: Duration?

  package init(
    threat: String?, values: [String: String], title: String?, recognise: String?,
    precautions: String?, to: [String], severity: Severity?, state: Alert.State?,
    kind: Alert.Kind?, tlp: TLP?, expiresAfter: Duration?
  ) {
    self.threat = threat
    self.values = values
    self.title = title
    self.recognise = recognise
    self.precautions = precautions
    self.to = to
    self.severity = severity
    self.state = state
    self.kind = kind
    self.tlp = tlp
    self.expiresAfter = expiresAfter
  }
}

/// What `alert update` changes.
package struct AlertAmendment: Sendable {
  var amendment: Amendment
  var note: String?

  package init(
    state: Alert.State?, severity: Severity?, recognise: String?, precautions: String?,
    note: String?
  ) {
    amendment = Amendment(
      state: state, severity: severity, recognise: recognise, precautions: precautions)
    self.note = note
  }
}

/// Alerts at the desk.
extension Desk {
  /// Issues a prepared alert, or one in a person's own words, and sends it.
  package func issue(_ draft: AlertDraft) throws -> DeskResult {
    let now = Instant.now()
    let change = try naming {
      try store.commit { ledger in
        let change = try decide(draft, now) { try ledger.nextAlertID(at: now) }
        try ledger.write(change, at: now)
        return change
      }
    }
    let alert = change.alert
    var result = try deliver(change, said: "\(alert.id) issued: \(alert.title)")
    if change.notifications.isEmpty {
      result.said += "\nnobody is told: its audiences have no receiver, or do not hear this state"
    }
    return result
  }

  private func decide(
    _ draft: AlertDraft, _ now: Instant, _ newID: () throws -> String
  ) throws -> Change {
    let (audiences, receivers) = try targets(draft.to)
    if let threat = draft.threat {
      return try register.issue(
        threat: threat, values: draft.values, by: who,
        change: { $0.apply(draft, audiences: audiences, receivers: receivers, now) },
        newID: newID, now: now)
    }
    guard let title = draft.title else {
      throw DeskProblem(
        "nothing to issue",
        hint: "name a prepared alert, or give --title, --to, --recognise and --precautions")
    }
    var own = Draft(title: title, state: .underWay, severity: .medium)
    own.apply(draft, audiences: audiences, receivers: receivers, now)
    return try register.issue(own, by: who, newID: newID, now: now)
  }

  private func targets(_ names: [String]) throws -> (audiences: [String], receivers: [String]) {
    var (audiences, receivers): ([String], [String]) = ([], [])
    for name in names {
      if loaded.configuration.audiences[name] != nil {
        audiences.append(name)
      } else if register.receiver(name) != nil {
        receivers.append(name)
      } else {
        let known = loaded.configuration.audiences.keys.sorted().joined(separator: ", ")
        throw DeskProblem(
          "no audience or receiver is called \"\(name)\"", hint: "audiences: \(known)")
      }
    }
    return (audiences, receivers)
  }

  package func update(_ id: String, _ change: AlertAmendment) throws -> DeskResult {
    try self.change(id, "updated") { alert, told, now in
      try register.update(
        alert, change.amendment, by: who, note: change.note, told: told, now: now)
    }
  }

  package func cancel(_ id: String, note: String) throws -> DeskResult {
    try change(id, "cancelled") { alert, told, now in
      try register.cancel(alert, by: who, why: note, told: told, now: now)
    }
  }

  package func acknowledge(_ id: String, note: String?) throws -> DeskResult {
    try change(id, "acknowledged by \(who)") { alert, told, now in
      try register.acknowledge(alert, by: who, note: note, told: told, now: now)
    }
  }

  package func close(_ id: String, reason: Alert.CloseReason, note: String?) throws -> DeskResult {
    try change(id, "closed as \(reason.rawValue)") { alert, told, now in
      try register.close(alert, reason: reason, by: who, note: note, told: told, now: now)
    }
  }

  package func story(of id: String) throws -> Story {
    try naming {
      try store.read { reading in
        guard let alert = try reading.alert(id) else {
          throw DeskProblem("no alert has the id \"\(id)\"", hint: "tocsin alert list --all")
        }
        return Story(
          alert: alert, revisions: try reading.revisions(of: id),
          notifications: try reading.notifications(NotificationFilter(alert: id)).reversed(),
          journal: try reading.journal(about: id).reversed())
      }
    }
  }
}

extension Draft {
  /// What was typed goes before what was prepared.
  fileprivate mutating func apply(
    _ draft: AlertDraft, audiences: [String], receivers: [String], _ now: Instant
  ) {
    if !audiences.isEmpty || !receivers.isEmpty {
      self.audiences = audiences
      self.receivers = receivers
    }
    title = draft.title ?? title
    recognise = draft.recognise ?? recognise
    precautions = draft.precautions ?? precautions
    severity = draft.severity ?? severity
    state = draft.state ?? state
    kind = draft.kind ?? kind
    tlp = draft.tlp ?? tlp
    if let span = draft.expiresAfter { expires = now + span }
  }
}
