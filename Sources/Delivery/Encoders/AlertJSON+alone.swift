package import Records

extension AlertJSON {
  /// An alert by itself, whole, in the form that webhooks get it.
  package static func value(_ alert: Alert) -> JSONValue {
    let message = Message(
      reason: .revised, voice: .technical, alert: alert, risks: [], sentinel: "",
      at: alert.revised?.at ?? alert.issued.at)
    let json = AlertJSON(message)
    return json.value(json.whole)
  }
}
