package import Records

/// Who is told of an alert.
extension Register {
  /// The receivers of an alert, each once, in the order in which they were found.
  ///
  /// Exercises go to terminals. An alert by hand goes to the receivers of its audiences, to the
  /// routes that name them, and to the receivers in `named`; one without any of these is routed as
  /// an automatic one.
  package func destinations(of alert: Alert, to named: [String] = []) -> [Destination] {
    if alert.isExercise { return terminals }
    if alert.origin == .manual, !alert.audiences.isEmpty || !named.isEmpty {
      return destinationsByHand(alert, named)
    }
    return automaticDestinations(alert)
  }

  /// The receivers that got an alert, for what follows it.
  package func destinations(told: [String], alert: Alert) -> [Destination] {
    var reach = Reach()
    for id in told { add(toldReceiver: id, alert, to: &reach) }
    return reach.destinations
  }

  func add(toldReceiver id: String, _ alert: Alert, to reach: inout Reach) {
    guard let receiver = receiver(id) else { return }
    let all = audiencesByReceiver[id] ?? []
    let named = all.filter { alert.audiences.contains($0) }
    let audiences = (named.isEmpty ? all : named).compactMap { configuration.audiences[$0] }
    let isAsked = alert.origin == .manual || !named.isEmpty
    let heard = isAsked ? audiences : audiences.filter(\.isAutomatic)
    if heard.isEmpty { reach.add(receiver, through: nil) }
    for audience in heard { reach.add(receiver, through: audience) }
  }

  private var terminals: [Destination] {
    let declared = configuration.receivers.values.filter { $0.kind == .terminal }
      .sorted { $0.id < $1.id }
    var reach = Reach()
    for receiver in declared.isEmpty ? [.embedded] : declared {
      reach.add(receiver, through: nil)
    }
    return reach.destinations
  }

  private func destinationsByHand(_ alert: Alert, _ named: [String]) -> [Destination] {
    var reach = Reach()
    for id in alert.audiences {
      guard let audience = configuration.audiences[id], audience.states.contains(alert.state)
      else { continue }
      add(audience, to: &reach)
    }
    for id in named { if let receiver = receiver(id) { reach.add(receiver, through: nil) } }
    follow(configuration.routes.filter { !$0.match.audience.isEmpty }, alert, &reach)
    return reach.destinations
  }

  private func automaticDestinations(_ alert: Alert) -> [Destination] {
    var reach = Reach()
    let audiences = configuration.audiences.values.filter(\.isAutomatic).sorted { $0.id < $1.id }
    if !configuration.routes.isEmpty {
      follow(configuration.routes, alert, &reach)
    } else if !audiences.isEmpty {
      for audience in audiences where wants(audience, alert) { add(audience, to: &reach) }
    } else if configuration.receivers.isEmpty {
      reach.add(.embedded, through: nil)
    } else {
      // Receivers were declared and nothing else: whoever wrote that wants to be told there.
      for receiver in configuration.receivers.values.sorted(by: { $0.id < $1.id }) {
        reach.add(receiver, through: nil)
      }
    }
    // Who answers for what it is about is told also where nothing finds that audience by itself.
    for id in alert.audiences {
      guard let audience = configuration.audiences[id], audience.states.contains(alert.state),
        audience.minSeverity <= alert.severity
      else { continue }
      add(audience, to: &reach)
    }
    return reach.destinations.filter { ($0.receiver.minSeverity ?? .low) <= alert.severity }
  }

  /// Walks the routes: the first that matches wins, unless it says `continue`.
  private func follow(_ routes: [Route], _ alert: Alert, _ reach: inout Reach) {
    for route in routes where matches(route.match, alert) {
      for target in route.to {
        if let audience = configuration.audiences[target.value] {
          if wants(audience, alert) { add(audience, to: &reach) }
        } else if let receiver = receiver(target.value) {
          reach.add(receiver, through: nil)
        }
      }
      if !route.continues { return }
    }
  }

  /// What finds an audience unasked is what it asked for; by hand only the state counts.
  private func wants(_ audience: Audience, _ alert: Alert) -> Bool {
    guard audience.states.contains(alert.state) else { return false }
    return alert.origin == .manual
      || audience.isAutomatic && audience.minSeverity <= alert.severity
  }

  private func add(_ audience: Audience, to reach: inout Reach) {
    for id in audience.receivers {
      if let receiver = receiver(id) { reach.add(receiver, through: audience) }
    }
  }

  private func matches(_ match: Route.Match, _ alert: Alert) -> Bool {
    let names = [alert.rule, alert.rule.flatMap { rule($0)?.name }].compactMap(\.self)
    return (match.severity.isEmpty || match.severity.contains(alert.severity))
      && (match.risks.isEmpty || match.risks.contains { alert.risks.contains($0.value) })
      && (match.audience.isEmpty || match.audience.contains { alert.audiences.contains($0.value) })
      && (match.rules.isEmpty || match.rules.contains { names.contains($0) })
      && (match.isExercise ?? alert.isExercise) == alert.isExercise
  }
}
