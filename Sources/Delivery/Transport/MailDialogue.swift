/// Follows the replies of one session and notices when a login that was asked for does not happen.
///
/// libcurl sends mail unauthenticated, and reports success, when it has a user and the relay offers
/// no AUTH. So the greeting is watched for (RFC 5321 4.1.1.1, RFC 4954): with STARTTLS only the second
/// one counts, because relays hide AUTH before it.
struct MailDialogue {
  private enum State {
    case start, greeting, startTLS, login, ready
  }

  private let needsLogin: Bool
  private let needsStartTLS: Bool
  private var state = State.start
  private var isTLS = false
  private var offersLogin = false
  private var isReplyOpen = false
  /// True while a polite reply follows a refusal.
  private var isKept = false
  /// The lines of the newest reply, or of the refusal before it.
  private(set) var text: [UInt8] = []
  private(set) var lacksLogin = false

  init(needsLogin: Bool, needsStartTLS: Bool) {
    self.needsLogin = needsLogin
    self.needsStartTLS = needsStartTLS
  }

  /// Whether a message may be handed over: logged in, where that was asked for.
  ///
  /// On a connection that was used before, the login is long done.
  var maySend: Bool { !needsLogin || state == .ready }

  /// Notes that a message was asked for without a login.
  mutating func refuse() { lacksLogin = true }

  /// Takes one line of a reply; false when the session must end before it says more.
  mutating func hear(_ line: [UInt8]) -> Bool {
    keep(line)
    guard let code = Self.code(of: line) else { return true }
    if state == .greeting, Self.offersLogin(line) { offersLogin = true }
    let isLast = line.count < 4 || line[3] != UInt8(ascii: "-")
    isReplyOpen = !isLast
    return isLast ? end(of: code) : true
  }

  /// The last line of a reply with this code was heard.
  private mutating func end(of code: Int) -> Bool {
    switch (state, code) {
    case (.start, 220): state = .greeting
    // Without a welcome this is a connection that was used before.
    case (.start, 200..<400): state = .ready
    case (.greeting, 250):
      if needsStartTLS && !isTLS {
        state = .startTLS
      } else {
        lacksLogin = needsLogin && !offersLogin
        state = .login
      }
    case (.startTLS, 220):
      isTLS = true
      offersLogin = false
      state = .greeting
    case (.login, 235): state = .ready
    default: break
    }
    return !lacksLogin
  }

  /// A refusal stays: what is said to RSET and QUIT after it explains nothing.
  private mutating func keep(_ line: [UInt8]) {
    if !isReplyOpen {
      let isRefused = text.first == UInt8(ascii: "4") || text.first == UInt8(ascii: "5")
      isKept = isRefused && line.first == UInt8(ascii: "2")
      if !isKept { text = [] }
    }
    guard !isKept else { return }
    let room = MailReply.textMax - text.count
    let clean = line.filter { $0 != 0x0d && $0 != 0x0a }
    text += ((text.isEmpty ? [] : [0x20]) + clean).prefix(max(0, room))
  }

  private static func code(of line: [UInt8]) -> Int? {
    let digits = line.prefix(3)
    guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// `250-AUTH PLAIN LOGIN`, also in the old form `AUTH=`; one without a mechanism offers nothing.
  private static func offersLogin(_ line: [UInt8]) -> Bool {
    let word = line.dropFirst(4).prefix(4).map { $0 | 0x20 }
    return word.elementsEqual("auth".utf8) && line.count > 8
      && (line[8] == UInt8(ascii: " ") || line[8] == UInt8(ascii: "="))
      && line.dropFirst(9).contains { $0 > 0x20 }
  }
}
