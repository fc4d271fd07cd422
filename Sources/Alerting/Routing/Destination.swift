package import Records

/// A receiver that is to be told, in which voice, and how much it may see.
package struct Destination: Sendable, Equatable {
  package var receiver: Receiver
  package var voice: Message.Voice
  /// The lowest of the receiver's and its audiences' clearance.
  package var clearance: TLP

  package init(receiver: Receiver, voice: Message.Voice, clearance: TLP) {
    self.receiver = receiver
    self.voice = voice
    self.clearance = clearance
  }
}

/// Destinations as they are found: each receiver once.
struct Reach {
  private(set) var destinations: [Destination] = []

  /// Reached through an audience or, with nil, directly, which is technical.
  ///
  /// Reached twice, it is spoken to once: technically when either way is, and it sees what both
  /// allow.
  mutating func add(_ receiver: Receiver, through audience: Audience?) {
    let voice = audience?.voice ?? .technical
    let clearance = min(receiver.maxTLP, audience?.maxTLP ?? receiver.maxTLP)
    add(Destination(receiver: receiver, voice: voice, clearance: clearance))
  }

  mutating func add(_ destination: Destination) {
    let id = destination.receiver.id
    guard let index = destinations.firstIndex(where: { $0.receiver.id == id }) else {
      destinations.append(destination)
      return
    }
    if destination.voice == .technical { destinations[index].voice = .technical }
    destinations[index].clearance = min(destinations[index].clearance, destination.clearance)
  }
}
