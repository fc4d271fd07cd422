/// Roles and audiences as they stand in a file (list keys `roles` and `audiences`).
extension Role {
  /// The places of the security process that a role can hold.
  private enum Process: String, CaseIterable {
    case securityManager = "security-manager"
    case operations
    case processOwner = "process-owner"
    case complianceManager = "compliance-manager"
    case continuityManager = "service-continuity-manager"
    case serviceOwner = "service-owner"
    case expert = "technical-domain-expert"
  }

  init(_ map: MapReader) {
    self.init(
      id: map.identifier(.role),
      title: map.text("title", .required) ?? "",
      holder: map.text("holder", .required) ?? "",
      yasm: map.choice("yasm", as: Process.self)?.rawValue,
      deputy: map.text("deputy"),
      contact: map.text("contact"),
      place: map.mark)
    map.finish()
  }
}

extension Message.Voice: CaseIterable {
  package static let allCases: [Self] = [.plain, .technical]
}

extension Audience {
  init(_ map: MapReader) {
    let id = map.identifier(.audience)
    let states = map.choices("states", as: Alert.State.self)
    self.init(
      id: id,
      title: map.text("title", .required) ?? "",
      voice: map.choice("voice", .required) ?? .technical,
      receivers: map.references("receivers", to: .receiver, need: .required).map(\.value),
      roles: map.references("roles", to: .role).map(\.value),
      states: states.isEmpty ? Set(Alert.State.allCases) : Set(states),
      minSeverity: map.choice("min_severity") ?? .low,
      isAutomatic: map.flag("automatic"),
      maxTLP: map.choice("max_tlp") ?? .amber,
      acknowledges: map.flag("acknowledges", default: false),
      language: map.text("language"),
      place: map.mark)
    map.leave("digest")
    map.finish()
  }
}
