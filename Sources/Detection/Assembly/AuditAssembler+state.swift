import Records

/// What is kept of an assembler between two runs: the records of events that are not complete, and
/// the processes it knows.
///
/// A key begins with a letter: `g` for an event, by time, serial and node; `p` for a process, by
/// its slot; `h` for the table's hand. Numbers are little-endian, a state begins with a version.
extension AuditAssembler {
  private static let version: UInt8 = 1

  /// What changed since the last call.
  mutating func takeChanges(of source: String) -> [AssemblyRow] {
    var rows = forgotten.map { AssemblyRow(source: source, key: Self.key(of: $0), state: []) }
    forgotten.removeAll(keepingCapacity: true)
    for place in open.indices where open[place].isChanged {
      open[place].isChanged = false
      open[place].isKept = true
      rows.append(row(of: open[place], source))
    }
    let changes = processes.takeChanges()
    for slot in changes.slots { rows.append(row(ofSlot: slot, source)) }
    if changes.hand { rows.append(handRow(source)) }
    return rows
  }

  /// All of it, for an assembler that is made anew.
  func rows(of source: String) -> [AssemblyRow] {
    open.map { row(of: $0, source) }
      + processes.entries.indices.map { row(ofSlot: $0, source) } + [handRow(source)]
  }

  /// Takes back what was kept; what cannot be understood is left out.
  mutating func restore(_ rows: [AssemblyRow]) {
    var groups: [AuditGroup] = []
    for row in rows where row.state.first == Self.version {
      var reader = RowReader(row.state.dropFirst())
      var key = RowReader(row.key.dropFirst())
      switch row.key.first {
      case UInt8(ascii: "g"): if let group = group(&key, &reader) { groups.append(group) }
      case UInt8(ascii: "p"):
        guard let slot = key.number(), let entry = entry(&reader) else { continue }
        processes.restore(entry, at: Int(clamping: slot))
      case UInt8(ascii: "h"): processes.restore(hand: Int(clamping: reader.number() ?? 0))
      default: break
      }
    }
    for group in groups.sorted(by: { $0.order < $1.order }) {
      adopt(group)
      opened = max(opened, group.order + 1)
    }
  }

  private static func key(of identity: AuditGroup.Identity) -> [UInt8] {
    var key = [UInt8(ascii: "g")]
    append(UInt64(bitPattern: identity.time), to: &key)
    append(identity.serial, to: &key)
    append(identity.node, to: &key)
    return key
  }

  private func row(of group: AuditGroup, _ source: String) -> AssemblyRow {
    var state = [Self.version]
    Self.append(group.order, to: &state)
    state += group.bytes
    return AssemblyRow(source: source, key: Self.key(of: group.identity), state: state)
  }

  private func row(ofSlot slot: Int, _ source: String) -> AssemblyRow {
    let entry = processes.entries[slot]
    var key = [UInt8(ascii: "p")]
    Self.append(UInt64(slot), to: &key)
    var state = [Self.version]
    Self.append(entry.key.node, to: &state)
    Self.append(UInt64(bitPattern: entry.key.process), to: &state)
    Self.append(entry.isAsked ? 1 : 0, to: &state)
    Self.append(UInt64(entry.image.count), to: &state)
    state += entry.image + entry.commandLine
    return AssemblyRow(source: source, key: key, state: state)
  }

  private func handRow(_ source: String) -> AssemblyRow {
    var state = [Self.version]
    Self.append(UInt64(processes.hand), to: &state)
    return AssemblyRow(source: source, key: [UInt8(ascii: "h")], state: state)
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  /// An open event is read again from its records.
  private func group(_ key: inout RowReader, _ state: inout RowReader) -> AuditGroup? {
    guard let time = key.number(), let serial = key.number(), let node = key.number(),
      let order = state.number()
    else { return nil }
    var group = AuditGroup(
      identity: .init(time: Int64(bitPattern: time), serial: serial, node: node), order: order,
      bytes: [])
    for record in state.rest.split(separator: 0x0a) {
      let line = Array(record)
      guard let header = AuditHeader(line.span), group.add(line.span, header) else { continue }
    }
    (group.isChanged, group.isKept) = (false, true)
    return group
  }

  private func entry(_ state: inout RowReader) -> ProcessTable.Entry? {
    guard let node = state.number(), let process = state.number(), let asked = state.number(),
      let count = state.number(), count <= state.rest.count
    else { return nil }
    return ProcessTable.Entry(
      key: .init(node: node, process: Int64(bitPattern: process)),
      image: Array(state.rest.prefix(Int(count))),
      commandLine: Array(state.rest.dropFirst(Int(count))), isAsked: asked == 1)
  }
}

private struct RowReader {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  mutating func number() -> UInt64? {
    guard rest.count >= 8 else { return nil }
    var value: UInt64 = 0
    for (place, byte) in rest.prefix(8).enumerated() { value |= UInt64(byte) << UInt64(8 * place) }
    rest = rest.dropFirst(8)
    return value
  }
}
