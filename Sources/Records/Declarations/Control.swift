/// Which commands of the configuration may be run at all; none unless somebody says so.
package struct AllowedCommands: Sendable, Equatable {
  /// Those that verify controls.
  package var verify = false
  /// Those that collect evidence for incidents.
  package var evidence = false

  package init() {}
}

/// What keeps a risk from happening, notices it or makes it good, and how one sees that it works.
package struct Control: Sendable, Equatable {
  package enum Kind: String, CaseIterable, Sendable {
    case preventive, detective, corrective, deterrent
  }
  package enum State: String, CaseIterable, Sendable { case planned, active, degraded, retired }

  /// How it is looked at, and how often.
  package struct Verification: Sendable, Equatable {
    package enum Method: String, CaseIterable, Sendable {
      /// A command is run.
      case test
      /// A person looks at records, or asks.
      case examine, interview
    }
    package var method: Method
    /// Argument vector; empty unless `method` is `test`.
    package var command: [String]
    package var expect: Expectation
    package var every: Duration
    package var timeout: Duration

    package init(
      method: Method, command: [String] = [], expect: Expectation = Expectation(),
      every: Duration, timeout: Duration = .seconds(10)
    ) {
      self.method = method
      self.command = command
      self.expect = expect
      self.every = every
      self.timeout = timeout
    }
  }
  /// What a command must answer; all that is named must hold.
  package struct Expectation: Sendable, Equatable {
    package var exit: Int?
    package var has: [String]
    package var lacks: [String]
    package var isEmpty: Bool?
    /// The sorted lines are those that a person accepted last.
    package var isUnchanged: Bool

    package init(
      exit: Int? = nil, has: [String] = [], lacks: [String] = [], isEmpty: Bool? = nil,
      isUnchanged: Bool = false
    ) {
      self.exit = exit
      self.has = has
      self.lacks = lacks
      self.isEmpty = isEmpty
      self.isUnchanged = isUnchanged
    }
  }
  /// Upkeep that comes round.
  package struct Duty: Sendable, Equatable {
    package var task: String
    package var every: Duration
    package var owner: String?

    package init(task: String, every: Duration, owner: String? = nil) {
      self.task = task
      self.every = every
      self.owner = owner
    }
  }

  package var id: String
  package var title: String
  package var owner: String
  package var kind: Kind
  package var state: State
  /// `policy/statement`.
  package var policy: Marked<String>?
  package var references: [Marked<String>]
  package var verification: Verification?
  package var operate: [Duty]
  package var place: Mark

  package init(
    id: String, title: String, owner: String, kind: Kind, state: State,
    policy: Marked<String>? = nil, references: [Marked<String>] = [],
    verification: Verification? = nil, operate: [Duty] = [], place: Mark = .none
  ) {
    self.id = id
    self.title = title
    self.owner = owner
    self.kind = kind
    self.state = state
    self.policy = policy
    self.references = references
    self.verification = verification
    self.operate = operate
    self.place = place
  }
}
