import Records

// A field that a record gains is added here; `CacheTests` finds one that was forgotten.

extension Mark: Packable {
  static var blank: Mark { .none }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    try packer.pack(&path)
    try packer.pack(&line)
    try packer.pack(&column)
  }
}

extension Marked: Packable where Value: Packable {
  static var blank: Marked { Marked(.blank, at: .none) }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    try packer.pack(&value)
    try packer.pack(&mark)
  }
}

extension Diagnostic.Weight: Packable {
  static var blank: Self { .error }
}

extension Diagnostic: Packable {
  static var blank: Diagnostic { Diagnostic("", at: .none, "") }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    try packer.pack(&weight)
    try packer.pack(&code)
    try packer.pack(&mark)
    try packer.pack(&clause)
    try packer.pack(&hint)
    try packer.pack(&excerpt)
  }
}

extension Level: Packable {
  static var blank: Level { .low }
}

extension Logsource: Packable {
  static var blank: Logsource { Logsource() }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    try packer.pack(&category)
    try packer.pack(&product)
    try packer.pack(&service)
  }
}

extension RuleSummary: Packable {
  static var blank: RuleSummary { RuleSummary(id: "", title: "") }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    try packer.pack(&id)
    try packer.pack(&name)
    try packer.pack(&title)
    try packer.pack(&author)
    try packer.pack(&level)
    try packer.pack(&summary)
    try packer.pack(&falsePositives)
    try packer.pack(&tags)
    try packer.pack(&logsource)
    try packer.pack(&risks)
    try packer.pack(&feedsOnly)
    try packer.pack(&place)
  }
}

extension RuleSample.Kind: Packable {
  static var blank: Self { .hit }
}

extension RuleSample.Feed: Packable {
  static var blank: Self { Self(line: "", times: 0, every: .zero) }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    try packer.pack(&line)
    try packer.pack(&times)
    try packer.pack(&every)
  }
}

extension RuleSample: Packable {
  static var blank: RuleSample {
    RuleSample(kind: .hit, feed: [], fires: 0, fields: [:], source: nil, mark: .none)
  }
  mutating func pack(_ packer: inout Packer) throws(Packer.Damage) {
    try packer.pack(&kind)
    try packer.pack(&feed)
    try packer.pack(&fires)
    try packer.pack(&fields)
    try packer.pack(&source)
    try packer.pack(&mark)
  }
}
