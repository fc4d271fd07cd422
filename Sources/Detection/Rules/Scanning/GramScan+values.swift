/// JSON by its names and values: most of a line came before in another one, and is not looked through again.
extension GramScan {
  /// Notes what stands in the names of the line that `reader` holds, and in those of its values that a
  /// field may be made of, or in all where rules have keywords: literals stand nowhere else.
  mutating func look(
    through line: UnsafeBufferPointer<UInt8>, _ reader: borrowing JSONReader,
    _ names: borrowing JSONNames
  ) {
    if !memo.knowsNames(of: reader) { learnNames(of: reader) }
    unread.removeAll()
    for index in 0..<reader.count {
      let field = reader.field(index)
      noteName(field.name)
      guard names[field.name].isSought || readsAllValues, !field.spelled.isEmpty else { continue }
      let value = unsafe UnsafeBufferPointer(rebasing: line[field.spelled])
      if value.count >= ValueMemo.bytesLeast, value.count <= ValueMemo.bytesMax,
        memo.isWorthAsking(field.name)
      {
        unsafe take(value, of: field.name)
      } else {
        unsafe unread.append(contentsOf: value)
        // No literal holds a line end.
        unread.append(0x0a)
      }
    }
    guard unread.count > 0 else { return }
    // `look` changes nothing of it.
    unsafe look(through: UnsafeBufferPointer(start: unread.base, count: unread.count))
  }

  /// What stands in a value that may have come before; if not, it is looked through and kept.
  private mutating func take(_ value: UnsafeBufferPointer<UInt8>, of name: Int) {
    let hash = unsafe ValueMemo.hash(value)
    guard let literals = unsafe memo.literals(in: value, hash, of: name) else {
      unsafe record(value)
      unsafe memo.keep(recorded, of: value, hash)
      for index in 0..<recorded.count { note(Int(recorded[index])) }
      return
    }
    for index in literals.indices { note(unsafe Int(literals[index])) }
  }

  /// What stands in a name and in those around it, each once a line.
  private mutating func noteName(_ name: Int) {
    var name = name
    while name >= 0, let (places, outer) = memo.take(name: name, in: stamp) {
      for place in places { note(Int(memo.nameLiterals[place])) }
      name = outer
    }
  }

  /// Of a name what stands in it alone, spelled as in lines or with its escapes undone.
  private mutating func learnNames(of reader: borrowing JSONReader) {
    memo.forgetOldNames(reader)
    while memo.nameCount < reader.nameCount {
      let name = memo.nameCount
      let outer = reader.outer(ofName: name)
      let spelling = unsafe [0x22] + Array(reader.spelling(ofName: name))
      unsafe spelling.withUnsafeBufferPointer { unsafe record($0) }
      let around = outer.map { unsafe reader.name($0).count + 1 } ?? 0
      unsafe record(more: .init(rebasing: reader.name(name).dropFirst(around)))
      memo.addName(recorded, in: outer)
    }
  }

  /// Fills `recorded` with the literals of a text, each once, and notes nothing.
  private mutating func record(_ text: UnsafeBufferPointer<UInt8>) {
    recorded.removeAll()
    recordNumber &+= 1
    if recordNumber == 0 { forgetRecords() }
    unsafe record(more: text)
  }

  private mutating func record(more text: UnsafeBufferPointer<UInt8>) {
    guard !text.isEmpty else { return }
    isRecording = true
    unsafe look(through: text)
    isRecording = false
  }

  mutating func record(_ literal: UInt32) {
    guard unsafe recordedIn[Int(literal)] != recordNumber else { return }
    unsafe recordedIn[Int(literal)] = recordNumber
    recorded.append(literal)
  }
}
