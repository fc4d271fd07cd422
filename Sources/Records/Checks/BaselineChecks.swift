/// What baselines say about each other and about decoders: each field has one giver.
enum BaselineChecks {
  static func run(_ configuration: Configuration, _ notes: ReadingNotes) {
    var first: [String: BaselineDeclaration] = [:]
    for baseline in configuration.baselines {
      let name = baseline.sets
      if let other = first[name.value] {
        notes.report(
          "TOC004", at: name.mark,
          "field \"\(name.value)\" is set by baseline \"\(other.id)\" as well",
          hint:
            "that is at \(other.sets.mark.path):\(other.sets.mark.line):\(other.sets.mark.column)")
      } else {
        first[name.value] = baseline
      }
      if let decoder = configuration.decoders.first(where: { $0.gives(name.value) }) {
        notes.report(
          "TOC004", at: name.mark, "decoder \"\(decoder.id)\" gives field \"\(name.value)\"",
          hint: "give 'sets' a name that no event has: NewForUser")
      }
    }
  }
}

extension DecoderDeclaration {
  /// True when a shape names the field as its own.
  fileprivate func gives(_ field: String) -> Bool {
    shapes.contains { shape in
      shape.names.values.contains(field) || shape.split?.fields.contains(field) ?? false
        || shape.pattern?.value.contains("(?<\(field)>") ?? false
    }
  }
}
