import ArgumentParser
import Records

/// `tocsin explain CODE`: what a diagnostic means, with a wrong and a right example.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Explain a diagnostic, such as TOC005.",
    discussion: """
      EXAMPLES
        tocsin explain TOC005
        tocsin explain

      Without a code it lists all of them.
      """)

  @Argument(help: "The code in brackets.")
  var code: String?

  @OptionGroup var output: JSONOption

  func run() throws {
    let screen = Screen.standard
    guard let code = code?.uppercased() else {
      for code in Explanations.codes {
        screen.write(code + "  " + (Explanations.title(for: code) ?? ""))
      }
      return
    }
    guard let page = Explanations.page(for: code) else {
      throw Failure(
        "no diagnostic is called \"\(code)\"", hint: "tocsin explain lists them all",
        status: .badCommandLine)
    }
    if output.json {
      screen.write(["code": .string(code), "page": .string(page)])
    } else {
      screen.write(page)
    }
  }
}
