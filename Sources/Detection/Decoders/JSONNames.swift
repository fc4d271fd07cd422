/// What the names of JSON lines mean, by the number under which a reader knows them.
struct JSONNames: ~Copyable {
  struct Meaning: BitwiseCopyable {
    /// The field that it names; -1 for none that any rule asks for.
    var field: Int32
    /// What it says when it stands in the outermost object.
    var role: JSONEnvelope.Role
    /// A field, or what a field may be made of.
    var isSought: Bool
    /// Some mapping gives the field's value to another one.
    var isTranslated: Bool
  }

  private var meanings = GrowingTable<Meaning>()
  private var round: UInt64 = 0

  /// True when every name of the line last read is known.
  @inline(__always)
  func areKnown(_ reader: borrowing JSONReader) -> Bool {
    meanings.count == reader.nameCount && round == reader.nameRound
  }

  @inline(__always)
  subscript(name: Int) -> Meaning { meanings[name] }

  /// Learns the names that were new in the line last read.
  @inline(never)
  mutating func learn(
    from reader: borrowing JSONReader, fields: borrowing NameTable, _ translation: Translation
  ) {
    if round != reader.nameRound { meanings.removeAll() }
    round = reader.nameRound
    for name in meanings.count..<reader.nameCount {
      let bytes = unsafe reader.name(name)
      let field = unsafe fields.number(bytes.span, 0..<bytes.count)
      let role = unsafe JSONEnvelope.Role(bytes.span)
      meanings.append(
        Meaning(
          field: field.map { Int32($0) } ?? -1, role: role,
          isSought: field != nil || role.makesField,
          isTranslated: translation.copies.contains { $0.from == field }))
    }
  }
}
