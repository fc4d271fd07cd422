/// An argument vector as one line for a POSIX shell (IEEE 1003.1, 2.2 Quoting).
enum ShellWords {
  static func line(_ arguments: [String]) -> String {
    arguments.map(quoted).joined(separator: " ")
  }

  /// As it stands where that is safe, else in single quotes, in which nothing has a meaning.
  static func quoted(_ argument: String) -> String {
    if !argument.isEmpty, argument.utf8.allSatisfy(isPlain) { return argument }
    var text = "'"
    for character in argument.unicodeScalars {
      if character == "'" {
        text += #"'\''"#
      } else {
        text.unicodeScalars.append(character)
      }
    }
    return text + "'"
  }

  /// `~` and `=` mean something at the start of a word or of an assignment, so they are quoted.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      || "_@%+:,./-".utf8.contains(byte)
  }
}
