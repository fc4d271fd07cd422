/// Receivers as they stand in a file (list key `receivers`).
///
/// What is a secret is named by its place and never written down: the address of a chat's webhook,
/// a signing key, a password.
extension Receiver {
  init(_ map: MapReader) {
    let id = map.identifier(.receiver)
    let kind = map.choice("kind", .required, as: Kind.self)
    self.init(
      id: id,
      kind: kind ?? .terminal,
      caFile: map.absolutePath("ca_file"),
      isInternal: map.flag("internal", default: false),
      maxTLP: map.choice("max_tlp") ?? .amber,
      rate: map.rate("rate"),
      minSeverity: map.choice("min_severity"),
      failover: map.reference("failover", to: .receiver),
      place: map.mark)
    switch kind {
    case .slack?, .teams?, .discord?: readChat(map)
    case .webhook?: readWebhook(map)
    case .mail?: mail = Mail(map, id: id, isInternal: isInternal)
    case .terminal?: break
    // Without a kind nobody can say which of the other keys are wrong.
    case nil: return
    }
    map.refuseSecrets(id)
    map.finish()
  }

  private mutating func readChat(_ map: MapReader) {
    urlSecret = map.secret(file: "url_file", credential: "credential", "url_credential")
    if map.has("url") {
      map.refuseSecret(
        "url", "the address of a \(kind.rawValue) webhook is a secret", id, "url_file")
    } else if urlSecret == nil, !map.has("url_file") {
      map.refuse(
        map.mark, "receiver \"\(id)\" is a receiver without a secret",
        hint:
          "url_file: /etc/tocsin/secrets/\(id), a file of mode 0600 that holds the webhook's URL")
    }
  }

  private mutating func readWebhook(_ map: MapReader) {
    urlSecret = map.secret(file: "url_file", credential: "url_credential")
    signingSecret = map.secret(file: "secret_file", credential: "credential", "secret_credential")
    url = map.markedText("url").flatMap { checked($0, map) }
    if map.has("url"), urlSecret != nil {
      map.refuse(map.place(of: "url"), "\"url\" and the place of a secret one: keep one")
    }
    guard !map.has("url"), urlSecret == nil, !map.has("url_file") else { return }
    map.refuse(
      map.mark, "receiver \"\(id)\" has no address",
      hint: "url: https://…, or url_file: /etc/tocsin/secrets/\(id)")
  }

  private func checked(_ url: Marked<String>, _ map: MapReader) -> String? {
    let text = url.value.lowercased()
    let schemes = isInternal ? ["https://", "http://"] : ["https://"]
    guard let scheme = schemes.first(where: { text.hasPrefix($0) }) else {
      map.refuse(
        url.mark, "\"url\" must begin with \(schemes.joined(separator: " or "))",
        hint: text.hasPrefix("http:") ? "'internal: true' allows http inside your network" : nil)
      return nil
    }
    let host = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
    let isKnownChat = Self.chats.contains { host == $0 || host.hasSuffix("." + $0) }
    if host.contains("@") || isKnownChat {
      map.refuseSecret("url", "this address holds a secret", id, "url_file")
    }
    return url.value
  }

  /// Hosts whose webhook addresses are their only secret.
  private static let chats = [
    "hooks.slack.com", "discord.com", "discordapp.com", "webhook.office.com", "logic.azure.com",
    "api.powerplatform.com",
  ]
}
