/// Keys that receivers share: places of secrets, paths, rates.
extension MapReader {
  /// The file or the systemd credential; told when both or none of several are given twice.
  func secret(file: String, credential names: String...) -> Receiver.SecretPlace? {
    let path = absolutePath(file)
    let credentials = names.compactMap { name in markedText(name).map { (name, $0) } }
    let credential = credentials.first?.1
    if let credential, path != nil || credentials.count > 1 {
      refuse(credential.mark, "one secret has two places", hint: "keep one")
    }
    if let credential, credential.value.contains("/") {
      refuse(
        credential.mark, "a credential is a name, not a path", hint: "a path belongs in '\(file)'")
    }
    return path.map { .file($0) } ?? credential.map { .credential($0.value) }
  }

  func absolutePath(_ key: String) -> String? {
    guard let path = markedText(key) else { return nil }
    if !path.value.hasPrefix("/") {
      refuse(path.mark, "\"\(key)\" must be an absolute path", hint: "such as /etc/tocsin/…")
    }
    return path.value
  }

  /// `30/m`: so many messages in a second, a minute, an hour or a day.
  func rate(_ key: String) -> Receiver.Rate? {
    guard let text = markedText(key) else { return nil }
    let parts = text.value.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let count = Int(parts[0]), (1...100_000).contains(count),
      let span = Duration(spelled: "1" + parts[1]), parts[1].count == 1
    {
      return Receiver.Rate(messages: count, per: span, burst: min(count, Self.burstMax))
    }
    refuse(
      text.mark, "\"\(text.value)\" is no rate", hint: "messages per s, m, h or d: 30/m")
    return nil
  }

  /// Messages at once: what chat services take without complaint.
  private static let burstMax = 5

  /// Keys under which people write secrets into files; none of them exists.
  func refuseSecrets(_ id: String) {
    for key in keys.map(\.text) where !isAsked(key) {
      let name = key.lowercased()
      let isPlace = name.contains("file") || name.contains("credential")
      if isPlace { continue }
      if name.contains("pass") {
        refuseSecret(key, "a secret does not belong in this file", id, "password_file")
      } else if ["secret", "token", "key", "auth"].contains(where: name.contains) {
        refuseSecret(key, "a secret does not belong in this file", id, "secret_file")
      } else if name.contains("url") || name.contains("webhook") {
        refuseSecret(key, "a secret does not belong in this file", id, "url_file")
      }
    }
  }

  /// Tells of a secret without showing it: its line is not printed.
  func refuseSecret(_ key: String, _ clause: String, _ id: String, _ instead: String) {
    _ = node(key)
    let mark = place(of: key)
    let shown = String(repeating: " ", count: max(0, mark.column - 1)) + "\(key): (not shown)"
    notes.report(
      Diagnostic(
        "TOC003", at: mark, clause,
        hint: "write it to a file of mode 0600 and name that: "
          + "\(instead): /etc/tocsin/secrets/\(id.isEmpty ? "…" : id)", excerpt: shown))
  }
}
