import GRDB

/// The database's tables and how older ones become them.
///
/// Forward only: a step that was released is never edited, a new one is added. The number of steps
/// taken is kept in `user_version`, so that any SQLite shell can say it. Each runs in the
/// transaction that counts it.
enum Schema {
  /// `tocs`: tells our files from other databases (PRAGMA application_id).
  static let applicationID: Int64 = 0x746f_6373

  static let steps: [String] = [version1, version2, version3, version4, version5, version6]

  /// Takes the steps that are missing; two processes may try at once, and one finds them taken.
  static func migrate(_ database: Database) throws {
    guard try version(of: database) < steps.count else { return }
    try database.beginTransaction(.immediate)
    do {
      let done = try version(of: database)
      for (index, step) in steps.enumerated() where index >= done {
        try database.execute(sql: step)
      }
      if done < steps.count {
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        try database.execute(sql: "PRAGMA user_version = \(steps.count)")
      }
      try database.commit()
    } catch {
      try? database.rollback()
      throw error
    }
  }

  static func version(of database: Database) throws -> Int {
    try database.first("PRAGMA user_version") { $0.int() } ?? 0
  }

  /// The first released form.
  ///
  /// STRICT tables, so that a wrong type is an error at once. Instants are microseconds since
  /// 1970, severities are ranks (1 low … 4 critical), keys are UTF-8 with anything in it.
  private static let version1 = facts + alerts + notifications + reading + journal

  /// What is kept of lines that are joined into events: open events, known processes.
  private static let version2 = """
    CREATE TABLE assemblies (
      source TEXT NOT NULL, key BLOB NOT NULL, state BLOB NOT NULL,
      PRIMARY KEY (source, key)
    ) STRICT, WITHOUT ROWID;

    """

  /// Incidents and requests, what was kept for them, and reports of tests.
  ///
  /// What lists ask for stands in columns, the rest in `body` as JSON. A mark is what an alert of
  /// the same incident shares. Reports are written once.
  private static let version3 = """
    CREATE TABLE incident_numbers (
      prefix TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL,
      PRIMARY KEY (prefix, year)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE incidents (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      is_request INTEGER NOT NULL,
      model TEXT NOT NULL,
      host TEXT NOT NULL,
      status TEXT NOT NULL,
      is_live INTEGER NOT NULL,
      priority INTEGER NOT NULL,
      raised INTEGER NOT NULL,
      ended INTEGER,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX incidents_live ON incidents (model, host, number) WHERE is_live = 1;
    CREATE INDEX incidents_ended ON incidents (ended) WHERE is_live = 0;
    CREATE TABLE incident_marks (
      mark TEXT NOT NULL,
      incident INTEGER NOT NULL REFERENCES incidents (number) ON DELETE CASCADE,
      PRIMARY KEY (mark, incident)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX incident_marks_by_incident ON incident_marks (incident);
    CREATE TABLE incident_alerts (
      alert TEXT NOT NULL,
      incident INTEGER NOT NULL REFERENCES incidents (number) ON DELETE CASCADE,
      PRIMARY KEY (alert, incident)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX incident_alerts_by_incident ON incident_alerts (incident);
    CREATE TABLE evidence (
      number INTEGER PRIMARY KEY,
      incident INTEGER NOT NULL REFERENCES incidents (number) ON DELETE CASCADE,
      what TEXT NOT NULL, at INTEGER NOT NULL, digest TEXT NOT NULL, body BLOB NOT NULL
    ) STRICT;
    CREATE INDEX evidence_by_incident ON evidence (incident, number);
    CREATE TABLE escalations (
      alert TEXT PRIMARY KEY, step INTEGER NOT NULL, due INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX escalations_due ON escalations (due) WHERE due IS NOT NULL;
    CREATE TABLE drills (
      nonce TEXT PRIMARY KEY, test TEXT NOT NULL, rule TEXT NOT NULL, who TEXT NOT NULL,
      started INTEGER NOT NULL, until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE reports (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      subject TEXT NOT NULL,
      at INTEGER NOT NULL,
      passed INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX reports_by_subject ON reports (kind, subject, number);
    CREATE INDEX reports_at ON reports (at);
    CREATE TRIGGER reports_are_never_changed BEFORE UPDATE ON reports
      BEGIN SELECT RAISE(ABORT, 'a report is written once'); END;

    """

