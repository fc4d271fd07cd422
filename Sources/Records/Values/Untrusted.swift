/// Text that a stranger may have written: from a log, a reply, a host name.
///
/// It is repaired and capped once, on the way in, and leaves only through `encoded(by:)`, whose
/// argument is an encoder for one kind of place (a chat, a page, a terminal). Interpolating or
/// printing it shows a placeholder, so that a forgotten encoder is visible and harmless.
package struct Untrusted: Hashable, Sendable {
  private let text: String

  /// Bytes kept of one value; more is cut and the cut is said.
  ///
  /// 4 KiB is a long log line; a chat shows a tenth of it.
  package static let bytesMax = 4096

  /// Takes bytes as they came; invalid UTF-8 becomes U+FFFD, what is over `cap` is cut.
  package init(_ bytes: some Collection<UInt8>, cap: Int = Untrusted.bytesMax) {
    if bytes.count <= cap {
      text = String(decoding: bytes, as: UTF8.self)
    } else {
      let kept = String(decoding: bytes.prefix(cap), as: UTF8.self)
      text = kept + "… (\(bytes.count - cap) bytes more)"
    }
  }

  /// The same for bytes in memory: the values of lines, many of them for each finding.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) {
    if bytes.count <= Self.bytesMax {
      text = unsafe String(decoding: bytes, as: UTF8.self)
    } else {
      self = unsafe Untrusted(bytes, cap: Self.bytesMax)
    }
  }

  package init(_ text: String) { self.init(text.utf8) }

  package var isEmpty: Bool { text.isEmpty }

  /// The one way out: `encode` turns the text into what a service, page or terminal shows inert.
  package func encoded<Encoded>(by encode: (String) throws -> Encoded) rethrows -> Encoded {
    try encode(text)
  }
}

extension Untrusted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "⟨untrusted⟩" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Untrusted: Codable {
  package init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
