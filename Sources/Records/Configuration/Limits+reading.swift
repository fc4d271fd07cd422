/// Limits as they stand in a file (key `limits`, once).
extension Limits {
  mutating func read(_ map: MapReader) {
    if let storm = map.map("storm") {
      stormNewAlerts = storm.integer("new_alerts", in: 1...100_000) ?? stormNewAlerts
      stormWithin = storm.duration("within") ?? stormWithin
      stormDigestEvery = storm.duration("digest_every") ?? stormDigestEvery
      storm.finish()
    }
    if let retention = map.map("retention") {
      retainAlerts = retention.duration("alerts") ?? retainAlerts
      retainFindings = retention.duration("findings") ?? retainFindings
      retention.finish()
    }
    if let spans = map.map("horizon") {
      for severity in Severity.allCases {
        horizon[severity] = spans.duration(severity.rawValue) ?? horizon[severity]
      }
      spans.finish()
    }
    alertExpiresAfter = map.duration("alert_expires_after") ?? alertExpiresAfter
    lateness = map.duration("lateness") ?? lateness
    windowGroups = map.integer("window_groups", in: 100...10_000_000) ?? windowGroups
    map.finish()
  }
}
