import Detection
import Records
import Watching

/// The sentinel's own two logs, which are sources like any other.
enum OwnSources {
  /// Id of the log of happenings.
  static let happenings = "tocsin"

  static func declarations(in folder: String) -> [SourceDeclaration] {
    [
      SourceDeclaration(
        id: DrillLine.source, title: "Practice lines",
        read: [.file(absolute(folder) + "/drill.log")],
        format: .json, logsource: [Logsource(product: "tocsin", service: "drill")], from: .start),
      SourceDeclaration(
        id: happenings, title: "What happens to Tocsin itself",
        read: [.file(absolute(folder) + "/self.log")], format: .json,
        logsource: [Logsource(product: "tocsin", service: "self")], from: .start),
    ]
  }
}

extension SourceBinding {
  /// What is known of each source: a journal's entries are bound as such, whatever is declared.
  static func all(_ declarations: [SourceDeclaration], _ plan: SourcePlan) -> [SourceBinding] {
    declarations.map { declaration in
      let places = plan.choices.first { $0.source == declaration.id }?.places ?? []
      let isJournal = places.contains { if case .journal = $0 { true } else { false } }
      return SourceBinding(
        id: declaration.id, format: isJournal ? .journal : declaration.format,
        logsource: declaration.logsource, zoneSeconds: Zone.secondsEast)
    }
  }
}
