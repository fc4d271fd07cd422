import Delivery
import Foundation
import Testing

/// Reads text by Discord's rules: code blocks, backslash escapes, markup.
enum DiscordReader {
  /// What a person sees of escaped prose, without the bold labels.
  static func shown(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if !isEscaped, scalar == "\\" {
        isEscaped = true
      } else {
        out.append(scalar)
        isEscaped = false
      }
    }
    return String(out)
  }

  /// Prose and contents of code blocks, as a parser that closes at the first fence finds them.
  static func parts(_ text: String) throws -> (prose: [String], code: [String]) {
    let pieces = text.components(separatedBy: "```")
    try #require(pieces.count % 2 == 1, "a code block is not closed")
    let prose = pieces.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    let code = pieces.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    return (prose, code)
  }

  /// Characters that would start markup, a mention or a link because nothing escapes them.
  static func activeCharacters(_ prose: String) -> [Unicode.Scalar] {
    var found: [Unicode.Scalar] = []
    var isEscaped = false
    for scalar in withoutLabels(prose).unicodeScalars {
      if !isEscaped, scalar == "\\" {
        isEscaped = true
        continue
      }
      if !isEscaped, "*_~`>|[]()#-@<:".unicodeScalars.contains(scalar) { found.append(scalar) }
      isEscaped = false
    }
    return found
  }

  /// `**Risk** ` at the start of a line is ours.
  private static func withoutLabels(_ prose: String) -> String {
    prose.components(separatedBy: "\n").map { line in
      guard line.hasPrefix("**"), let end = (line + " ").range(of: "** ") else { return line }
      let label = line[line.index(line.startIndex, offsetBy: 2)..<end.lowerBound]
      return label.allSatisfy { $0.isASCII && $0.isLetter }
        ? String((line + " ")[end.upperBound...]) : line
    }.joined(separator: "\n")
  }
}

/// A mail as Python's `email` package, an independent reader, understands it.
struct MailReader: Decodable {
  var subject: String
  var headers: [[String]]
  var text: String
  var html: String
  /// What a reader of the page sees.
  var page: String
  /// `a href`, `img src` and the like.
  var tags: [String]
  var attributes: [String]
  var defects: [String]

  func header(_ name: String) -> String? { headers.first { $0[0] == name }?[1] }

  private static let script = """
    import email, email.policy, html.parser, json, sys
    class Page(html.parser.HTMLParser):
        def __init__(self):
            super().__init__()
            self.shown, self.tags, self.attributes = [], set(), set()
        def handle_starttag(self, tag, attributes):
            self.tags.add(tag)
            self.attributes.update(name for name, _ in attributes)
        def handle_data(self, data):
            self.shown.append(data)
    def read(path):
        mail = email.message_from_bytes(open(path, 'rb').read(), policy=email.policy.default)
        text, html_part = list(mail.iter_parts())
        page = Page()
        page.feed(html_part.get_content().replace('\\r\\n', '\\n'))
        defects = [d for part in mail.walk() for d in part.defects]
        return {
            'subject': mail['Subject'], 'headers': [[n, str(v)] for n, v in mail.items()],
            'text': text.get_content().replace('\\r\\n', '\\n'),
            'html': html_part.get_content(),
            'page': ''.join(page.shown), 'tags': sorted(page.tags),
            'attributes': sorted(page.attributes), 'defects': [str(d) for d in defects]}
    json.dump([read(path) for path in open(sys.argv[1]).read().split()], sys.stdout)
    """

  /// One process for all of them: starting Python costs more than reading a mail.
  static func read(_ payloads: [Payload]) throws -> [MailReader] {
    let folder = FileManager.default.temporaryDirectory.path + "/mail-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var paths: [String] = []
    for (number, payload) in payloads.enumerated() {
      let path = folder + "/\(number).eml"
      try Data(EncoderSamples.bytes(payload)).write(to: URL(fileURLWithPath: path))
      paths.append(path)
    }
    let list = folder + "/list"
    try Data(paths.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: list))
    return try JSONDecoder().decode([MailReader].self, from: run(["-c", script, list]))
  }

  private static func run(_ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "python3 could not read the mail")
    return data
  }
}
