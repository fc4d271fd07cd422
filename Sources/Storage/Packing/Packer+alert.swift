import Records

/// The parts of an alert, in the order in which they are kept.
///
/// A property that `Alert` gains must be visited here, with a new version; a test counts them.
extension Packer {
  mutating func visit(_ alert: inout Alert) throws(StorageError) {
    try visitSteady(&alert)
    try visitLatest(&alert)
    try visitCounts(&alert)
  }

  /// What only a revision or a person's deed changes.
  mutating func visitSteady(_ alert: inout Alert) throws(StorageError) {
    try visit(&alert.id)
    try visit(&alert.revision)
    try visit(&alert.kind)
    try visit(&alert.origin)
    try visit(&alert.isExercise)
    try visit(&alert.title)
    try visit(&alert.state)
    try visit(&alert.severity)
    try visit(&alert.certainty)
    try visit(&alert.status)
    try visit(&alert.tlp)
    try visit(&alert.risks)
    try visit(&alert.rule)
    try visit(&alert.ruleAuthor)
    try visit(&alert.threat)
    try visit(&alert.model)
    try visit(&alert.key)
    try visit(&alert.host)
    try visit(&alert.group)
    try visit(&alert.plain)
    try visit(&alert.recognise)
    try visit(&alert.precautions)
    try visit(&alert.steps, blank: Alert.Step(id: "", stage: "", text: "")) {
      (packer, step) throws(StorageError) in try packer.visit(&step)
    }
    try visit(&alert.audiences)
    try visit(&alert.issued)
    try visit(&alert.acknowledged)
    try visit(&alert.closed)
    try visit(&alert.closeReason, blank: .unknown) { (packer, reason) throws(StorageError) in
      try packer.visit(&reason)
    }
    try visit(&alert.revised)
    try visit(&alert.follows)
    try visit(&alert.silence)
  }

  /// What a further finding may replace without a new revision: the last line and what it showed.
  mutating func visitLatest(_ alert: inout Alert) throws(StorageError) {
    try visit(&alert.fields)
    try visit(&alert.text)
    try visit(
      &alert.evidence,
      blank: Finding.Evidence(time: Instant(microseconds: 0), text: Untrusted(""))
    ) { (packer, evidence) throws(StorageError) in
      try packer.visit(&evidence.time)
      try packer.visit(&evidence.text)
    }
    try visit(&alert.place, blank: Finding.Place(source: "")) {
      (packer, place) throws(StorageError) in
      try packer.visit(&place.source)
      try packer.visit(&place.path)
      try packer.visit(&place.line, blank: 0) { (packer, line) throws(StorageError) in
        try packer.visit(&line)
      }
    }
  }

  /// What has columns of its own in the alerts' table.
  mutating func visitCounts(_ alert: inout Alert) throws(StorageError) {
    try visit(&alert.count)
    try visit(&alert.firstSeen)
    try visit(&alert.lastSeen)
    try visit(&alert.lastHeard)
    try visit(&alert.toldCount)
    try visit(&alert.expires)
  }

  mutating func visit(_ step: inout Alert.Step) throws(StorageError) {
    try visit(&step.id)
    try visit(&step.stage)
    try visit(&step.text)
    try visit(&step.by)
    try visit(&step.within)
    try visit(&step.command)
    try visit(&step.danger)
    try visit(&step.doubtful)
  }

  mutating func visit(_ deed: inout Alert.Deed) throws(StorageError) {
    try visit(&deed.by)
    try visit(&deed.at)
    try visit(&deed.note)
  }

  mutating func visit(_ deed: inout Alert.Deed?) throws(StorageError) {
    try visit(&deed, blank: Alert.Deed(by: "", at: Instant(microseconds: 0))) {
      (packer, deed) throws(StorageError) in try packer.visit(&deed)
    }
  }

  mutating func visit(_ fields: inout [Finding.Field]) throws(StorageError) {
    try visit(&fields, blank: Finding.Field(name: "", value: Untrusted(""))) {
      (packer, field) throws(StorageError) in
      try packer.visit(&field.name)
      try packer.visit(&field.value)
    }
  }

  mutating func visit(_ text: inout String?) throws(StorageError) {
    try visit(&text, blank: "") { (packer, text) throws(StorageError) in try packer.visit(&text) }
  }

  mutating func visit(_ text: inout Untrusted?) throws(StorageError) {
    try visit(&text, blank: Untrusted("")) { (packer, text) throws(StorageError) in
      try packer.visit(&text)
    }
  }

  mutating func visit(_ instant: inout Instant?) throws(StorageError) {
    try visit(&instant, blank: Instant(microseconds: 0)) { (packer, instant) throws(StorageError) in
      try packer.visit(&instant)
    }
  }

  mutating func visit(_ texts: inout [String]) throws(StorageError) {
    try visit(&texts, blank: "") { (packer, text) throws(StorageError) in try packer.visit(&text) }
  }
}

extension Alert {
  /// A value to be overwritten by reading.
  static let blank = Alert(
    id: "", origin: .automatic, title: "", severity: .low,
    issued: Deed(by: "", at: Instant(microseconds: 0)), lastHeard: Instant(microseconds: 0))

  /// What only a revision or a person's deed changes, packed.
  func packedSteady() throws -> [UInt8] {
    var (packer, copy) = (Packer(), self)
    try packer.visitSteady(&copy)
    return packer.bytes
  }

  func packedLatest() throws -> [UInt8] {
    var (packer, copy) = (Packer(), self)
    try packer.visitLatest(&copy)
    return packer.bytes
  }

  init(steady bytes: [UInt8]) throws {
    self = .blank
    var packer = try Packer(reading: bytes)
    try packer.visitSteady(&self)
  }

  mutating func readLatest(_ bytes: [UInt8]) throws {
    var packer = try Packer(reading: bytes)
    try packer.visitLatest(&self)
  }
}
