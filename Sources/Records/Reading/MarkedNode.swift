/// A YAML node with its place, as other rooms see it: nobody but `Records` knows the parser.
package indirect enum MarkedNode: Sendable, Equatable {
  case scalar(Scalar)
  case sequence([MarkedNode], Mark)
  /// Keys in the order written; duplicates have been refused by the reader.
  case mapping([Pair], Mark)

  package struct Scalar: Sendable, Equatable {
    package enum Kind: Sendable, Equatable { case string, integer, float, boolean, null }
    /// As written, unquoted and unescaped.
    package var text: String
    /// By the YAML 1.2 core schema; a quoted scalar is always a string.
    package var kind: Kind
    package var mark: Mark

    package init(text: String, kind: Kind, mark: Mark) {
      self.text = text
      self.kind = kind
      self.mark = mark
    }
  }

  package struct Pair: Sendable, Equatable {
    package var key: Scalar
    package var value: MarkedNode

    package init(key: Scalar, value: MarkedNode) {
      self.key = key
      self.value = value
    }
  }

  package var mark: Mark {
    switch self {
    case .scalar(let scalar): scalar.mark
    case .sequence(_, let mark), .mapping(_, let mark): mark
    }
  }

  package var scalar: Scalar? {
    guard case .scalar(let scalar) = self else { return nil }
    return scalar
  }

  package var items: [MarkedNode]? {
    guard case .sequence(let items, _) = self else { return nil }
    return items
  }

  package var pairs: [Pair]? {
    guard case .mapping(let pairs, _) = self else { return nil }
    return pairs
  }

  /// The value of a mapping's key; nil where there is none or this is no mapping.
  package subscript(key: String) -> MarkedNode? {
    pairs?.first { $0.key.text == key }?.value
  }
}

/// One file as it was read, before it means anything.
package struct SourceFile: Sendable, Equatable {
  /// As shown to people: relative where the folder was given so.
  package var path: String
  package var text: String

  package init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}
