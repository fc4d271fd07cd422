import ArgumentParser
import FoundationEssentials
import Records
import Sentinel

/// Opens the register and the database for a command, or fails as a command does.
func openDesk(_ places: Places) throws -> Desk {
  do {
    return try Desk(places: places, screen: deskScreen())
  } catch let problem as DeskProblem {
    throw Failure(
      problem.clause, hint: problem.hint,
      status: problem.isConfiguration ? .badConfiguration : .failed)
  }
}

/// Opens the database for a list that needs no register, or fails as a command does.
func openLists(_ places: Places) throws -> KeptLists {
  do {
    return try KeptLists(places: places)
  } catch let problem as DeskProblem {
    throw Failure(problem.clause, hint: problem.hint)
  }
}

/// The register with what is known of it on this host, or a failure that shows what is wrong.
func registerOrFail(_ places: Places) throws -> RegisterPicture {
  do {
    return try Desk.register(places, screen: deskScreen())
  } catch let problem as DeskProblem {
    throw Failure(
      problem.clause, hint: problem.hint,
      status: problem.isConfiguration ? .badConfiguration : .failed)
  }
}

/// How far each risk is watched, or a failure that shows what is wrong.
func coverageOrFail(_ places: Places) throws -> CoverageReport {
  do {
    return try Desk.coverage(places, screen: deskScreen())
  } catch let problem as DeskProblem {
    throw Failure(
      problem.clause, hint: problem.hint,
      status: problem.isConfiguration ? .badConfiguration : .failed)
  }
}

private func deskScreen() -> WatchStyle {
  let screen = Screen.standard
  return WatchStyle(
    isTerminal: screen.isTerminal, usesColour: screen.usesColour, ringsDrill: false,
    write: { screen.write($0) }, say: { screen.say($0) })
}

/// `name=value` pairs as a dictionary.
func pairs(_ texts: [String]) throws -> [String: String] {
  var result: [String: String] = [:]
  for text in texts {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw ValidationError("'\(text)' is no pair; write name=value")
    }
    result[String(text[..<equals])] = String(text[text.index(after: equals)...])
  }
  return result
}

/// `90s`, `15m`, `12h` or `7d`.
func duration(_ text: String) throws -> Duration {
  guard let value = Duration(spelled: text) else {
    throw ValidationError("'\(text)' is no duration; write 90s, 15m, 12h or 7d")
  }
  return value
}
