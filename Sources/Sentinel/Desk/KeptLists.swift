package import Records
import Storage

/// Lists that stand in the database alone: they need no register, which takes a second when it has
/// ten thousand risks, and they are there when the register is wrong.
package struct KeptLists {
  private let store: Store

  /// Opens the database; throws `DeskProblem`.
  package init(places: Places) throws {
    Login.becomeOwner(of: places.state)
    do {
      store = try Store(folder: places.state, checks: false)
    } catch {
      throw DeskProblem(error)
    }
  }

  /// The newest first; without `all` only those that are open.
  package func alerts(all: Bool, severity: Severity?, limit: Int) throws -> [Alert] {
    try read {
      try $0.alerts(AlertFilter(isOpen: all ? nil : true, severity: severity, limit: limit))
    }
  }

  /// Live ones, the worst first; with `all` also those that were closed, the newest first.
  package func incidents(isRequest: Bool, all: Bool, limit: Int) throws -> [Incident] {
    try read { try $0.incidents(isRequest: isRequest, liveOnly: !all, limit: limit) }
  }

  private func read<Result>(_ body: (borrowing Reading) throws -> Result) throws -> Result {
    do {
      return try store.read(body)
    } catch {
      throw DeskProblem(error)
    }
  }
}
