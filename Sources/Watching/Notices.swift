import Records

/// Tells what happened to the watching itself, without repeating it.
///
/// The same thing about the same place is told once an hour at most, or once until it was over.
final class Notices {
  private static let pause: Duration = .seconds(3600)
  /// Different notices that are remembered; beyond this the oldest knowledge is dropped, and
  /// something may be told twice.
  private static let rememberedMax = 10_000

  private struct Key: Hashable {
    var action: Happening.Action
    var subject: String
    var about: String
  }

  private let now: () -> Instant
  private let report: (Happening) -> Void
  private var told: [Key: Instant] = [:]

  init(now: @escaping () -> Instant, report: @escaping (Happening) -> Void) {
    self.now = now
    self.report = report
  }

  func tell(_ action: Happening.Action, _ subject: String, _ detail: String) {
    report(Happening(action: action, subject: subject, detail: detail, time: now()))
  }

  /// Tells it unless the same was told within the last hour.
  func tellHourly(_ action: Happening.Action, _ subject: String, _ detail: String) {
    let key = Key(action: action, subject: subject, about: "")
    if let last = told[key], now() - last < Self.pause { return }
    remember(key)
    tell(action, subject, detail)
  }

  /// Tells it unless it was told about this place already and has not been `over` since.
  func tellOnce(
    _ action: Happening.Action, _ subject: String, about place: String, _ detail: String
  ) {
    let key = Key(action: action, subject: subject, about: place)
    guard told[key] == nil else { return }
    remember(key)
    tell(action, subject, detail)
  }

  func over(_ action: Happening.Action, _ subject: String, about place: String) {
    told[Key(action: action, subject: subject, about: place)] = nil
  }

  private func remember(_ key: Key) {
    if told.count >= Self.rememberedMax { told.removeAll() }
    told[key] = now()
  }
}
