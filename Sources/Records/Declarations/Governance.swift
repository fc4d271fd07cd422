/// What binds: policies, the law and contracts behind them, the times that were promised, and the
/// checks that somebody answers for leaving aside.

/// Binding rules for the use of systems, information or services.
package struct Policy: Sendable, Equatable {
  package enum Status: String, CaseIterable, Sendable {
    case draft
    case inForce = "in-force"
    case superseded
  }
  package struct Statement: Sendable, Equatable {
    package var id: String
    package var text: String
    package var plain: String?
    /// Ids of controls.
    package var enforcedBy: [Marked<String>]
    /// Ids or names of rules that see a breach.
    package var watchedBy: [Marked<String>]
    package var place: Mark

    package init(
      id: String, text: String, plain: String? = nil, enforcedBy: [Marked<String>] = [],
      watchedBy: [Marked<String>] = [], place: Mark = .none
    ) {
      self.id = id
      self.text = text
      self.plain = plain
      self.enforcedBy = enforcedBy
      self.watchedBy = watchedBy
      self.place = place
    }
  }

  package var id: String
  package var title: String
  package var owner: String
  package var version: Int
  package var status: Status
  /// Who approved it, and when; there must be one when it is in force.
  package var approvedBy: String?
  package var approvedOn: CalendarDate?
  package var reviewBy: CalendarDate?
  package var references: [Marked<String>]
  package var statements: [Statement]
  package var place: Mark

  package init(
    id: String, title: String, owner: String, version: Int = 1, status: Status = .draft,
    approvedBy: String? = nil, approvedOn: CalendarDate? = nil, reviewBy: CalendarDate? = nil,
    references: [Marked<String>] = [], statements: [Statement] = [], place: Mark = .none
  ) {
    self.id = id
    self.title = title
    self.owner = owner
    self.version = version
    self.status = status
    self.approvedBy = approvedBy
    self.approvedOn = approvedOn
    self.reviewBy = reviewBy
    self.references = references
    self.statements = statements
    self.place = place
  }
}

/// A law, a standard, a contract or a practice that records cite.
package struct Reference: Sendable, Equatable {
  package enum Kind: String, CaseIterable, Sendable {
    case law, regulation, standard, contract, policy, practice
  }
  /// A time that it sets for an incident.
  package struct Clock: Sendable, Equatable {
    package var name: String
    package var within: Duration
    /// The clock it starts after; nil: the incident itself.
    package var after: String?

    package init(name: String, within: Duration, after: String? = nil) {
      self.name = name
      self.within = within
      self.after = after
    }
  }

  package var id: String
  package var title: String
  package var kind: Kind
  package var says: String?
  package var plain: String?
  package var owner: String
  package var appliesTo: [String]
  package var reviewBy: CalendarDate?
  package var url: String?
  package var clocks: [Clock]
  package var place: Mark

  package init(
    id: String, title: String, kind: Kind, says: String? = nil, plain: String? = nil,
    owner: String, appliesTo: [String] = [], reviewBy: CalendarDate? = nil, url: String? = nil,
    clocks: [Clock] = [], place: Mark = .none
  ) {
    self.id = id
    self.title = title
    self.kind = kind
    self.says = says
    self.plain = plain
    self.owner = owner
    self.appliesTo = appliesTo
    self.reviewBy = reviewBy
    self.url = url
    self.clocks = clocks
    self.place = place
  }
}

/// The security part of an agreement, as times.
package struct Target: Sendable, Equatable {
  package enum Basis: String, CaseIterable, Sendable { case sla, ola, contract }
  /// Whom to tell when nobody has acknowledged an alert for so long.
  package struct Escalation: Sendable, Equatable {
    package var after: Duration
    package var to: Marked<String>

    package init(after: Duration, to: Marked<String>) {
      self.after = after
      self.to = to
    }
  }

  package var id: String
  package var title: String
  package var basis: Basis
  package var party: String
  /// Empty: every severity.
  package var severities: [Severity]
  /// Empty: every model.
  package var models: [Marked<String>]
  package var acknowledge: Duration?
  package var contain: Duration?
  package var resolve: Duration?
  package var updateEvery: Duration?
  package var hours: ServiceHours
  package var escalate: [Escalation]
  package var place: Mark

  package init(
    id: String, title: String, basis: Basis = .ola, party: String = "",
    severities: [Severity] = [], models: [Marked<String>] = [], acknowledge: Duration? = nil,
    contain: Duration? = nil, resolve: Duration? = nil, updateEvery: Duration? = nil,
    hours: ServiceHours = .always, escalate: [Escalation] = [], place: Mark = .none
  ) {
    self.id = id
    self.title = title
    self.basis = basis
    self.party = party
    self.severities = severities
    self.models = models
    self.acknowledge = acknowledge
    self.contain = contain
    self.resolve = resolve
    self.updateEvery = updateEvery
    self.hours = hours
    self.escalate = escalate
    self.place = place
  }
}

/// A check that is left aside for a time, by a person and with a reason.
package struct Waiver: Sendable, Equatable {
  package var check: Marked<String>
  /// The kind and id of the record it is about; nil: the check as a whole.
  package var subject: Marked<String>?
  package var why: String
  package var by: String
  package var until: CalendarDate
  package var place: Mark

  package init(
    check: Marked<String>, subject: Marked<String>? = nil, why: String, by: String,
    until: CalendarDate, place: Mark = .none
  ) {
    self.check = check
    self.subject = subject
    self.why = why
    self.by = by
    self.until = until
    self.place = place
  }
}
