package import Records

/// Digests as rows of the outbox.
extension Register {
  /// The rows of a storm's digest for one receiver; `newest` is the latest of its alerts.
  ///
  /// They are to be written in the transaction that marks the rows of `digest.ids`, and no newer
  /// revision of `newest` takes their place.
  package func notifications(
    of digest: StormDecision.Digest, newest: Alert, to receiver: Receiver, now: Instant
  ) -> [Notification] {
    self.digest(digest.content, newest: newest, of: ["storm"], to: receiver, now)
  }
}
