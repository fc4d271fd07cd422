extension ScanPlan {
  func write(to packer: inout Packer) throws(Packer.Damage) {
    packer.write(rules)
    packer.write(slowRules)
    packer.write(literalBytes)
    packer.write(literalStarts)
    packer.write(literalRules)
    packer.write(serves)
    hidingStart.write(to: &packer)
    wordsPerRow.write(to: &packer)
    servingRows.write(to: &packer)
    hasKeywords.write(to: &packer)
    literals.write(to: &packer)
    spellings.write(to: &packer)
    (database != nil).write(to: &packer)
    try database?.write(to: &packer)
  }

  convenience init(reading packer: inout Packer, program: Program) throws(Packer.Damage) {
    try self.init(
      program: program, rules: packer.readTable(), slowRules: packer.readTable(),
      literalBytes: packer.readTable(), literalStarts: packer.readTable(),
      literalRules: packer.readTable(), serves: packer.readTable(),
      hidingStart: .read(from: &packer), wordsPerRow: .read(from: &packer),
      servingRows: .read(from: &packer), hasKeywords: .read(from: &packer),
      literals: .read(from: &packer), spellings: .read(from: &packer),
      database: Bool.read(from: &packer) ? .read(from: &packer) : nil)
  }
}
