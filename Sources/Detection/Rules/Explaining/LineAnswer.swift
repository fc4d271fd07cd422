package import Records

/// What one line came to, and why: for a person who asks.
package struct LineAnswer: Sendable {
  package var picture: LinePicture
  /// In the order of the rules: those that were asked about.
  package var rules: [RuleAnswer] = []
  /// Of all rules that were asked about, also of those that are not told one by one.
  package var counts: [RuleAnswer.Outcome: Int] = [:]
  /// Windows that heard the line.
  package var windows: [WindowStanding]
  /// What the line raised: of rules and of windows whose condition holds now.
  package var findings: [Finding]
}

/// What was read in a line.
package struct LinePicture: Sendable {
  package struct Field: Sendable {
    package var name: String
    /// Empty: null.
    package var values: [Untrusted]
  }

  /// Bytes kept of one value; the rest is counted.
  package static let valueBytesMax = 512

  package var format: SourceDeclaration.Format
  package var source: String
  /// Decoders that understood the message; empty for none.
  package var decoders: [String]
  package var logsources: [Logsource]
  /// The line does not fit the format it is said to have.
  package var isRejected: Bool
  /// By the line's own clock.
  package var time: Instant?
  package var text: Untrusted
  package var fields: [Field]
}

/// What became of one rule on one line.
package struct RuleAnswer: Sendable {
  package enum Outcome: String, Sendable, CaseIterable {
    case matched
    /// It has everything the rule asks for, and something it excludes.
    case excluded
    case failed
    /// None of the literals stands in it of which a matching line holds one.
    case unseen
    /// Nothing that reads this source gives a field or value that the rule needs.
    case impossible
    /// Neither the source nor the decoder serves the rule's log source.
    case unserved
    /// It had spent its work on this line.
    case exhausted
  }

  package var rule: RuleSummary
  package var outcome: Outcome
  /// Whether its conditions hold, wherever the line comes from; nil when they were not looked at.
  package var holds: Bool?
  package var reason: Reason?
  /// Of the conditions it asks for, how many hold.
  package var held = 0
  package var asked = 0
  /// The literals it is found by; nil: every line of its log source is looked at.
  package var literals: [String]?

  /// The condition that decided against it.
  package struct Reason: Sendable {
    package var selection: String?
    /// Title of the filter document.
    package var filter: String?
    package var condition: String
    package var seen: [Seen]
    /// The condition holds, and that excludes the line.
    package var isExclusion: Bool
    /// Alternatives beside it that failed too.
    package var others: Int
  }

  /// What stands in a field that the condition looks at.
  package struct Seen: Sendable {
    /// Nil: the whole line.
    package var field: String?
    package var isNull: Bool
    /// Empty and not null: absent.
    package var values: [Untrusted]
  }

  /// Greater is nearer to a match.
  package var nearness: Double {
    switch outcome {
    case .matched: 4
    case .exhausted: 3.5
    case .excluded: 3
    case .failed: 1 + (asked == 0 ? 0 : Double(held) / Double(asked))
    case .unseen: 0.5
    case .impossible: 0.25
    case .unserved: 0
    }
  }
}
