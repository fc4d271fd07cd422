/// A spot in a file a person wrote.
///
/// Lines and columns count from 1; a column is a Unicode scalar.
package struct Mark: Sendable, Hashable, Codable {
  package var path: String
  package var line: Int
  package var column: Int

  package init(path: String, line: Int, column: Int) {
    self.path = path
    self.line = line
    self.column = column
  }

  /// For values that stand in no file.
  package static let none = Mark(path: "", line: 0, column: 0)
}

/// A value and where it was written.
package struct Marked<Value> {
  package var value: Value
  package var mark: Mark

  package init(_ value: Value, at mark: Mark) {
    self.value = value
    self.mark = mark
  }
}

extension Marked: Sendable where Value: Sendable {}
extension Marked: Equatable where Value: Equatable {}
extension Marked: Hashable where Value: Hashable {}
