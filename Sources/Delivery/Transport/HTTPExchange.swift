/// One POST to one receiver.
package struct HTTPRequest: Sendable {
  /// The receiver's id; one receiver's requests share connections, settings and fate.
  package var receiver: String
  /// The whole URL; a secret.
  package var url: String
  package var payload: HTTPPayload
  /// Allows `http`, loopback and private addresses.
  package var isInternal: Bool
  /// A file of certificates to trust instead of the system's.
  package var caFile: String?
  package var timeouts: Timeouts

  package init(
    receiver: String, url: String, payload: HTTPPayload, isInternal: Bool = false,
    caFile: String? = nil, timeouts: Timeouts = Timeouts()
  ) {
    self.receiver = receiver
    self.url = url
    self.payload = payload
    self.isInternal = isInternal
    self.caFile = caFile
    self.timeouts = timeouts
  }
}

/// How long the parts of a transfer may take.
package struct Timeouts: Sendable, Equatable {
  /// Finding the name, and again connecting with TLS.
  package var connect: Duration
  /// The whole transfer.
  package var total: Duration
  /// Time without a byte a second.
  package var stall: Duration
  /// Waiting for others to the same receiver; with the rest it is shorter than a row's lease, so
  /// that nobody else takes the row up meanwhile.
  package var queue: Duration

  package init(
    connect: Duration = .seconds(10), total: Duration = .seconds(30),
    stall: Duration = .seconds(20), queue: Duration = .seconds(60)
  ) {
    self.connect = connect
    self.total = total
    self.stall = stall
    self.queue = queue
  }
}

/// What came back, before anybody says what it means.
package struct HTTPReply: Sendable, Equatable {
  package typealias Header = HTTPPayload.Header

  /// libcurl's result; 0 is a complete exchange.
  package var curl: Int
  /// Nil when no status line arrived.
  package var status: Int?
  /// Names in lowercase, in order, at most `headersMax`.
  package var headers: [Header]
  /// At most `bodyMax` bytes.
  package var body: [UInt8]
  /// The body was longer than `bodyMax` and the transfer was ended there.
  package var isCut: Bool
  /// A connection existed and the request may have been sent.
  package var reachedServer: Bool
  /// Set when our own rules, or the end of the process, stood in the way.
  package var obstacle: Obstacle?

  /// Bytes read of a reply; what a service says about success stands in the first hundred.
  package static let bodyMax = 64 * 1024
  package static let headersMax = 64
  /// Bytes of one header line kept.
  package static let headerBytesMax = 1024

  package init(
    curl: Int = 0, status: Int? = nil, headers: [Header] = [], body: [UInt8] = [],
    isCut: Bool = false, reachedServer: Bool = false, obstacle: Obstacle? = nil
  ) {
    self.curl = curl
    self.status = status
    self.headers = headers
    self.body = body
    self.isCut = isCut
    self.reachedServer = reachedServer
    self.obstacle = obstacle
  }
}

/// Why a message could not be handed to the network, or was taken back from it.
package enum Obstacle: String, Sendable, Equatable {
  case badURL = "its URL is none, or not of a kind we deliver to"
  case badHeader = "a header holds CR, LF or NUL"
  case badAddress = "a mail address we do not use"
  case refusedAddress = "its address is loopback, private or reserved, and it is not internal"
  case badOption = "libcurl refused a setting, such as the certificate file"
  case noName = "no address was found for its name"
  case slowName = "no address was found for its name in time"
  case busyNames = "too many names are being looked up"
  case full = "too many messages wait for the network"
  case late = "others to the same receiver took too long"
  case stopped = "the process stopped first"
  case noThread = "the system has no thread left"
  case noLogin = "the relay offers no login, and a user is configured"

  /// It may go away by itself.
  var mayPass: Bool {
    switch self {
    case .noName, .slowName, .busyNames, .full, .late, .stopped, .noThread: true
    case .badURL, .badHeader, .badAddress, .refusedAddress, .badOption, .noLogin: false
    }
  }
}
