package import Records

/// From a message to the bytes one receiver gets.
///
/// A function of its arguments alone: the same message and key are the same bytes at any time and
/// on any machine, because an idempotency key names one content. Whatever the message holds, some
/// payload comes out: only an address that cannot be used is an error.
package enum MessageEncoder {
  /// The bytes of `message` for `receiver`; for mail, for its one `recipient`.
  ///
  /// `instance` is the sentinel's number, part of a mail's `Message-ID`. `terminal` matters for
  /// receivers of kind `terminal` only.
  package static func encode(
    _ message: Message, key: String, for receiver: Receiver, recipient: String? = nil,
    rendering: Rendering = .full, instance: String, terminal: TerminalStyle = .pipe
  ) throws(EncodingFault) -> Payload {
    let message = message.within(receiver.maxTLP)
    let document = Document(message, clearance: receiver.maxTLP)
    let allowance = rendering == .full ? document.whole : Document.small
    switch receiver.kind {
    case .slack: return .http(SlackBody.payload(document, allowance))
    case .teams: return .http(TeamsBody.payload(document, allowance))
    case .discord: return .http(DiscordBody.payload(document, allowance))
    case .webhook:
      return .http(WebhookBody.payload(message, rendering))
    case .terminal: return .terminal(TerminalText.text(document, message, terminal))
    case .mail:
      let envelope = try MailEnvelope(receiver: receiver, recipient: recipient)
      let thread = MailThread(message, instance: instance, receiver: receiver.id)
      let mail = MailMessage(
        document: document.limited(to: allowance), message: message, envelope: envelope,
        thread: thread, key: key)
      return .mail(mail.payload)
    }
  }
}

/// Why no bytes can be made: the receiver's declaration, never the message.
package struct EncodingFault: Error, Sendable, Equatable {
  /// The receiver's id.
  package var receiver: String
  /// `no recipient`, a lowercase clause.
  package var clause: String
  package var hint: String
}

/// Where a terminal message is shown.
package struct TerminalStyle: Sendable, Equatable {
  package var isTerminal: Bool
  package var usesColour: Bool
  /// Columns; lines of prose are broken there.
  package var width: Int

  package init(isTerminal: Bool, usesColour: Bool, width: Int) {
    self.isTerminal = isTerminal
    self.usesColour = usesColour
    self.width = width
  }

  /// A file, a pipe or the journal.
  package static let pipe = TerminalStyle(isTerminal: false, usesColour: false, width: 80)
}
