extension Program {
  // The two lists are in one order; a table that stands in one of them only makes the entry unreadable.

  func write(to packer: inout Packer) throws(Packer.Damage) {
    packer.write(steps)
    packer.write(pool)
    packer.write(parts)
    packer.write(numbers)
    packer.write(networks)
    UInt32(databases.count).write(to: &packer)
    for database in databases { try database.write(to: &packer) }
  }

  convenience init(reading packer: inout Packer) throws(Packer.Damage) {
    self.init(
      steps: try packer.readTable(), pool: try packer.readTable(), parts: try packer.readTable(),
      numbers: try packer.readTable(), networks: try packer.readTable(),
      databases: try (0..<UInt32.read(from: &packer)).map { _ throws(Packer.Damage) in
        try PatternDatabase.read(from: &packer)
      })
  }
}
