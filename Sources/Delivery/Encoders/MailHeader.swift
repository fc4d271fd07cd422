import Records

/// The value of a mail header, in printable ASCII only: nothing in it can end the header.
struct HeaderValue: Sendable, Equatable {
  let text: String

  /// Our own words; what is not printable ASCII is dropped.
  init(ascii text: String) {
    self.text = String(String.UnicodeScalarView(text.unicodeScalars.filter(isPrintableASCII)))
  }

  /// Any text: as it is where that is plain and short, otherwise in encoded words (RFC 2047).
  ///
  /// What already looks like an encoded word is encoded too, or a reader would decode it.
  init(_ shown: Shown) {
    let words = shown.text.unicodeScalars.split(separator: " ")
    let isPlain =
      shown.text.unicodeScalars.allSatisfy(isPrintableASCII)
      && words.allSatisfy { $0.count <= Self.wordMax } && !shown.text.contains("=?")
    text = isPlain ? shown.text : Self.encodedWords(shown.text)
  }

  init(_ address: MailAddress) { text = address.text }

  /// Octets of a word that still fits a line of 78.
  private static let wordMax = 60
  /// Octets in one encoded word, which then fits a line of 78 behind `Subject:`; groups of three.
  private static let encodedOctets = 39

  private static func encodedWords(_ text: String) -> String {
    var words: [[UInt8]] = [[]]
    for scalar in text.unicodeScalars {
      let octets = Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      if words[words.count - 1].count + octets.count > encodedOctets { words.append([]) }
      words[words.count - 1] += octets
    }
    return words.map { "=?UTF-8?B?" + Codes.base64($0) + "?=" }.joined(separator: " ")
  }
}

private func isPrintableASCII(_ scalar: Unicode.Scalar) -> Bool {
  (0x20...0x7E).contains(scalar.value)
}

/// One header field, folded to lines of at most 78 octets where it has spaces (RFC 5322 §2.2.3).
struct MailHeader: Sendable {
  private static let lineMax = 78

  var name: String
  var value: HeaderValue

  init(_ name: String, _ value: HeaderValue) {
    self.name = name
    self.value = value
  }

  init(_ name: String, ascii value: String) { self.init(name, HeaderValue(ascii: value)) }

  /// With its CRLF.
  var folded: String {
    var out = name + ":"
    var column = out.utf8.count
    for word in value.text.utf8.split(separator: UInt8(ascii: " ")) {
      let isFirst = column == name.utf8.count + 1
      if !isFirst, column + 1 + word.count > Self.lineMax {
        out += "\r\n"
        column = 0
      }
      out += " " + String(decoding: word, as: UTF8.self)
      column += 1 + word.count
    }
    return out + "\r\n"
  }
}