  private static let facts = """
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE alert_numbers (year INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT;

    """

  /// What changes with every finding stands in the row; what seldom does, in a table of its own,
  /// because SQLite writes a whole row again for each change of it.
  ///
  /// `latest` and the bodies are in `Packer`'s form, revisions in JSON. `tag` is drawn anew
  /// whenever the body changes, so that a process can keep the decoded value.
  private static let alerts = """
    CREATE TABLE alerts (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      key TEXT,
      is_open INTEGER NOT NULL,
      status TEXT NOT NULL,
      state TEXT NOT NULL,
      severity INTEGER NOT NULL,
      origin TEXT NOT NULL,
      is_exercise INTEGER NOT NULL,
      rule TEXT,
      host TEXT,
      issued INTEGER NOT NULL,
      ended INTEGER,
      expires INTEGER,
      revision INTEGER NOT NULL,
      count INTEGER NOT NULL,
      first_seen INTEGER,
      last_seen INTEGER,
      last_heard INTEGER NOT NULL,
      told_count INTEGER NOT NULL,
      silence TEXT,
      tag INTEGER NOT NULL,
      latest BLOB NOT NULL
    ) STRICT;
    CREATE TABLE alert_bodies (
      alert INTEGER PRIMARY KEY REFERENCES alerts (number) ON DELETE CASCADE,
      body BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX alerts_one_open ON alerts (key) WHERE is_open = 1 AND key IS NOT NULL;
    CREATE INDEX alerts_by_key ON alerts (key, number) WHERE key IS NOT NULL;
    CREATE INDEX alerts_expiring ON alerts (expires) WHERE is_open = 1;
    CREATE INDEX alerts_ended ON alerts (ended) WHERE is_open = 0;
    CREATE INDEX alerts_issued ON alerts (issued);
    CREATE INDEX alerts_silenced ON alerts (silence) WHERE silence IS NOT NULL;
    CREATE TABLE revisions (
      alert INTEGER NOT NULL REFERENCES alerts (number) ON DELETE CASCADE,
      revision INTEGER NOT NULL,
      body TEXT NOT NULL,
      UNIQUE (alert, revision)
    ) STRICT;
    CREATE TABLE findings (
      number INTEGER PRIMARY KEY,
      alert INTEGER NOT NULL REFERENCES alerts (number) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      source TEXT, file TEXT, offset INTEGER, rule TEXT,
      body TEXT NOT NULL,
      UNIQUE (source, file, offset, rule)
    ) STRICT;
    CREATE INDEX findings_by_alert ON findings (alert, number);
    CREATE INDEX findings_at ON findings (at);

    """

  /// The outbox: one row for each key, its receipts, and what is known of receivers.
  ///
  /// Messages stand apart: receivers of one voice share one, and a row is written at each attempt.
  /// No index begins with `state` alone: SQLite would take it for everything and walk all that
  /// waits. Those of one state hold only its rows.
  private static let notifications = """
    CREATE TABLE messages (number INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL) STRICT;
    CREATE TABLE notifications (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      key TEXT NOT NULL UNIQUE,
      alert TEXT NOT NULL,
      revision INTEGER NOT NULL,
      receiver TEXT NOT NULL,
      recipient TEXT,
      severity INTEGER NOT NULL,
      reason TEXT NOT NULL,
      title TEXT NOT NULL,
      state TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      created INTEGER NOT NULL,
      next_attempt INTEGER NOT NULL,
      horizon INTEGER NOT NULL,
      lease_owner TEXT,
      lease_until INTEGER,
      ended INTEGER,
      digest INTEGER,
      receipt TEXT,
      message INTEGER NOT NULL REFERENCES messages (number)
    ) STRICT;
    CREATE INDEX notifications_by_message ON notifications (message);
    CREATE INDEX notifications_owed ON notifications (receiver, severity DESC, next_attempt)
      WHERE state = 'waiting';
    CREATE INDEX notifications_due ON notifications (next_attempt, receiver)
      WHERE state = 'waiting';
    CREATE INDEX notifications_leased ON notifications (lease_until) WHERE state = 'sending';
    CREATE INDEX notifications_horizon ON notifications (horizon)
      WHERE state IN ('waiting', 'parked');
    CREATE INDEX notifications_by_alert ON notifications (alert, receiver, revision);
    CREATE INDEX notifications_by_receiver ON notifications (receiver, created);
    CREATE INDEX notifications_unended ON notifications (state, created) WHERE ended IS NULL;
    CREATE INDEX notifications_ended ON notifications (ended, state) WHERE ended IS NOT NULL;
    CREATE TABLE receipts (
      number INTEGER PRIMARY KEY,
      notification INTEGER NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX receipts_by_notification ON receipts (notification, number);
    CREATE TABLE parked_receivers (
      receiver TEXT PRIMARY KEY, since INTEGER NOT NULL, why TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE receiver_states (
      receiver TEXT NOT NULL, kind TEXT NOT NULL, state BLOB NOT NULL,
      PRIMARY KEY (receiver, kind)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE silences (
      id TEXT PRIMARY KEY, starts INTEGER NOT NULL, ends INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT;

    """

