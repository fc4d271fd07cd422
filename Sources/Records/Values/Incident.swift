/// An incident that people work on, or a request they fulfil: steps to tick, and how it went.
///
/// Raised from a model and whole in itself from then on: steps, what closing needs and its reasons
/// are copies, so that a model that is changed or removed leaves what is under way as it was.
package struct Incident: Sendable, Equatable, Codable {
  package enum Status: String, CaseIterable, Codable, Sendable {
    /// Nobody has taken it up.
    case raised
    case open, resolved, closed
    /// Of requests only: may be done, may not, is done.
    case approved, refused, done

    /// True while something may still happen to it.
    package var isLive: Bool { self != .closed && self != .refused }
  }
  /// A step as it was to be done, and what became of it.
  package struct Step: Sendable, Equatable, Codable {
    package var step: Alert.Step
    package var due: Instant?
    /// Who did or skipped it; nil while nobody has.
    package var deed: Alert.Deed?
    package var isSkipped: Bool

    package init(_ step: Alert.Step, due: Instant? = nil) {
      self.step = step
      self.due = due
      deed = nil
      isSkipped = false
    }

    package var isDone: Bool { deed != nil && !isSkipped }
  }
  /// What happened to it, one sentence each.
  package struct Entry: Sendable, Equatable, Codable {
    package var at: Instant
    package var who: String
    package var what: String

    package init(at: Instant, who: String, what: String) {
      self.at = at
      self.who = who
      self.what = what
    }
  }
  /// An answer to what a request's model asks.
  package struct Answer: Sendable, Equatable, Codable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// `INC-2026-0001` or `RQ-2026-0001`, counted per database and year.
  package var id: String
  package var isRequest: Bool
  package var model: String
  package var title: String
  package var category: String?
  package var priority: Severity
  package var status: Status
  package var risks: [String]
  package var host: Untrusted?
  /// Who answers for it, as title, also when somebody else does the work.
  package var owner: String?
  /// Who works on it.
  package var assignee: String?
  package var answers: [Answer]
  package var steps: [Step]
  /// Ids of steps that must be done before it is closed as something that happened.
  package var closeNeeds: [String]
  package var closeReasons: [String]
  /// Facts to be written down as notes.
  package var record: [String]
  package var raised: Alert.Deed
  /// When it began, by the log's own clock.
  package var occurred: Instant?
  /// When the last containment step was ticked.
  package var contained: Instant?
  package var resolved: Alert.Deed?
  package var closed: Alert.Deed?
  package var closeReason: String?
  /// The incident of the same thing that was closed before.
  package var follows: String?
  /// Alerts it holds; their ids are kept beside it.
  package var alertCount: Int
  package var timeline: [Entry]
  /// Optional, because incidents that a former version raised have none.
  private var keptTimers: [IncidentTimer]?

  /// The times that were promised, and the clocks of the law.
  package var timers: [IncidentTimer] {
    get { keptTimers ?? [] }
    set { keptTimers = newValue.isEmpty ? nil : newValue }
  }

  /// Entries of a timeline: a person reads no more, and alerts that join are counted anyway.
  package static let timelineMax = 500

  package init(
    id: String, isRequest: Bool = false, model: String, title: String, category: String? = nil,
    priority: Severity, risks: [String] = [], host: Untrusted? = nil, owner: String? = nil,
    answers: [Answer] = [], steps: [Step], closeNeeds: [String] = [], closeReasons: [String] = [],
    record: [String] = [], raised: Alert.Deed, occurred: Instant? = nil, follows: String? = nil
  ) {
    self.id = id
    self.isRequest = isRequest
    self.model = model
    self.title = title
    self.category = category
    self.priority = priority
    status = .raised
    self.risks = risks
    self.host = host
    self.owner = owner
    self.answers = answers
    self.steps = steps
    self.closeNeeds = closeNeeds
    self.closeReasons = closeReasons
    self.record = record
    self.raised = raised
    self.occurred = occurred
    self.follows = follows
    alertCount = 0
    timeline = []
  }
}

/// Something kept for an incident before anything was changed, with its digest.
package struct IncidentEvidence: Sendable, Equatable {
  /// What it is, in a few words.
  package var what: String
  package var at: Instant
  /// As it was found, cut after `bytesMax`; a stranger may have written it.
  package var text: Untrusted
  /// SHA-256 of the kept bytes, in hex.
  package var digest: String
  /// How it was come by, and what is missing of it; empty when there is nothing to say.
  package var note: String

  package static let bytesMax = 64 << 10

  /// Keeps bytes; invalid UTF-8 becomes U+FFFD, and the digest is of what is kept.
  package init(what: String, at: Instant, bytes: some Collection<UInt8>, note: String = "") {
    self.what = what
    self.at = at
    self.note = note
    let mended = Array(String(decoding: bytes.prefix(Self.bytesMax), as: UTF8.self).utf8)
    // A broken byte is three once it is mended; the cut falls between characters.
    var end = min(mended.count, Self.bytesMax)
    while end < mended.count, end > 0, mended[end] & 0xc0 == 0x80 { end -= 1 }
    let kept = Array(mended.prefix(end))
    text = Untrusted(kept, cap: kept.count)
    digest = SHA256.hex(of: kept)
  }

  package init(what: String, at: Instant, text: Untrusted) {
    self.init(what: what, at: at, bytes: text.encoded { Array($0.utf8) })
  }
}
