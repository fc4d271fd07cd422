/// Numbers of the fields that code sets, whatever records are declared.
struct FixedFields: Sendable {
  var srcIp, srcHost, srcNet, count, blocked, filterAction, structured: UInt16
  var clientIp, userName, method, uriStem, uriQuery, uriDecoded, version: UInt16
  var status, sentBytes, referer, userAgent, vhost, request: UInt16
  /// The names of Sigma's category `proxy`.
  var proxyUri, proxyTarget, proxyStem, proxyQuery, proxyExtension: UInt16
  var proxyAgent, proxyReferrer, destinationIp, destinationHost, mimeType, timeTaken: UInt16
  var auditType, auditCall, auditPermission: UInt16

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
    request = names.number(for: "cs-request")
    proxyUri = names.number(for: "c-uri")
    proxyTarget = names.number(for: "cs-uri")
    proxyStem = names.number(for: "c-uri-stem")
    proxyQuery = names.number(for: "c-uri-query")
    proxyExtension = names.number(for: "c-uri-extension")
    proxyAgent = names.number(for: "c-useragent")
    proxyReferrer = names.number(for: "cs-referrer")
    destinationIp = names.number(for: "dst_ip")
    destinationHost = names.number(for: "r-dns")
    mimeType = names.number(for: "cs-mime-type")
    timeTaken = names.number(for: "time-taken")
    auditType = names.number(for: "type")
    auditCall = names.number(for: "SYSCALL")
    auditPermission = names.number(for: "permission")
  }

  /// What the combined format can set.
  static let combined: Set<String> = proxy.union([
    "c-ip", "cs-username", "cs-method", "cs-uri-stem", "cs-uri-query", "cs-uri-decoded",
    "cs-version", "sc-status", "sc-bytes", "cs-referer", "cs-user-agent", "cs-host", "src_ip",
    "src_net", "src_host",
  ])

  /// What is made of a proxy's requests, in whatever format.
  static let proxy: Set<String> = [
    "c-uri", "cs-uri", "c-uri-stem", "c-uri-query", "c-uri-extension", "c-useragent",
    "cs-referrer", "cs-host", "r-dns",
  ]

  /// What Squid's own format can set.
  static let squid: Set<String> = proxy.subtracting(["c-useragent", "cs-referrer"]).union([
    "c-ip", "src_ip", "src_net", "src_host", "cs-username", "cs-method", "cs-uri-stem",
    "cs-uri-query", "cs-uri-decoded", "sc-status", "sc-bytes", "dst_ip", "cs-mime-type",
    "time-taken",
  ])
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
