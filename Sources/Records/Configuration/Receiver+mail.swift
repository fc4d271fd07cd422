/// Mail receivers: a relay, who sends and who reads.
extension Receiver.Mail {
  /// Recipients of one receiver; each gets a message of its own.
  private static let recipientsMax = 50

  init?(_ map: MapReader, id: String, isInternal: Bool) {
    let relay = map.markedText("relay", .required)
    let isImplicit = relay?.value.hasPrefix("smtps://") == true
    let written = map.choice("tls", as: Receiver.MailTLS.self)
    let user = map.text("user")
    let password = map.secret(
      file: "password_file", credential: "credential", "password_credential")
    let from = map.markedText("from", .required)
    let to = map.markedTexts("to", .required)
    for address in [from].compactMap(\.self) + to { map.checkAddress(address) }
    if to.count > Self.recipientsMax {
      map.refuse(
        map.place(of: "to"), "more than \(Self.recipientsMax) recipients",
        hint: "use a mailing list")
    }
    if (user == nil) != (password == nil), !map.has("password") {
      map.refuse(
        map.mark, user == nil ? "a password without \"user\"" : "receiver without a secret",
        hint: user == nil ? "user: tocsin" : "password_file: /etc/tocsin/secrets/\(id)")
    }
    guard let relay, let from else { return nil }
    let tls = written ?? (isImplicit ? .implicit : .required)
    Self.check(relay, tls, isWritten: written != nil, hasPassword: password != nil, map)
    self.init(
      relay: relay.value, tls: tls, user: user, password: password, from: from.value,
      to: to.map(\.value))
  }

  private static func check(
    _ relay: Marked<String>, _ tls: Receiver.MailTLS, isWritten: Bool, hasPassword: Bool,
    _ map: MapReader
  ) {
    let scheme = ["smtp://", "smtps://"].first { relay.value.hasPrefix($0) }
    guard let scheme, relay.value.count > scheme.count else {
      return map.refuse(
        relay.mark, "\"relay\" must begin with smtp:// or smtps://",
        hint: "relay: 'smtp://relay.example.org:587'")
    }
    let rest = relay.value.dropFirst(scheme.count)
    if rest.contains("@") || rest.contains("?") || rest.contains("/") {
      map.refuse(
        relay.mark, "\"relay\" is a host and a port, nothing else",
        hint: "user and password have keys of their own")
    }
    if (scheme == "smtps://") != (tls == .implicit), isWritten {
      map.refuse(
        map.place(of: "tls"), "\"tls: \(tls.rawValue)\" does not go with \(scheme)",
        hint: "smtps:// is 'implicit'; smtp:// is 'required' or 'none'")
    }
    if tls == .none, hasPassword {
      map.refuse(
        map.place(of: "tls"), "the password would travel in the clear", hint: "tls: required")
    }
  }
}

extension MapReader {
  fileprivate func checkAddress(_ address: Marked<String>) {
    let parts = address.value.split(separator: "@", omittingEmptySubsequences: false)
    let isPlain = address.value.unicodeScalars.allSatisfy {
      $0.isASCII && !$0.isUnsafeToShow && !" <>,;:\"()[]\\".unicodeScalars.contains($0)
    }
    guard parts.count != 2 || parts.contains(where: \.isEmpty) || !isPlain else { return }
    refuse(
      address.mark, "\"\(address.value)\" is no mail address",
      hint: "the bare address, without a name: ops@example.org")
  }
}
