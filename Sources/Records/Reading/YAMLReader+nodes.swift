import Yams

/// One document from the parser's nodes to ours, counting what aliases repeat.
struct NodeReading {
  let part: YAMLReader.Part
  /// Places of the nodes seen so far; a second visit comes from an alias.
  private var seen: Set<Place> = []
  private var repeated = 0
  /// False for a text that cannot hold an anchor, as nearly all: then nothing is kept of places.
  private let mayRepeat: Bool

  private struct Place: Hashable {
    var line: Int
    var column: Int
    var isCollection: Bool
  }

  /// Nodes that aliases may add to a document.
  ///
  /// A shared list of a hundred names in a hundred rules is that many; a bomb is millions.
  private static let repeatedMax = 10_000

  init(part: YAMLReader.Part) {
    self.part = part
    mayRepeat = Self.holdsAnchors(part.text)
  }

  /// Over plain memory: a search through the view takes longer than all else that is done to a node.
  private static func holdsAnchors(_ text: String) -> Bool {
    let bytes = text.utf8.span
    for index in bytes.indices where bytes[index] == UInt8(ascii: "&") { return true }
    return false
  }

  mutating func node(_ node: Node, depth: Int) throws -> MarkedNode {
    let place = part.mark(node.mark?.line ?? 1, node.mark?.column ?? 1)
    if mayRepeat { try count(place, isCollection: node.scalar == nil) }
    guard depth <= YAMLReader.depthMax else {
      throw Diagnostic("TOC001", at: place, "nested deeper than \(YAMLReader.depthMax) levels")
    }
    switch node {
    case .scalar(let scalar): return .scalar(try self.scalar(scalar, at: place))
    case .sequence(let sequence):
      return .sequence(try sequence.map { try self.node($0, depth: depth + 1) }, place)
    case .mapping(let mapping):
      return .mapping(try mapping.map { try pair($0.key, $0.value, depth: depth + 1) }, place)
    case .alias:
      throw Diagnostic("TOC001", at: place, "alias to something that is not there")
    }
  }

  private mutating func count(_ place: Mark, isCollection: Bool) throws {
    let key = Place(line: place.line, column: place.column, isCollection: isCollection)
    guard !seen.insert(key).inserted else { return }
    repeated += 1
    guard repeated > Self.repeatedMax else { return }
    throw Diagnostic(
      "TOC001", at: place, "aliases repeat more than \(Self.repeatedMax) nodes",
      hint: "write the values where they are needed")
  }

  private mutating func pair(_ key: Node, _ value: Node, depth: Int) throws -> MarkedNode.Pair {
    guard case .scalar(let scalar)? = Optional(try node(key, depth: depth)) else {
      let place = part.mark(key.mark?.line ?? 1, key.mark?.column ?? 1)
      throw Diagnostic(
        "TOC001", at: place, "a key is text, not a list or a mapping",
        hint: "put text that begins with a brace or a bracket in quotes")
    }
    return MarkedNode.Pair(key: scalar, value: try node(value, depth: depth))
  }

  private func scalar(_ scalar: Node.Scalar, at place: Mark) throws -> MarkedNode.Scalar {
    MarkedNode.Scalar(text: scalar.string, kind: try kind(of: scalar, at: place), mark: place)
  }

  /// By the explicit tag, else by the style: only plain scalars are looked at.
  private func kind(
    of scalar: Node.Scalar, at place: Mark
  ) throws -> MarkedNode.Scalar.Kind {
    switch scalar.tag.description {
    case "": return scalar.style == .plain ? .init(plain: scalar.string) : .string
    case "!", "tag:yaml.org,2002:str": return .string
    case "tag:yaml.org,2002:int": return .integer
    case "tag:yaml.org,2002:float": return .float
    case "tag:yaml.org,2002:bool": return .boolean
    case "tag:yaml.org,2002:null": return .null
    case let tag:
      throw Diagnostic(
        "TOC001", at: place, "tag \"\(tag)\" means nothing here", hint: "leave the tag out")
    }
  }
}