  private static let reading = """
    CREATE TABLE positions (
      source TEXT NOT NULL, file TEXT NOT NULL, path TEXT NOT NULL,
      device INTEGER NOT NULL, inode INTEGER NOT NULL, birth INTEGER NOT NULL,
      head_length INTEGER NOT NULL, head_hash INTEGER NOT NULL,
      offset INTEGER NOT NULL, tail_length INTEGER NOT NULL, tail_hash INTEGER NOT NULL,
      line INTEGER NOT NULL, cursor TEXT,
      PRIMARY KEY (source, file)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE arrivals (
      source TEXT NOT NULL, file TEXT NOT NULL, ends INTEGER NOT NULL, at INTEGER NOT NULL,
      PRIMARY KEY (source, file, ends)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE windows (
      correlation TEXT NOT NULL, group_key BLOB NOT NULL, state BLOB NOT NULL,
      PRIMARY KEY (correlation, group_key)
    ) STRICT;

    """

  /// The journal is append-only: rows are never changed, never replaced, and deleted only up to
  /// the anchor.
  ///
  /// The anchor moves forward only, and only onto a row that is there with that very hash; so what
  /// is pruned leaves behind the hash that the oldest kept row follows. `journal_head` says where
  /// the chain ends, so that a cut tail is noticed too.
  private static let journal = """
    CREATE TABLE journal (
      number INTEGER PRIMARY KEY,
      at INTEGER NOT NULL, who TEXT NOT NULL, subject TEXT NOT NULL, id TEXT NOT NULL,
      action TEXT NOT NULL, detail TEXT NOT NULL, hash TEXT NOT NULL
    ) STRICT;
    CREATE TABLE journal_anchor (
      one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL, hash TEXT NOT NULL
    ) STRICT;
    CREATE TABLE journal_head (
      one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL, hash TEXT NOT NULL
    ) STRICT;
    INSERT INTO journal_anchor VALUES (1, 0, '');
    INSERT INTO journal_head VALUES (1, 0, '');
    CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal
      WHEN OLD.number > (SELECT number FROM journal_anchor)
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER journal_grows_by_one BEFORE INSERT ON journal
      WHEN NEW.number IS NOT 1 + max(
        (SELECT coalesce(max(number), 0) FROM journal), (SELECT number FROM journal_anchor))
      BEGIN SELECT RAISE(ABORT, 'the journal grows by one row at its end'); END;
    CREATE TRIGGER journal_anchor_moves_forward BEFORE UPDATE ON journal_anchor
      WHEN NEW.number < OLD.number
        OR NEW.hash IS NOT (SELECT hash FROM journal WHERE number = NEW.number)
      BEGIN SELECT RAISE(ABORT, 'the journal''s anchor moves onto a kept row'); END;
    CREATE TRIGGER journal_anchor_stays BEFORE DELETE ON journal_anchor
      BEGIN SELECT RAISE(ABORT, 'the journal''s anchor stays'); END;

    """
}
