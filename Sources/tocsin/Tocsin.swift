import ArgumentParser
import Sentinel

/// The command line: what was typed, and which part of `Sentinel` it means.
@main
struct Tocsin: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tocsin",
    abstract: "Security sentinel and alert broadcaster for Linux servers.",
    discussion: """
      EXAMPLES
        tocsin watch                              watch this machine
        tocsin scan /var/log/auth.log             run the rules over a file; exit 1 when they match
        tocsin check                              everything that can be wrong before it runs
        tocsin alert issue phishing-wave          warn people of a known threat
        tocsin incident show INC-2026-0001        what to do, what was done, what was kept
        tocsin receiver test ops-chat --dry-run   the exact bytes a receiver would get
      """,
    version: "0.1.0",
    subcommands: [
      Watch.self, Scan.self, Check.self, AlertCommand.self, IncidentCommand.self,
      RequestCommand.self, ReceiverCommand.self,
      RouteCommand.self, OutboxCommand.self, SilenceCommand.self, RuleCommand.self,
      RiskCommand.self, ControlCommand.self, TaskCommand.self, JournalCommand.self,
      StatusCommand.self, DrillCommand.self, Explain.self,
    ])

  /// Runs what was typed; every ending is one of `ExitStatus`.
  static func main() {
    ignoreBrokenPipes()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      Screen.standard.say(failure.text)
      exit(withError: ExitCode(failure.status.rawValue))
    } catch let problem as DeskProblem {
      Screen.standard.say(Failure(problem.clause, hint: problem.hint).text)
      exit(withError: ExitCode(ExitStatus.failed.rawValue))
    } catch {
      exit(withError: error)
    }
  }
}
