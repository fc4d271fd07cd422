import GRDB
package import Records

/// What retention let go of.
package struct Pruned: Sendable, Equatable {
  package var alerts = 0
  package var notifications = 0
  /// Of `notifications`, those that were never delivered.
  package var deadLetters = 0
  package var findings = 0
  package var silences = 0
  package var journalEntries = 0
  package var incidents = 0
  package var reports = 0
  package var blindPeriods = 0

  package init() {}

  /// True when nothing was old enough.
  package var isEmpty: Bool { self == Pruned() }
}

extension Store {
  /// Rows of one kind let go of in one transaction.
  ///
  /// 500 alerts with their revisions take some ten milliseconds, in which findings wait.
  package static let pruneBatch = 500

  /// Lets go of one batch of what is older than the limits; call it again until `isEmpty`.
  ///
  /// Ended alerts with their revisions and findings, ended notifications with their receipts,
  /// ended silences, closed incidents with their evidence, reports of tests, blind periods and journal entries
  /// after `retainAlerts`; findings after `retainFindings`. Live incidents, open alerts, and what is still owed, stay however old they are. Gives the reserve its blocks
  /// again when it was given up and there is room.
  @discardableResult
  package func prune(_ limits: Limits, at now: Instant) throws -> Pruned {
    let pruned = try commit { ledger in
      try ledger.prune(
        before: now - limits.retainAlerts, findingsBefore: now - limits.retainFindings)
    }
    StateFolder.keepReserve(folder)
    return pruned
  }
}

extension Ledger {
  func prune(before cutoff: Instant, findingsBefore: Instant) throws -> Pruned {
    let batch = Store.pruneBatch
    var pruned = Pruned()
    pruned.findings = try database.run(
      "DELETE FROM findings WHERE number IN (SELECT number FROM findings WHERE at < ? LIMIT ?)",
      findingsBefore, batch)
    pruned.alerts = try database.run(
      """
      DELETE FROM alerts WHERE number IN (
        SELECT number FROM alerts a WHERE is_open = 0 AND ended < ?
          AND NOT EXISTS (SELECT 1 FROM notifications n
            WHERE n.alert = a.id AND n.state IN ('waiting', 'sending', 'parked'))
        ORDER BY ended LIMIT ?)
      """, cutoff, batch)
    let states = try database.rows(
      """
      DELETE FROM notifications WHERE id IN (
        SELECT id FROM notifications WHERE ended < ? ORDER BY ended LIMIT ?)
      RETURNING state
      """, cutoff, batch
    ) { $0.text() }
    pruned.notifications = states.count
    pruned.deadLetters = states.count { $0 == Notification.State.dead.rawValue }
    // Receivers share messages; what none refers to any more goes.
    try database.run(
      """
      DELETE FROM messages WHERE number IN (
        SELECT number FROM messages m
        WHERE NOT EXISTS (SELECT 1 FROM notifications n WHERE n.message = m.number) LIMIT ?)
      """, batch)
    pruned.silences = try database.run(
      "DELETE FROM silences WHERE id IN (SELECT id FROM silences WHERE ends < ? LIMIT ?)", cutoff,
      batch)
    pruned.incidents = try database.run(
      """
      DELETE FROM incidents WHERE number IN (
        SELECT number FROM incidents WHERE is_live = 0 AND ended < ? ORDER BY ended LIMIT ?)
      """, cutoff, batch)
    try pruneEscalations(limit: batch)
    pruned.reports = try database.run(
      "DELETE FROM reports WHERE number IN (SELECT number FROM reports WHERE at < ? LIMIT ?)",
      cutoff, batch)
    pruned.blindPeriods = try pruneBlindPeriods(before: cutoff, limit: batch)
    pruned.journalEntries = try pruneJournal(before: cutoff, limit: batch * 10)
    return pruned
  }
}
