import Delivery
import FoundationEssentials
package import Records

/// Alerts as rows and as JSON, for the command line.
package enum AlertText {
  package static let heading = ["ID", "SEVERITY", "STATUS", "COUNT", "LAST", "HOST", "TITLE"]

  package static func row(_ alert: Alert) -> [String] {
    [
      alert.id, alert.severity.rawValue, status(alert), String(alert.count),
      (alert.lastSeen ?? alert.issued.at).rfc3339(), OneLine.of(alert.host),
      OneLine.of(alert.title) + group(alert),
    ]
  }

  /// The alert whole, in the form that webhooks get.
  package static func json(_ alert: Alert) throws -> JSONValue { AlertJSON.value(alert) }

  static func status(_ alert: Alert) -> String {
    if alert.silence != nil && alert.status.isOpen { return "silenced" }
    return alert.status.rawValue + (alert.closeReason.map { " (\($0.rawValue))" } ?? "")
  }

  private static func group(_ alert: Alert) -> String {
    let values = alert.group.map { $0.name + "=" + OneLine.of($0.value) }
    return values.isEmpty ? "" : " [" + values.joined(separator: " ") + "]"
  }
}
