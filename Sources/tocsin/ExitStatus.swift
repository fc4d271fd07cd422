import ArgumentParser

/// What a command tells the shell.
enum ExitStatus: Int32 {
  case done = 0
  case found = 1
  case failed = 2
  case badCommandLine = 64
  case badConfiguration = 78
  case interrupted = 130

  /// Ends the command with this status, when it is not `done`.
  func leave() throws {
    if self != .done { throw ExitCode(rawValue) }
  }
}

/// A command that could not do what it was asked, with what to do about it.
struct Failure: Error {
  var status: ExitStatus
  var clause: String
  var hint: String?

  init(_ clause: String, hint: String? = nil, status: ExitStatus = .failed) {
    self.clause = clause
    self.hint = hint
    self.status = status
  }

  var text: String {
    "tocsin: " + clause + (hint.map { "\nhint: " + $0 } ?? "")
  }
}
