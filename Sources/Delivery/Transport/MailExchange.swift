package import Records

/// One message to one recipient through one relay.
package struct MailRequest: Sendable {
  /// What a connection is made with; another value means another connection.
  package struct Relay: Sendable, Equatable {
    /// `smtp://host:587` or `smtps://host:465`.
    package var url: String
    package var tls: Receiver.MailTLS
    package var user: String?
    package var password: String?
    package var caFile: String?
    package var isInternal: Bool

    package init(
      url: String, tls: Receiver.MailTLS, user: String? = nil, password: String? = nil,
      caFile: String? = nil, isInternal: Bool = false
    ) {
      self.url = url
      self.tls = tls
      self.user = user
      self.password = password
      self.caFile = caFile
      self.isInternal = isInternal
    }
  }

  /// The receiver's id; one receiver's messages go one after the other.
  package var receiver: String
  package var relay: Relay
  package var payload: MailPayload
  package var timeouts: Timeouts

  /// `timeouts` are those of delivery to a relay, which may think for long about a message.
  package init(
    receiver: String, relay: Relay, payload: MailPayload,
    timeouts: Timeouts = Timeouts(total: .seconds(60), stall: .seconds(30))
  ) {
    self.receiver = receiver
    self.relay = relay
    self.payload = payload
    self.timeouts = timeouts
  }
}

/// What a relay said, before anybody says what it means.
package struct MailReply: Sendable, Equatable {
  /// libcurl's result; 0 is an accepted message.
  package var curl: Int
  /// The last reply's code (RFC 5321 4.2); nil when none came.
  package var code: Int?
  /// The last reply's lines, joined by spaces, at most `textMax` bytes.
  package var text: [UInt8]
  /// The whole message was handed over before the end.
  package var isSent: Bool
  package var obstacle: Obstacle?

  /// Bytes kept of one reply.
  package static let textMax = 1000

  package init(
    curl: Int = 0, code: Int? = nil, text: [UInt8] = [], isSent: Bool = false,
    obstacle: Obstacle? = nil
  ) {
    self.curl = curl
    self.code = code
    self.text = text
    self.isSent = isSent
    self.obstacle = obstacle
  }
}
