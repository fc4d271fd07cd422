import FoundationEssentials

/// Values as JSON text, the form in which a person with an SQLite shell can read them.
enum Bodies {
  private static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return encoder
  }()
  private static let decoder = JSONDecoder()

  static func text(_ value: some Encodable) throws -> String {
    String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// Throws `damaged` with the place when the text is not a `Value`.
  static func value<Value: Decodable>(
    _ type: Value.Type, from text: String, in place: String
  ) throws -> Value {
    do {
      return try decoder.decode(type, from: Data(text.utf8))
    } catch {
      throw StorageError(
        code: .damaged, path: "tocsin.db", clause: "\(place) cannot be understood",
        hint: "restore the database from a copy, or move it away to begin a new one")
    }
  }
}
