/// Numbers for the names of fields, so that an event is an array and a rule holds no strings.
///
/// Names compare exactly, with case (Sigma). The envelope's fields have fixed numbers.
package struct FieldNames: Sendable {
  package private(set) var names: [String]
  private var numbers: [String: UInt16]

  package init() {
    names = Envelope.allCases.map(\.name)
    numbers = [:]
    for (number, name) in names.enumerated() { numbers[name] = UInt16(number) }
  }

  /// The number of `name`, a new one when it was not known.
  package mutating func number(for name: String) -> UInt16 {
    if let number = numbers[name] { return number }
    precondition(names.count < Int(UInt16.max), "fields are numbered with 16 bits")
    let number = UInt16(names.count)
    names.append(name)
    numbers[name] = number
    return number
  }

  package func number(of name: String) -> UInt16? { numbers[name] }

  package var count: Int { names.count }
}

/// The fields every decoder may give, with their numbers.
package enum Envelope: UInt16, CaseIterable, Sendable {
  case host, program, pid, facility, priority, message, action

  package var name: String {
    self == .action ? "Action" : String(describing: self)
  }

  package var number: UInt16 { rawValue }
}
