import Glibc
package import Records

extension ReadyReceiver {
  /// Reads the receiver's secrets and checks that it can be delivered to.
  ///
  /// `credentials` is `$CREDENTIALS_DIRECTORY`; `user` is who must be able to own a secret besides
  /// root. Nothing is connected to. Throws the first mistake.
  package init(
    reading receiver: Receiver, credentials: String?, user: UInt32 = geteuid()
  ) throws(SecretError) {
    self.init(receiver: receiver)
    switch receiver.kind {
    case .terminal: break
    case .mail: try readMail(credentials, user)
    case .slack, .teams, .discord, .webhook: try readHook(credentials, user)
    }
  }

  private mutating func readHook(_ credentials: String?, _ user: UInt32) throws(SecretError) {
    if let place = receiver.urlSecret {
      url = try secret(place, credentials, user)
    } else {
      url = receiver.url
    }
    guard let url else {
      throw mistake(.missing, "no URL", hint: "name the file that holds it with 'url_file'")
    }
    try checkHook(url)
    guard let place = receiver.signingSecret else { return }
    let text = try secret(place, credentials, user)
    guard let key = StandardWebhooks.decodeSecret(text) else {
      throw mistake(
        .badSigningKey, "a signing secret that is none", at: place,
        hint: "write whsec_ and the Base64 of 24 to 64 random bytes into it")
    }
    signingKey = key
  }

  private func checkHook(_ url: String) throws(SecretError) {
    guard let address = ReceiverAddress(url), !address.hasUser,
      ["http", "https"].contains(address.scheme)
    else {
      throw mistake(
        .badURL, "not a URL of the form https://HOST/PATH", at: receiver.urlSecret,
        hint: "copy it again from the service; only http and https are delivered to")
    }
    guard address.scheme == "https" || receiver.isInternal else {
      throw mistake(
        .plainHTTP, "a plain http URL", at: receiver.urlSecret,
        hint: "use https, or set 'internal: true' for a host of your own")
    }
    guard !address.isRetired else {
      throw mistake(
        .retired, "a URL of a retired Office 365 connector", at: receiver.urlSecret,
        hint: "create a Workflows webhook in the Teams channel and use its URL")
    }
  }

  private mutating func readMail(_ credentials: String?, _ user: UInt32) throws(SecretError) {
    guard let mail = receiver.mail else { throw mistake(.badMail, "no relay") }
    guard let address = ReceiverAddress(mail.relay), !address.hasUser,
      ["smtp", "smtps"].contains(address.scheme)
    else {
      throw mistake(.badMail, "a relay is smtp://HOST:PORT or smtps://HOST:PORT")
    }
    for text in [mail.from] + mail.to where MailAddress(text) == nil {
      throw mistake(
        .badMail, "not a mail address: '\(visible(cut(text, to: 60)))'",
        hint: "write user@example.org")
    }
    guard (mail.user == nil) == (mail.password == nil) else {
      throw mistake(.badMail, "a user goes with a password file, and the other way round")
    }
    if let place = mail.password { password = try secret(place, credentials, user) }
  }

  private func secret(
    _ place: Receiver.SecretPlace, _ credentials: String?, _ user: UInt32
  ) throws(SecretError) -> String {
    try SecretFile(receiver: receiver.id, place: place, credentials: credentials, user: user).read()
  }

  private func mistake(
    _ code: SecretError.Code, _ clause: String, at place: Receiver.SecretPlace? = nil,
    hint: String? = nil
  ) -> SecretError {
    let path: String? =
      switch place {
      case .file(let path): path
      case .credential(let name): name
      case nil: nil
      }
    return SecretError(
      receiver: receiver.id, code: code, path: path, clause: clause, hint: hint)
  }
}
