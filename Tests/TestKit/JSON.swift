import Foundation

/// A JSON value as a test reads it.
package enum JSON: Decodable, Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([JSON])
  case object([String: JSON])

  package init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([JSON].self) {
      self = .list(list)
    } else {
      self = .object(try value.decode([String: JSON].self))
    }
  }

  package init(_ text: String) throws {
    self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
  }

  /// One value from each line; lines that are none are left out.
  package static func lines(_ text: String) -> [JSON] {
    text.split(separator: "\n").compactMap { try? JSON(String($0)) }
  }

  /// A member; null for what is not there.
  package subscript(_ name: String) -> JSON {
    if case .object(let members) = self { members[name] ?? .null } else { .null }
  }

  /// An element; null for what is not there.
  package subscript(_ place: Int) -> JSON {
    list.indices.contains(place) ? list[place] : .null
  }

  package func has(_ name: String) -> Bool { object[name] != nil }

  package var text: String? { if case .text(let text) = self { text } else { nil } }
  package var int: Int? { if case .number(let number) = self { Int(number) } else { nil } }
  package var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
  package var list: [JSON] { if case .list(let list) = self { list } else { [] } }
  package var object: [String: JSON] {
    if case .object(let members) = self { members } else { [:] }
  }

  /// Every text in it, at any depth, without the names of members.
  package var texts: [String] {
    switch self {
    case .text(let text): [text]
    case .list(let list): list.flatMap(\.texts)
    case .object(let members): members.values.flatMap(\.texts)
    default: []
    }
  }
}
