import Records
import Storage

/// What a sentinel has kept, for explanations: read once, and never made.
struct KeptState {
  private let store: Store?
  private let active: [Silence]
  let windows: [WindowRow]
  /// What the windows began with, or why not with what was kept.
  let note: String?

  /// Looks into the state folder where it holds a database.
  init(of places: Places, now: Instant) {
    guard Store.exists(in: places.state) else {
      (store, active, windows, note) = (nil, [], [], nil)
      return
    }
    do {
      Login.becomeOwner(of: places.state)
      let store = try Store(folder: places.state, checks: false)
      (active, windows) = try store.read {
        (try $0.silences(activeAt: now), try $0.windowRows())
      }
      self.store = store
      note = "windows, silences and open alerts as kept in \(places.state); the lines count on top"
    } catch {
      (store, active, windows) = (nil, [], [])
      note = "the state cannot be read, so windows begin empty: \(DeskProblem(error).clause)"
    }
  }

  /// By which kept windows tell values apart.
  var valueKey: (UInt64, UInt64)? { store?.hashKey }

  func silences(_ loaded: Loaded) -> [Silence] { loaded.configuration.silences + active }

  func openAlert(_ key: String) -> Alert? {
    guard let store else { return nil }
    return try? store.read { try $0.openAlert(key: key) }
  }
}
