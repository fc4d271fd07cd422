package import Records

extension Receipt.Class {
  /// What a person can do about it; nil where there is nothing to do but wait.
  package var hint: String? {
    switch self {
    case .delivered, .partial: nil
    case .retryAt, .retryBackoff: nil
    case .shrinkOnce, .poison:
      "read what was answered; 'tocsin outbox retry' sends it again, 'tocsin outbox drop' gives it up"
    case .parkAuth:
      "renew the receiver's secret or password, then 'tocsin receiver test' and 'tocsin outbox retry'"
    case .disable:
      "make a new hook at the service and put its URL into the receiver's secret file, "
        + "then 'tocsin receiver test' and 'tocsin outbox retry'"
    case .tls:
      "find out who answers at that address before anything else; "
        + "for an authority of your own name its certificate with 'ca_file'"
    case .local: "mend the receiver in tocsin.yaml and reload; 'tocsin check' shows more"
    case .unknown: "look at the receiver whether it arrived"
    }
  }
}
