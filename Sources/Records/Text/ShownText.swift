/// Text of a file made fit to be seen in a message: one line that does nothing to a terminal.
///
/// It is for what people declared, in diagnostics; text of a log leaves through the encoders.
enum ShownText {
  static func clean(_ text: String) -> String { clean(text.unicodeScalars) }

  /// A tab becomes one blank, so that columns stay; other characters that are not seen are written
  /// as `\u{1b}`.
  static func clean(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var out = String.UnicodeScalarView()
    for scalar in scalars {
      if scalar == "\t" {
        out.append(" ")
      } else if scalar.isUnsafeToShow {
        out.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      } else {
        out.append(scalar)
      }
    }
    return String(out)
  }
}
