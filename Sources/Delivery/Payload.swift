package import Records

/// A message as bytes for one kind of receiver: what encoders make and transports send.
package enum Payload: Sendable, Equatable {
  case http(HTTPPayload)
  case mail(MailPayload)
  /// Text for the operator's terminal, ended by a newline.
  case terminal(String)
}

/// The body of one POST and the headers that belong to it; the URL is the receiver's.
package struct HTTPPayload: Sendable, Equatable {
  package struct Header: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// `Content-Type` and the like; none of them holds CR, LF or NUL.
  package var headers: [Header]
  package var body: [UInt8]
  /// Added to the URL, such as `wait=true`; nil for none.
  package var query: String?

  package init(headers: [Header], body: [UInt8], query: String? = nil) {
    self.headers = headers
    self.body = body
    self.query = query
  }
}

/// One complete RFC 5322 message to one recipient.
package struct MailPayload: Sendable, Equatable {
  package var from: String
  package var to: String
  /// CRLF line ends, not yet dot-stuffed: libcurl does that.
  package var message: [UInt8]

  package init(from: String, to: String, message: [UInt8]) {
    self.from = from
    self.to = to
    self.message = message
  }
}

/// How much of a message is rendered: `small` is tried once when a service refused the size.
package enum Rendering: Sendable { case full, small }

/// A receiver with its secrets read, ready to be delivered to.
package struct ReadyReceiver: Sendable {
  package var receiver: Receiver
  /// The whole URL for HTTP kinds, secret or not.
  package var url: String?
  /// Raw key bytes for Standard Webhooks, decoded from `whsec_…`.
  package var signingKey: [UInt8]?
  package var password: String?

  package init(
    receiver: Receiver, url: String? = nil, signingKey: [UInt8]? = nil, password: String? = nil
  ) {
    self.receiver = receiver
    self.url = url
    self.signingKey = signingKey
    self.password = password
  }
}
