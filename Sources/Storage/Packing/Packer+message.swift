import Records

/// The parts of a message, in the order in which they are kept.
///
/// A property that `Message` gains must be visited here, with a new version; a test counts them.
extension Packer {
  mutating func visit(_ message: inout Message) throws(StorageError) {
    try visit(&message.reason)
    try visit(&message.voice)
    try visit(&message.alert)
    try visit(&message.risks, blank: Message.RiskLine.blank) {
      (packer, risk) throws(StorageError) in try packer.visit(&risk)
    }
    try visit(&message.sentinel)
    try visit(&message.at)
    try visit(&message.digest, blank: Message.Digest.blank) {
      (packer, digest) throws(StorageError) in try packer.visit(&digest)
    }
    try visit(&message.insteadOf)
  }

  private mutating func visit(_ risk: inout Message.RiskLine) throws(StorageError) {
    try visit(&risk.id)
    try visit(&risk.title)
    try visit(&risk.plain)
    try visit(&risk.likelihood)
    try visit(&risk.impact)
    try visit(&risk.owner)
  }

  private mutating func visit(_ digest: inout Message.Digest) throws(StorageError) {
    try visit(&digest.alerts)
    try visit(&digest.rows, blank: Message.Digest.Row(title: "", severity: .low, alerts: 0)) {
      (packer, row) throws(StorageError) in
      try packer.visit(&row.title)
      try packer.visit(&row.severity)
      try packer.visit(&row.alerts)
    }
    try visit(&digest.first)
    try visit(&digest.last)
    try visit(&digest.isClosing)
    try visit(&digest.silence)
  }
}

extension Message.RiskLine {
  fileprivate static let blank = Message.RiskLine(
    id: "", title: "", plain: nil, likelihood: 0, impact: 0, owner: "")
}

extension Message.Digest {
  fileprivate static let blank = Message.Digest(
    alerts: 0, rows: [], first: Instant(microseconds: 0), last: Instant(microseconds: 0),
    isClosing: false)
}

extension Message {
  private static let blank = Message(
    reason: .test, voice: .plain, alert: .blank, risks: [], sentinel: "",
    at: Instant(microseconds: 0))

  func packed() throws -> [UInt8] {
    var (packer, copy) = (Packer(), self)
    try packer.visit(&copy)
    return packer.bytes
  }

  init(packed bytes: [UInt8]) throws {
    self = .blank
    var packer = try Packer(reading: bytes)
    try packer.visit(&self)
  }
}
