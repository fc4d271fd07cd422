/// How much an alert matters, from the register's point of view.
package enum Severity: String, CaseIterable, Codable, Sendable, Comparable {
  case low, medium, high, critical

  package var rank: Int {
    switch self {
    case .low: 1
    case .medium: 2
    case .high: 3
    case .critical: 4
    }
  }

  package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

  /// What a risk of this impact (1…5) can cost: 5 critical, 4 high, 3 medium, 1–2 low.
  package init(impact: Int) {
    self = impact >= 5 ? .critical : impact == 4 ? .high : impact == 3 ? .medium : .low
  }

  /// The band of a risk by its numbers (1…5 each): low 1–4, medium 5–9, high 10–16, critical 20–25.
  package init(likelihood: Int, impact: Int) {
    let product = likelihood * impact
    self = product >= 20 ? .critical : product >= 10 ? .high : product >= 5 ? .medium : .low
  }
}

/// A Sigma rule's `level`: how strong the sign is.
package enum Level: String, CaseIterable, Codable, Sendable {
  case informational, low, medium, high, critical

  /// Nil for `informational`, which never alerts by itself.
  package var severity: Severity? { Severity(rawValue: rawValue) }
}

/// The Traffic Light Protocol 2.0, from the least to the most restricted.
package enum TLP: String, CaseIterable, Codable, Sendable, Comparable {
  case clear, green, amber
  case amberStrict = "amber+strict"
  case red

  /// As it is printed: `TLP:AMBER+STRICT`.
  package var label: String { "TLP:" + rawValue.uppercased() }

  package static func < (left: TLP, right: TLP) -> Bool {
    order(left) < order(right)
  }

  private static func order(_ tlp: TLP) -> Int { allCases.firstIndex(of: tlp) ?? 0 }
}
