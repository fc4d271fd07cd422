extension ScanPlan {
  func write(to packer: inout Packer) throws(Packer.Damage) {
    packer.write(rules)
    packer.write(slowRules)
    packer.write(literalBytes)
    packer.write(literalStarts)
    packer.write(literalRules)
    packer.write(serves)
    hidingStart.write(to: &packer)
    openingStart.write(to: &packer)
    wordsPerRow.write(to: &packer)
    servingRows.write(to: &packer)
    hasKeywordExpressions.write(to: &packer)
    literals.write(to: &packer)
    spellings.write(to: &packer)
    (database != nil).write(to: &packer)
    try database?.write(to: &packer)
    (behindOpenings != nil).write(to: &packer)
    try behindOpenings?.write(to: &packer)
    (grams != nil).write(to: &packer)
    grams?.write(to: &packer)
    (gates != nil).write(to: &packer)
    gates?.write(to: &packer)
  }

  convenience init(reading packer: inout Packer, program: Program) throws(Packer.Damage) {
    try self.init(
      program: program, rules: packer.readTable(), slowRules: packer.readTable(),
      literalBytes: packer.readTable(), literalStarts: packer.readTable(),
      literalRules: packer.readTable(), serves: packer.readTable(),
      hidingStart: .read(from: &packer), openingStart: .read(from: &packer),
      wordsPerRow: .read(from: &packer), servingRows: .read(from: &packer),
      hasKeywordExpressions: .read(from: &packer), literals: .read(from: &packer),
      spellings: .read(from: &packer),
      database: Bool.read(from: &packer) ? .read(from: &packer) : nil,
      behindOpenings: Bool.read(from: &packer) ? .read(from: &packer) : nil,
      grams: Bool.read(from: &packer) ? GramPlan(reading: &packer) : nil,
      gates: Bool.read(from: &packer) ? FieldGates(reading: &packer) : nil)
  }
}

extension GramPlan {
  func write(to packer: inout Packer) {
    tables.write(to: &packer)
    shorts.write(to: &packer)
    packer.write(literalStarts)
    packer.write(literalClauses)
    packer.write(clauseStarts)
    packer.write(triggers)
    packer.write(sideStarts)
    packer.write(sideLiterals)
    packer.write(stepLiterals)
    packer.write(besideLiterals)
    hasKeywords.write(to: &packer)
    literalCount.write(to: &packer)
    clauseCount.write(to: &packer)
    sideCount.write(to: &packer)
  }

  convenience init(reading packer: inout Packer) throws(Packer.Damage) {
    try self.init(
      tables: GramTables(reading: &packer), shorts: ShortTables(reading: &packer),
      literalStarts: packer.readTable(),
      literalClauses: packer.readTable(), clauseStarts: packer.readTable(),
      triggers: packer.readTable(), sideStarts: packer.readTable(),
      sideLiterals: packer.readTable(), stepLiterals: packer.readTable(),
      besideLiterals: packer.readTable(), hasKeywords: .read(from: &packer),
      literalCount: .read(from: &packer),
      clauseCount: .read(from: &packer),
      sideCount: .read(from: &packer))
  }
}

extension FieldGates {
  func write(to packer: inout Packer) {
    packer.write(fields)
    packer.write(values)
    packer.write(rules)
  }

  convenience init(reading packer: inout Packer) throws(Packer.Damage) {
    try self.init(
      fields: packer.readTable(), values: packer.readTable(), rules: packer.readTable())
  }
}

extension ShortTables {
  func write(to packer: inout Packer) {
    packer.write(bits)
    packer.write(nibbles)
    packer.write(slots)
    packer.write(entries)
  }

  convenience init(reading packer: inout Packer) throws(Packer.Damage) {
    try self.init(
      bits: packer.readTable(), nibbles: packer.readTable(), slots: packer.readTable(),
      entries: packer.readTable())
  }
}

extension GramTables {
  func write(to packer: inout Packer) {
    hashBits.write(to: &packer)
    slotBits.write(to: &packer)
    packer.write(bits)
    packer.write(slots)
    packer.write(entries)
    entriesOfOneGram.write(to: &packer)
    packer.write(texts)
    packer.write(masks)
  }

  convenience init(reading packer: inout Packer) throws(Packer.Damage) {
    try self.init(
      hashBits: .read(from: &packer), slotBits: .read(from: &packer), bits: packer.readTable(),
      slots: packer.readTable(), entries: packer.readTable(),
      entriesOfOneGram: .read(from: &packer), texts: packer.readTable(), masks: packer.readTable())
  }
}
