import Records

/// Where keys and fields of rules stand, read again from the files when somebody asks.
struct RulePlaces {
  private let files: [String: SourceFile]
  private var documents: [String: [MarkedNode]] = [:]

  init(_ files: [SourceFile]) {
    self.files = Dictionary(files.map { ($0.path, $0) }) { first, _ in first }
  }

  mutating func mark(of key: String, in rule: CompiledRule) -> Mark {
    let path = rule.mark.path
    if documents[path] == nil {
      documents[path] = files[path].map { YAMLReader.documents(in: $0).documents } ?? []
    }
    let root = documents[path]?.first { $0.mark == rule.mark }
    guard let root else { return rule.mark }
    if let pair = root.pairs?.first(where: { $0.key.text == key }) { return pair.key.mark }
    return root["detection"].flatMap { field(key, in: $0) } ?? rule.mark
  }

  private func field(_ name: String, in node: MarkedNode) -> Mark? {
    for pair in node.pairs ?? [] {
      if pair.key.text.split(separator: "|").first.map(String.init) == name { return pair.key.mark }
      if let found = field(name, in: pair.value) { return found }
    }
    for item in node.items ?? [] {
      if let found = field(name, in: item) { return found }
    }
    return nil
  }
}
