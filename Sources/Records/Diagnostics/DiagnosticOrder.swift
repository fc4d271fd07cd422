/// The order in which mistakes are shown: by path, line, column, then as they were found.
package enum DiagnosticOrder {
  package static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    diagnostics.enumerated().sorted { left, right in
      let (first, second) = (left.element.mark, right.element.mark)
      if first.path != second.path {
        return first.path.utf8.lexicographicallyPrecedes(second.path.utf8)
      }
      if (first.line, first.column) != (second.line, second.column) {
        return (first.line, first.column) < (second.line, second.column)
      }
      return (left.element.code, left.offset) < (right.element.code, right.offset)
    }.map(\.element)
  }
}
