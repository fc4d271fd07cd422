import Alerting
import FoundationEssentials
import Glibc
import Records
import Storage

/// What a command needs to look at alerts and to change them: the register and the database.
///
/// Commands and the running sentinel share the database. What a command changes is committed by
/// it; the sentinel delivers, or the command itself where none runs.
package final class Desk {
  let places: Places
  let loaded: Loaded
  let register: Register
  let store: Store
  let style: WatchStyle
  /// Who sits here: the login, also behind sudo.
  let who: String

  /// Opens the register and the database; throws `DeskProblem`.
  ///
  /// A command run as root takes on the owner of the state folder, so that no file of root's is
  /// left where the sentinel must write.
  package init(places: Places, screen: WatchStyle) throws {
    self.places = places
    style = screen
    who = Login.name
    loaded = Loaded.read(places, now: .now())
    guard !loaded.hasConfigurationErrors else {
      screen.say(loaded.text())
      throw DeskProblem("the configuration is wrong", hint: "tocsin check", isConfiguration: true)
    }
    Login.becomeOwner(of: places.state)
    do {
      store = try Store(folder: places.state, checks: false)
      try store.noteBeginning(at: .now())
    } catch {
      throw DeskProblem(error)
    }
    register = loaded.register(instance: store.instance)
  }

  var isSentinelRunning: Bool { StateLock.isHeld(folder: places.state) }

  /// Runs one decision about an alert that is there, and delivers what it owes.
  func change(
    _ id: String, _ said: String, _ decide: (Alert, [String], Instant) throws -> Change
  ) throws -> DeskResult {
    let now = Instant.now()
    let change = try naming {
      try store.commit { ledger in
        guard let alert = try ledger.alert(id) else {
          throw DeskProblem("no alert has the id \"\(id)\"", hint: "tocsin alert list --all")
        }
        let told = try ledger.reading.receiversTold(about: id).sorted()
        let change = try decide(alert, told, now)
        try ledger.write(change, at: now)
        try ledger.raiseIncident(for: change, register, at: now)
        return change
      }
    }
    return try deliver(change, said: "\(change.alert.id): \(said)")
  }

  /// Sends what a change owes, or sees the sentinel do it; says what became of it.
  func deliver(_ change: Change, said: String) throws -> DeskResult {
    let keys = change.notifications.map(\.key)
    guard !keys.isEmpty else { return DeskResult(alert: change.alert, said: said) }
    let outcome = try naming { try Delivering(self).watch(keys) }
    return DeskResult(
      alert: change.alert, said: said, deliveries: outcome.deliveries, problem: outcome.problem)
  }

  /// Turns every room's errors into what a command says.
  func naming<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let mistake as AlertingMistake {
      throw DeskProblem(mistake.clause, hint: mistake.hint)
    } catch {
      throw DeskProblem(error)
    }
  }
}
