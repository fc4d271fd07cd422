/// An alert text prepared for a known threat, issued by name.
package struct Threat: Sendable, Equatable {
  package var id: String
  package var title: String
  package var kind: Alert.Kind
  package var state: Alert.State
  package var severity: Severity
  package var certainty: Alert.Certainty
  package var audience: [Marked<String>]
  package var recognise: String
  package var precautions: String
  package var plain: String?
  package var risks: [Marked<String>]
  package var model: Marked<String>?
  /// Names that must be given with `--set` when it is issued.
  package var fill: [String]
  package var tlp: TLP
  package var expiresAfter: Duration
  package var place: Mark

  package init(
    id: String, title: String, kind: Alert.Kind = .warning, state: Alert.State = .underWay,
    severity: Severity, certainty: Alert.Certainty = .observed, audience: [Marked<String>] = [],
    recognise: String, precautions: String, plain: String? = nil, risks: [Marked<String>] = [],
    model: Marked<String>? = nil, fill: [String] = [], tlp: TLP = .amber,
    expiresAfter: Duration = .seconds(7 * 86_400), place: Mark = .none
  ) {
    self.id = id
    self.title = title
    self.kind = kind
    self.state = state
    self.severity = severity
    self.certainty = certainty
    self.audience = audience
    self.recognise = recognise
    self.precautions = precautions
    self.plain = plain
    self.risks = risks
    self.model = model
    self.fill = fill
    self.tlp = tlp
    self.expiresAfter = expiresAfter
    self.place = place
  }
}
