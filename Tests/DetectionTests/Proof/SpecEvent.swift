/// One line with what it says, as a tree: nothing is parsed to know what is expected.
struct SpecEvent {
  indirect enum Node: Equatable {
    case text(String)
    /// As it is written.
    case number(String)
    case boolean(Bool)
    case null
    case list([Node])
    case object([Member])
  }

  struct Member: Equatable {
    var name: String
    var value: Node
  }

  var members: [Member]
  var line: [UInt8]

  /// What a field holds, lists and nested objects laid flat; nil when it is absent.
  ///
  /// A name with dots is one key, else a path through objects; of two equal keys the last counts.
  /// An object is no value, what is empty is null.
  func values(of name: String) -> [Node]? {
    let found = Self.find(name, members)
    return found.isEmpty ? nil : found
  }

  private static func find(_ name: String, _ members: [Member]) -> [Node] {
    if let flat = members.last(where: { $0.name == name }) {
      let leaves = leaves(of: flat.value)
      if !leaves.isEmpty { return leaves }
    }
    for index in name.indices where name[index] == "." {
      let (head, rest) = (String(name[..<index]), String(name[name.index(after: index)...]))
      let found = members.last { $0.name == head }.map { within($0.value, rest) } ?? []
      if !found.isEmpty { return found }
    }
    return []
  }

  private static func within(_ node: Node, _ name: String) -> [Node] {
    switch node {
    case .object(let members): find(name, members)
    case .list(let nodes): nodes.flatMap { within($0, name) }
    default: []
    }
  }

  private static func leaves(of node: Node) -> [Node] {
    switch node {
    case .list(let nodes): nodes.isEmpty ? [.null] : nodes.flatMap(leaves)
    case .object(let members): members.isEmpty ? [.null] : []
    default: [node]
    }
  }

  /// Every scalar of the event as text: what keywords look through beside the line.
  var texts: [String] { members.flatMap { Self.texts(of: $0.value) } }

  private static func texts(of node: Node) -> [String] {
    switch node {
    case .list(let nodes): nodes.flatMap(texts)
    case .object(let members): members.flatMap { texts(of: $0.value) }
    case .null: []
    default: [text(of: node)]
    }
  }

  /// A scalar as text.
  static func text(of node: Node) -> String {
    switch node {
    case .text(let text), .number(let text): text
    case .boolean(let flag): String(flag)
    case .null, .list, .object: ""
    }
  }
}
