import Records

/// One mailbox, such as `ops@example.org`, that can hold nothing else.
///
/// libcurl hands addresses on unchanged, so what could end a header or a command is refused here:
/// controls, spaces, angle brackets, quotes, commas, everything outside ASCII (RFC 5321 §4.1.2
/// without quoted local parts).
struct MailAddress: Sendable, Equatable {
  let text: String
  let domain: String

  /// Octets (RFC 5321 §4.5.3.1).
  private static let localMax = 64
  private static let domainMax = 255

  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let (local, domain) = (parts[0], parts[1])
    guard (1...Self.localMax).contains(local.count), local.allSatisfy(Self.isLocal),
      (1...Self.domainMax).contains(domain.count), domain.allSatisfy(Self.isDomain),
      local.first != UInt8(ascii: "-"), domain.first != UInt8(ascii: "-")
    else { return nil }
    self.text = text
    self.domain = String(decoding: domain, as: UTF8.self)
  }

  private static func isDomain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// `atext` and dots (RFC 5322 §3.2.3).
  private static func isLocal(_ byte: UInt8) -> Bool {
    isDomain(byte) || "!#$%&'*+/=?^_`{|}~".utf8.contains(byte)
  }
}

/// Between which two mailboxes one mail travels.
struct MailEnvelope: Sendable, Equatable {
  var from: MailAddress
  var to: MailAddress

  init(receiver: Receiver, recipient: String?) throws(EncodingFault) {
    guard let mail = receiver.mail else {
      throw EncodingFault(
        receiver: receiver.id, clause: "it has no mail settings",
        hint: "give it 'relay', 'from' and 'to'")
    }
    guard let recipient = recipient ?? mail.to.first else {
      throw EncodingFault(
        receiver: receiver.id, clause: "no recipient", hint: "name one under 'to'")
    }
    from = try Self.address(mail.from, "from", receiver)
    to = try Self.address(recipient, "to", receiver)
  }

  private static func address(
    _ text: String, _ field: String, _ receiver: Receiver
  ) throws(EncodingFault) -> MailAddress {
    if let address = MailAddress(text) { return address }
    throw EncodingFault(
      receiver: receiver.id, clause: "\"\(Shown(own: text, cap: 100).text)\" is no mail address",
      hint: "write '\(field)' as name@domain, in ASCII, without brackets or spaces")
  }
}
