/// A rule's expression: as a tree while rules are compiled, else packed until somebody asks.
///
/// Trees of all public rules take some dozen megabytes, and lines never meet them: they are for
/// choosing literals and for people.
enum StoredExpression: Sendable {
  case tree(Expression)
  /// In the bytes of all expressions, which rules share.
  case packed([UInt8], at: Int)

  var expression: Expression {
    switch self {
    case .tree(let expression): return expression
    case .packed(let bytes, let start):
      var packer = Packer(reading: bytes, from: start)
      do {
        return try .read(from: &packer)
      } catch {
        // Each one was read once when the set was taken from the cache.
        preconditionFailure("an expression that cannot be read")
      }
    }
  }
}
