import Delivery

/// How a run speaks to whoever started it.
package struct WatchStyle: Sendable {
  package var isTerminal: Bool
  package var usesColour: Bool
  package var ringsDrill: Bool
  /// One line of the result: an alert for the terminal receiver.
  package var write: @Sendable (String) -> Void
  /// One line about the work.
  package var say: @Sendable (String) -> Void

  package init(
    isTerminal: Bool, usesColour: Bool, ringsDrill: Bool,
    write: @escaping @Sendable (String) -> Void, say: @escaping @Sendable (String) -> Void
  ) {
    self.isTerminal = isTerminal
    self.usesColour = usesColour
    self.ringsDrill = ringsDrill
    self.write = write
    self.say = say
  }

  var terminal: TerminalStyle {
    TerminalStyle(isTerminal: isTerminal, usesColour: usesColour, width: 100)
  }
}
