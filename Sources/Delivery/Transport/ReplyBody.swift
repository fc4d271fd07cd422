import FoundationEssentials

/// What a service says in its reply, as far as delivery understands it.
///
/// Read with one eye: a reply is a stranger's text, and what is not understood means nothing.
struct ReplyBody {
  /// Slack's word for what went wrong, in JSON (`error`) or as the whole text.
  var word: String
  /// Seconds.
  var retryAfter: Double?
  /// The status that Teams' old endpoint puts into the text of a 200.
  var innerStatus: Int?

  init(_ bytes: [UInt8]) {
    let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
    let json = Self.json(bytes)
    word = json?.error ?? Self.trimmed(text)
    retryAfter = json?.retryAfter
    innerStatus = Self.innerStatus(text)
  }

  private static func trimmed(_ text: String) -> String {
    let isSpace = { (scalar: Unicode.Scalar) in scalar.value <= 0x20 }
    let core = text.unicodeScalars.drop(while: isSpace).reversed().drop(while: isSpace)
    return String(String.UnicodeScalarView(core.reversed()))
  }

  /// The 429 of `Microsoft Teams endpoint returned HTTP error 429`.
  private static func innerStatus(_ text: String) -> Int? {
    let marker = Array("returned HTTP error ".utf8)
    let bytes = Array(text.utf8)
    guard bytes.count > marker.count,
      let start = bytes.indices.first(where: { bytes[$0...].starts(with: marker) })
    else { return nil }
    let digits = bytes[(start + marker.count)...].prefix { (0x30...0x39).contains($0) }
    return digits.count == 3 ? Int(String(decoding: digits, as: UTF8.self)) : nil
  }

  private struct Hints: Decodable {
    var error: String?
    var retryAfter: Double?

    private enum Names: String, CodingKey {
      case error
      case retryAfter = "retry_after"
    }

    /// A member of another type than expected is as good as none.
    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: Names.self)
      error = try? members.decode(String.self, forKey: .error)
      retryAfter = try? members.decode(Double.self, forKey: .retryAfter)
    }
  }

  private static func json(_ bytes: [UInt8]) -> Hints? {
    guard bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return nil }
    return try? JSONDecoder().decode(Hints.self, from: Data(bytes))
  }
}
