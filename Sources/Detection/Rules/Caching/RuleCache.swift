/// Where compiled rules are kept from one start to the next: what a room with files lends.
///
/// Nothing here is needed: what cannot be loaded is compiled, and what cannot be saved is compiled
/// again. The lender answers for the bytes: `load` gives those that were saved under the name,
/// checked as a whole, or nil.
package struct RuleCache: Sendable {
  /// Stands for everything that compiling depends on beside Hyperscan and the processor.
  ///
  /// The content and path of every file, rules and configuration, and the program's own build;
  /// it becomes part of names.
  package var key: String
  package var load: @Sendable (_ name: String) -> [UInt8]?
  package var save: @Sendable (_ name: String, _ bytes: [UInt8]) -> Void

  package init(
    key: String, load: @escaping @Sendable (_ name: String) -> [UInt8]?,
    save: @escaping @Sendable (_ name: String, _ bytes: [UInt8]) -> Void
  ) {
    self.key = key
    self.load = load
    self.save = save
  }

  /// Changes with the form in which something is packed; the key's build does so for releases.
  private static let form: UInt32 = 5

  /// Reads what was saved as `name`; nil when it is not there, of another form or machine, or torn.
  func read<Value>(
    _ name: String, _ body: (inout Packer) throws(Packer.Damage) -> Value
  ) -> Value? {
    guard let bytes = load(name) else { return nil }
    var packer = Packer(reading: bytes)
    do {
      for expected in Self.conditions {
        guard try String.read(from: &packer) == expected else { return nil }
      }
      let value = try body(&packer)
      return packer.isAtEnd ? value : nil
    } catch {
      return nil
    }
  }

  func write(_ name: String, _ body: (inout Packer) throws(Packer.Damage) -> Void) {
    var packer = Packer()
    for condition in Self.conditions { condition.write(to: &packer) }
    // Writing throws only where there is nothing to write: then nothing is kept.
    guard (try? body(&packer)) != nil else { return }
    save(name, packer.bytes)
  }

  /// What must be as it was: databases are made for a version of Hyperscan and a processor.
  private static var conditions: [String] {
    [
      "tocsin rules \(form)", PatternDatabase.platform,
      "\(MemoryLayout<Int>.size) \(UInt32(1).littleEndian == 1)",
    ]
  }
}
