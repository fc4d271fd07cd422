package import Records

/// An alert as a person wants to issue it, before it is checked.
package struct Draft: Sendable, Equatable {
  package var kind: Alert.Kind
  package var title: String
  package var state: Alert.State
  package var severity: Severity
  package var certainty: Alert.Certainty
  package var tlp: TLP
  /// Ids of audiences.
  package var audiences: [String]
  /// Ids of receivers, beside those of the audiences.
  package var receivers: [String]
  /// How to recognise the attack; wanted in a warning.
  package var recognise: String?
  /// What precautions to take; wanted in a warning.
  package var precautions: String?
  package var plain: String?
  package var risks: [String]
  /// The incident model whose steps are shown.
  package var model: String?
  /// Nil: `Register.handExpiresAfter` from now.
  package var expires: Instant?
  package var isExercise: Bool
  /// The prepared alert it is made from.
  package var threat: String?

  package init(
    kind: Alert.Kind = .warning, title: String, state: Alert.State, severity: Severity,
    certainty: Alert.Certainty = .observed, tlp: TLP = .amber, audiences: [String] = [],
    receivers: [String] = [], recognise: String? = nil, precautions: String? = nil,
    plain: String? = nil, risks: [String] = [], model: String? = nil, expires: Instant? = nil,
    isExercise: Bool = false, threat: String? = nil
  ) {
    self.kind = kind
    self.title = title
    self.state = state
    self.severity = severity
    self.certainty = certainty
    self.tlp = tlp
    self.audiences = audiences
    self.receivers = receivers
    self.recognise = recognise
    self.precautions = precautions
    self.plain = plain
    self.risks = risks
    self.model = model
    self.expires = expires
    self.isExercise = isExercise
    self.threat = threat
  }

  /// A prepared alert, its text not yet filled.
  package init(_ threat: Threat, now: Instant) {
    self.init(
      kind: threat.kind, title: threat.title, state: threat.state, severity: threat.severity,
      certainty: threat.certainty, tlp: threat.tlp, audiences: threat.audience.map(\.value),
      recognise: threat.recognise, precautions: threat.precautions, plain: threat.plain,
      risks: threat.risks.map(\.value), model: threat.model?.value,
      expires: now + threat.expiresAfter, threat: threat.id)
  }
}

/// What a person changes of an open alert; nil leaves it as it is.
package struct Amendment: Sendable, Equatable {
  package var title: String?
  package var state: Alert.State?
  package var severity: Severity?
  package var certainty: Alert.Certainty?
  package var tlp: TLP?
  package var audiences: [String]?
  package var recognise: String?
  package var precautions: String?
  package var plain: String?
  package var expires: Instant?

  package init(
    title: String? = nil, state: Alert.State? = nil, severity: Severity? = nil,
    certainty: Alert.Certainty? = nil, tlp: TLP? = nil, audiences: [String]? = nil,
    recognise: String? = nil, precautions: String? = nil, plain: String? = nil,
    expires: Instant? = nil
  ) {
    self.title = title
    self.state = state
    self.severity = severity
    self.certainty = certainty
    self.tlp = tlp
    self.audiences = audiences
    self.recognise = recognise
    self.precautions = precautions
    self.plain = plain
    self.expires = expires
  }
}

/// Text that a person typed, made fit to travel: nothing that moves a cursor or hides.
///
/// What services take for markup is the encoders' to make inert.
enum TypedText {
  /// Bytes of a title: subject lines and push messages show half of it.
  static let titleBytesMax = 200
  /// Bytes of a longer text: two screens.
  static let textBytesMax = 4000

  static func line(_ text: String) -> String {
    String(
      text.unicodeScalars.map { $0.isUnsafeToShow ? " " : Character($0) }
    ).trimmed
  }

  /// Keeps line ends, as LF.
  static func lines(_ text: String) -> String {
    let parts = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    return parts.map { line(String($0)) }.joined(separator: "\n").trimmed
  }
}

extension String {
  fileprivate var trimmed: String {
    let isBlank = { (character: Character) in character.isWhitespace }
    guard let first = firstIndex(where: { !isBlank($0) }),
      let last = lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(self[first...last])
  }
}
