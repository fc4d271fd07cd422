/// Numbers of the fields that code sets, whatever records are declared.
struct FixedFields: Sendable {
  var srcIp, srcHost, srcNet, count, blocked, filterAction, structured: UInt16
  var clientIp, userName, method, uriStem, uriQuery, uriDecoded, version: UInt16
  var status, sentBytes, referer, userAgent, vhost: UInt16

  init(_ names: inout FieldNames) {
    srcIp = names.number(for: "src_ip")
    srcHost = names.number(for: "src_host")
    srcNet = names.number(for: "src_net")
    count = names.number(for: "Count")
    blocked = names.number(for: "blocked")
    filterAction = names.number(for: "action")
    structured = names.number(for: "structured")
    clientIp = names.number(for: "c-ip")
    userName = names.number(for: "cs-username")
    method = names.number(for: "cs-method")
    uriStem = names.number(for: "cs-uri-stem")
    uriQuery = names.number(for: "cs-uri-query")
    uriDecoded = names.number(for: "cs-uri-decoded")
    version = names.number(for: "cs-version")
    status = names.number(for: "sc-status")
    sentBytes = names.number(for: "sc-bytes")
    referer = names.number(for: "cs-referer")
    userAgent = names.number(for: "cs-user-agent")
    vhost = names.number(for: "cs-host")
  }

  /// What the combined format can set.
  static let combined: Set<String> = [
    "c-ip", "cs-username", "cs-method", "cs-uri-stem", "cs-uri-query", "cs-uri-decoded",
    "cs-version", "sc-status", "sc-bytes", "cs-referer", "cs-user-agent", "cs-host", "src_ip",
    "src_net", "src_host",
  ]
}

/// What follows from a field's name or an action's word, in every decoder.
enum Implied {
  /// The action of a packet filter's line that says what was refused.
  ///
  /// Sigma's firewall rules read `action: drop` and `blocked: true`, which stand in no such line.
  static let blockingAction = "packet_blocked"

  static func role(of field: String) -> CaptureRole {
    switch field {
    case "src_ip": .source
    case "dst_ip": .address
    case "Count": .count
    default: .text
    }
  }
}
