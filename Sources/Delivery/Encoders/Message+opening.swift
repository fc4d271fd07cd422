import Records

/// The first sentences of every message: why it comes now, and what is unusual about it.
extension Message {
  var opening: [Shown] {
    var lines = [voice == .plain ? plainReason : technicalReason]
    if alert.isExercise { lines.append("This is an exercise.") }
    if let insteadOf {
      lines.append(
        "Sent here instead of \(own: insteadOf, cap: 80), which cannot be reached now.")
    }
    return lines
  }

  private var technicalReason: Shown {
    switch reason {
    case .opened: openedReason
    case .revised: "Seen \(alert.count) times by now.\(note(alert.revised))"
    case .updated: "Updated \(deed(alert.revised))."
    case .escalated: "Nobody has answered yet.\(note(alert.revised))"
    case .overdue: "A time has run out.\(note(alert.revised))"
    case .acknowledged: "Acknowledged \(deed(alert.acknowledged))."
    case .closed: "Closed\(closeWord) \(deed(alert.closed))."
    case .cancelled: "Cancelled \(deed(alert.closed ?? alert.revised)). Disregard it."
    case .expired: expiredReason
    case .allClear: "All clear: the danger is over, says \(deed(alert.revised ?? alert.issued))."
    case .test: testReason
    case .digest: digestReason
    }
  }

  private var plainReason: Shown {
    switch reason {
    case .opened: alert.kind == .allClear ? "All clear." : plainState
    case .revised, .updated: "There is news. \(plainState)"
    case .escalated: "It waits for an answer. \(plainState)"
    case .overdue: overdueReason
    case .acknowledged: "It is being looked after."
    case .closed: "It is over and has been dealt with."
    case .cancelled: "This warning is withdrawn. Disregard it."
    case .expired: "This warning has ended."
    case .allClear: "All clear: the danger is over."
    case .test: testReason
    case .digest: digestReason
    }
  }

  /// The work may last longer than the alert.
  private var overdueReason: Shown {
    let late: Shown = "It takes longer than promised."
    return alert.status.isOpen ? "\(late) \(plainState)" : late
  }

  private var openedReason: Shown {
    switch alert.origin {
    case .automatic: "New alert\(followed)."
    case .manual: "\(kindWord) \(deed(alert.issued)). \(technicalState)"
    }
  }

  private var kindWord: Shown {
    switch alert.kind {
    case .warning: "Warning issued"
    case .notice: "Notice issued"
    case .allClear: "All clear given"
    }
  }

  private var technicalState: Shown {
    switch alert.state {
    case .foreseen: "The danger is foreseen (\(own: alert.certainty.rawValue))."
    case .underWay: "The danger is under way (\(own: alert.certainty.rawValue))."
    case .over: "The danger is over."
    }
  }

  private var plainState: Shown {
    switch alert.state {
    case .foreseen: "This may happen soon."
    case .underWay: "This is happening now."
    case .over: "This is over."
    }
  }

  private var followed: Shown {
    alert.follows.map { "; it follows \(own: $0, cap: 40), which had ended" } ?? ""
  }

  private var expiredReason: Shown {
    switch alert.origin {
    case .automatic: "Expired: nothing of it was seen after \(own: alert.lastHeard.minuteUTC)."
    case .manual: "Expired: its time is over."
    }
  }

  private var testReason: Shown {
    "Test message from \(own: sentinel, cap: 80): nothing happened, and no answer is needed."
  }

  private var digestReason: Shown {
    guard let digest else { return "A storm of alerts." }
    let span: Shown = "\(own: digest.first.secondUTC) to \(own: digest.last.secondUTC)"
    return digest.isClosing
      ? "The storm is over: \(digest.alerts) alerts, \(span)."
      : "Storm: \(digest.alerts) new alerts, \(span). This message stands for all of them."
  }

  private var closeWord: Shown {
    alert.closeReason.map { " as \(own: $0.rawValue)" } ?? ""
  }

  /// `by mira at 2026-11-21 06:24 UTC: the note`.
  private func deed(_ deed: Alert.Deed?) -> Shown {
    guard let deed else { return "at \(own: at.minuteUTC)" }
    let note: Shown = deed.note.map { ": \(own: $0)" } ?? ""
    return "by \(own: deed.by, cap: 80) at \(own: deed.at.minuteUTC)\(note)"
  }

  private func note(_ deed: Alert.Deed?) -> Shown {
    deed?.note.map { " \(own: $0)" } ?? ""
  }
}
