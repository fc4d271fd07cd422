import Storage

/// Why a command could not do what it was asked.
package struct DeskProblem: Error, Sendable, Equatable {
  /// Lowercase, without a full stop.
  package var clause: String
  package var hint: String?
  package var isConfiguration = false

  package init(_ clause: String, hint: String? = nil, isConfiguration: Bool = false) {
    self.clause = clause
    self.hint = hint
    self.isConfiguration = isConfiguration
  }

  init(_ error: any Error) {
    if let problem = error as? DeskProblem {
      self = problem
    } else if let error = error as? StorageError {
      self.init(error.path + ": " + error.clause, hint: error.hint)
    } else {
      self.init("\(error)")
    }
  }
}
