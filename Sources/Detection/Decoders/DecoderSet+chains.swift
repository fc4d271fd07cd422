import Records

/// Which shapes are tried for which program.
extension DecoderSet {
  /// Chain 0 is that of programs no decoder names: only the decoders of every program.
  mutating func makeChains() {
    let everywhere = decoders { $0 == "*" }
    addChain(own: [], everywhere)
    var exact: [(String, Int)] = []
    var prefixes: [(String, Int)] = []
    for name in distinctNames() {
      let own = decoders { covers($0, name) }
      let isPrefix = name.hasSuffix("*")
      let bare = isPrefix ? String(name.dropLast()) : name
      if isPrefix {
        prefixes.append((bare, chains.count))
      } else {
        exact.append((bare, chains.count))
      }
      addChain(own: own, everywhere.filter { !own.contains($0) })
    }
    programs = ProgramTable(exact: exact, prefixes: prefixes)
  }

  private func distinctNames() -> [String] {
    var seen: Set<String> = ["*"]
    return declarations.flatMap(\.program).filter { !$0.isEmpty && seen.insert($0).inserted }
  }

  private func decoders(_ isMeant: (String) -> Bool) -> [Int] {
    declarations.indices.filter { declarations[$0].program.contains(where: isMeant) }
  }

  /// True when a line of the program `name` is one of `declared`: the same, or below its prefix.
  private func covers(_ declared: String, _ name: String) -> Bool {
    if declared == name { return true }
    guard declared != "*", declared.hasSuffix("*") else { return false }
    return name.hasPrefix(declared.dropLast())
  }

  private mutating func addChain(own: [Int], _ everywhere: [Int]) {
    let start = entries.count
    for decoder in own + everywhere {
      let serving = number(of: Set(own).union([decoder]))
      for index in shapes.indices where Int(shapes[index].decoder) == decoder {
        entries.append(ChainEntry(shape: UInt16(index), decoder: serving))
      }
    }
    let count = entries.count - start
    let words = max(1, (count + 63) / 64)
    chains.append(
      Chain(
        entries: PoolRange(start: UInt32(start), count: UInt32(count)),
        masks: UInt32(masks.count), words: UInt32(words),
        base: own.isEmpty ? 0 : number(of: Set(own))))
    addMasks(from: start, count: count, words: words)
  }

  /// For each first byte of a message, the shapes that may fit it.
  private mutating func addMasks(from start: Int, count: Int, words: Int) {
    let first = masks.count
    masks += Array(repeating: 0, count: 256 * words)
    for position in 0..<count {
      let shape = shapes[Int(entries[start + position].shape)]
      let meant: Range<Int> =
        shape.starts.count == 0
        ? 0..<256 : Int(bytes[Int(shape.starts.start)])..<Int(bytes[Int(shape.starts.start)]) + 1
      for byte in meant {
        masks[first + byte * words + position / 64] |= 1 << UInt64(position % 64)
      }
    }
  }

  /// The number, for `Event.decoder`, of these decoders together.
  private mutating func number(of decoders: Set<Int>) -> UInt16 {
    let sorted = decoders.sorted()
    if let known = members.firstIndex(of: sorted) { return UInt16(known + 1) }
    members.append(sorted)
    var union: [Logsource] = []
    for logsource in sorted.flatMap({ declarations[$0].logsource })
    where !union.contains(logsource) { union.append(logsource) }
    logsources.append(union)
    return UInt16(members.count)
  }
}
