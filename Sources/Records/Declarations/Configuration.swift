/// Everything that `config/` declares, read, checked and tied together.
package struct Configuration: Sendable {
  package var roles: [String: Role] = [:]
  package var audiences: [String: Audience] = [:]
  package var risks: [String: Risk] = [:]
  package var models: [String: IncidentModel] = [:]
  package var threats: [String: Threat] = [:]
  package var controls: [String: Control] = [:]
  package var policies: [String: Policy] = [:]
  package var references: [String: Reference] = [:]
  /// In the order of declaration: the first that applies holds.
  package var targets: [Target] = []
  package var waivers: [Waiver] = []
  package var drills: [String: DrillScript] = [:]
  package var units: [String: UnitScript] = [:]
  package var verifications: [String: VerifyScript] = [:]
  package var tabletops: [String: TabletopScript] = [:]
  /// In the order of declaration.
  package var sources: [SourceDeclaration] = []
  package var decoders: [DecoderDeclaration] = []
  /// In the order of declaration.
  package var mappings: [MappingDeclaration] = []
  /// In the order of declaration.
  package var baselines: [BaselineDeclaration] = []
  /// Name → values, for Sigma's `expand`.
  package var placeholders: [String: [String]] = [:]
  package var receivers: [String: Receiver] = [:]
  /// In the order of declaration.
  package var routes: [Route] = []
  package var silences: [Silence] = []
  package var limits = Limits()
  package var commands = AllowedCommands()
  package var ruleLoading = RuleLoading()
  /// Every rule that a route, silence or model names, to be looked up once rules are loaded.
  package var ruleNames: [Marked<String>] = []
  /// SHA-256 over all declared bytes, sorted by path, in hex.
  package var digest = ""

  package init() {}
}
