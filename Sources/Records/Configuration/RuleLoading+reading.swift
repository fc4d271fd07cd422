/// Section `sigma`: which rules are loaded at all.
extension RuleLoading {
  init(_ map: MapReader) {
    self.init(load: Set(map.choices("load", as: RuleStatus.self)))
    map.finish()
  }
}
