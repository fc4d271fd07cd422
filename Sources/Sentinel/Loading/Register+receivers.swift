import Alerting
import Records

extension Register {
  /// Every receiver that something may be owed to: those declared, and the terminal, which needs
  /// no declaration.
  var reachableReceivers: [Receiver] {
    let declared = configuration.receivers.values.sorted { $0.id < $1.id }
    let hasTerminal = declared.contains { $0.id == Receiver.embedded.id }
    return declared + (hasTerminal ? [] : [.embedded])
  }
}
