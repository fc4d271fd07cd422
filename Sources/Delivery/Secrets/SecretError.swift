/// Why a receiver cannot be used: its secret cannot be read, or its address is none.
///
/// It names the receiver, the place and the next step, and never holds any of the secret.
package struct SecretError: Error, Sendable, Equatable {
  package enum Code: String, Sendable {
    case missing, unreadable
    case notAFile = "not-a-file"
    case othersCanRead = "others-can-read"
    case foreignOwner = "foreign-owner"
    case tooLarge = "too-large"
    case empty
    case controls = "control-characters"
    case badURL = "bad-url"
    case plainHTTP = "plain-http"
    case retired
    case badSigningKey = "bad-signing-key"
    case badMail = "bad-mail"
  }

  package var receiver: String
  package var code: Code
  /// The file or the credential's name; nil when the mistake is in the declaration.
  package var path: String?
  /// What is wrong, a lowercase clause.
  package var clause: String
  package var hint: String?
  /// The system's error number; 0 for none.
  package var number: Int32

  package init(
    receiver: String, code: Code, path: String? = nil, clause: String, hint: String? = nil,
    number: Int32 = 0
  ) {
    self.receiver = receiver
    self.code = code
    self.path = path
    self.clause = clause
    self.hint = hint
    self.number = number
  }
}

extension SecretError: CustomStringConvertible {
  /// `receiver 'ops-chat': /etc/tocsin/secrets/ops-chat: a secret file others can read`, and the
  /// hint on a line of its own.
  package var description: String {
    let place = path.map { "\($0): " } ?? ""
    let line = "receiver '\(receiver)': \(place)\(clause)"
    return hint.map { "\(line)\nhint: \($0)" } ?? line
  }
}
