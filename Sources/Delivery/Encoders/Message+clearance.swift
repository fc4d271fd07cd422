import Records

/// What a receiver may know of a message (Traffic Light Protocol 2.0).
extension Message {
  /// Headline and number alone when the alert is above `clearance`, otherwise unchanged.
  ///
  /// The routing has done so before; this is the last place where it can be checked.
  func within(_ clearance: TLP) -> Message {
    guard alert.tlp > clearance else { return self }
    var bare = self
    bare.risks = []
    let whole = alert
    bare.alert = Alert(
      id: whole.id, revision: whole.revision, kind: whole.kind, origin: whole.origin,
      isExercise: whole.isExercise, title: whole.title, state: whole.state,
      severity: whole.severity, certainty: whole.certainty, status: whole.status, tlp: whole.tlp,
      count: whole.count, issued: whole.issued.withoutNote,
      acknowledged: whole.acknowledged?.withoutNote, closed: whole.closed?.withoutNote,
      closeReason: whole.closeReason, expires: whole.expires, revised: whole.revised?.withoutNote,
      lastHeard: whole.lastHeard, follows: whole.follows)
    return bare
  }

  /// True when nothing but the headline is left to tell: cut here, or by the routing.
  func isHeadlineOnly(for clearance: TLP) -> Bool {
    guard reason != .test, reason != .digest else { return false }
    return alert.tlp > clearance || (alert.origin == .automatic && hasNoDetails)
  }

  private var hasNoDetails: Bool {
    alert.fields.isEmpty && alert.group.isEmpty && alert.text == nil && alert.evidence.isEmpty
      && alert.steps.isEmpty && risks.isEmpty
      && [alert.plain, alert.recognise, alert.precautions].allSatisfy { $0 == nil }
  }
}

extension Alert.Deed {
  fileprivate var withoutNote: Alert.Deed { Alert.Deed(by: by, at: at) }
}
