import Foundation

/// Values as the specification words them: escapes, wildcards, case and encodings.
enum NaiveText {
  enum Part: Equatable { case one(UInt32), any, run }

  /// Scalars; a byte that belongs to none is a character above all others.
  static func letters(_ bytes: [UInt8]) -> [UInt32] {
    var (letters, rest): ([UInt32], ArraySlice<UInt8>) = ([], bytes[...])
    while let first = rest.first {
      let length = (1...4).first { count in
        rest.count >= count && String(validating: rest.prefix(count), as: UTF8.self) != nil
      }
      let scalar = length.flatMap {
        String(decoding: rest.prefix($0), as: UTF8.self).unicodeScalars.first?.value
      }
      letters.append(scalar ?? 0x11_0000 + UInt32(first))
      rest = rest.dropFirst(length ?? 1)
    }
    return letters
  }

  static func letters(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

  /// A backslash makes `*`, `?` and itself ordinary; before anything else it is ordinary itself.
  static func parts(_ text: String) -> [Part] {
    var (parts, rest): ([Part], [UInt32]) = ([], letters(text).reversed())
    while let letter = rest.popLast() {
      switch letter {
      case 0x5c:
        if let next = rest.last, [0x5c, 0x2a, 0x3f].contains(next) {
          parts.append(.one(next))
          rest.removeLast()
        } else {
          parts.append(.one(letter))
        }
      case 0x2a: parts.append(.run)
      case 0x3f: parts.append(.any)
      default: parts.append(.one(letter))
      }
    }
    return parts
  }

  /// Which ends of the pattern's beginnings the text's beginnings have, part by part.
  static func glob(_ parts: [Part], _ text: [UInt32], isCased: Bool) -> Bool {
    var reached = [true] + Array(repeating: false, count: text.count)
    for part in parts {
      var next = Array(repeating: false, count: text.count + 1)
      switch part {
      case .run:
        if let first = reached.firstIndex(of: true) {
          for index in first...text.count { next[index] = true }
        }
      case .any: for index in text.indices where reached[index] { next[index + 1] = true }
      case .one(let letter):
        for index in text.indices where reached[index] {
          next[index + 1] = isCased ? text[index] == letter : fold(text[index]) == fold(letter)
        }
      }
      guard next.contains(true) else { return false }
      reached = next
    }
    return reached[text.count]
  }

  /// Simple case folding, from `CaseFolding.txt`, of the letters that tests use; the Kelvin sign and
  /// the long s stay what they are (decision).
  static func fold(_ letter: UInt32) -> UInt32 {
    switch letter {
    case 0x41...0x5a: letter + 0x20
    case 0xc0...0xd6, 0xd8...0xde: letter + 0x20
    case 0x1e9e: 0xdf
    case 0x3a3, 0x3c2: 0x3c3
    case 0x410...0x42f: letter + 0x20
    case 0x10400...0x10427: letter + 0x28
    default: letter
    }
  }

  /// A rule's number, exactly.
  static func decimal(_ text: String) -> Decimal? {
    if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16).map { Decimal($0) } }
    if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8).map { Decimal($0) } }
    return Decimal(string: text)
  }

  static func canonical(_ number: Decimal) -> String { number == 0 ? "0" : number.description }

  /// With every `%name%` replaced by each of its values.
  static func expanded(_ text: String, _ placeholders: [String: [String]]) -> [String] {
    let found = placeholders.compactMap { name, values in
      text.range(of: "%\(name)%").map { ($0, values) }
    }
    guard let (place, values) = found.min(by: { $0.0.lowerBound < $1.0.lowerBound }) else {
      return [text]
    }
    let (head, tail) = (text[..<place.lowerBound], String(text[place.upperBound...]))
    return values.flatMap { value in expanded(tail, placeholders).map { head + value + $0 } }
  }

  /// The patterns that a value becomes, modifier by modifier.
  static func alternatives(of text: String, _ modifiers: [String]) -> [[Part]] {
    var patterns = [parts(text)]
    for modifier in modifiers {
      patterns = patterns.flatMap { pattern -> [[Part]] in
        switch modifier {
        case "contains": [[.run] + pattern + [.run]]
        case "startswith": [pattern + [.run]]
        case "endswith": [[.run] + pattern]
        case "windash": dashes(pattern)
        case "base64": [encoded(bytes(pattern))]
        case "base64offset": offsets(bytes(pattern))
        case "wide", "utf16le": [widened(pattern, .utf16LittleEndian)]
        case "utf16be": [widened(pattern, .utf16BigEndian)]
        case "utf16":
          [[0xff, 0xfe].map { .one(0x11_0000 + $0) } + widened(pattern, .utf16LittleEndian)]
        default: [pattern]
        }
      }
    }
    return patterns
  }
}

/// Expressions of which only the text is known, by Foundation's engine.
extension NaiveText {
  static func finds(_ pattern: String, in letters: [UInt32], _ modifiers: [String]) -> Bool {
    var options: NSRegularExpression.Options = []
    if modifiers.contains("i") { options.insert(.caseInsensitive) }
    if modifiers.contains("m") { options.insert(.anchorsMatchLines) }
    if modifiers.contains("s") { options.insert(.dotMatchesLineSeparators) }
    guard let expression = try? NSRegularExpression(pattern: pattern, options: options) else {
      return false
    }
    let scalars = letters.map { Unicode.Scalar($0) ?? "?" }
    let text = String(String.UnicodeScalarView(scalars))
    let whole = NSRange(text.startIndex..., in: text)
    return expression.firstMatch(in: text, range: whole) != nil
  }
}

/// Encodings.
extension NaiveText {
  private static func bytes(_ pattern: [Part]) -> [UInt8] {
    pattern.flatMap { part -> [UInt8] in
      guard case .one(let letter) = part else { return [] }
      if letter >= 0x11_0000 { return [UInt8(letter - 0x11_0000)] }
      return Unicode.Scalar(letter).map { Array(String($0).utf8) } ?? []
    }
  }

  private static func string(_ pattern: [Part]) -> String {
    String(decoding: bytes(pattern), as: UTF8.self)
  }

  private static func encoded(_ bytes: [UInt8]) -> [Part] {
    letters(Data(bytes).base64EncodedString()).map { .one($0) }
  }

  private static func widened(_ pattern: [Part], _ encoding: String.Encoding) -> [Part] {
    let data = string(pattern).data(using: encoding) ?? Data()
    return letters(Array(data)).map { .one($0) }
  }

  /// What is the same in every Base64 of something that holds the bytes, for each of three places.
  private static func offsets(_ bytes: [UInt8]) -> [[Part]] {
    (0..<3).map { shift in
      let padded = Array(repeating: UInt8(0), count: shift) + bytes
      let text = Data(padded).base64EncodedString()
      // Whole groups of six bits that neither the bytes before nor those after have a share in.
      let first = (shift * 8 + 5) / 6
      let last = padded.count * 8 / 6
      let characters = Array(text)
      return letters(String(characters[min(first, last)..<last])).map { .one($0) }
    }
  }

  /// `\B[-/]\b` becomes each of five dashes, in each run of text between wildcards.
  private static func dashes(_ pattern: [Part]) -> [[Part]] {
    var patterns: [[Part]] = [[]]
    for index in pattern.indices {
      let isDash = pattern[index] == .one(0x2d) || pattern[index] == .one(0x2f)
      let before = index > 0 && isWord(pattern[index - 1])
      let after = index + 1 < pattern.count && isWord(pattern[index + 1])
      let choices: [Part] =
        isDash && !before && after
        ? ["-", "/", "–", "—", "―"].map { .one($0 as Unicode.Scalar) } : [pattern[index]]
      patterns = patterns.flatMap { head in choices.map { head + [$0] } }
    }
    return patterns
  }

  private static func isWord(_ part: Part) -> Bool {
    guard case .one(let letter) = part, let scalar = Unicode.Scalar(letter) else { return false }
    return scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}

extension NaiveText.Part {
  fileprivate static func one(_ scalar: Unicode.Scalar) -> Self { .one(scalar.value) }
}

/// Parts of a time as it is written.
enum NaiveTime {
  static let parts = ["minute", "hour", "day", "week", "month", "year"]

  static func part(_ part: String, of text: String) -> Int? {
    let form = /(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d))?/.asciiOnlyDigits()
      .matchingSemantics(.unicodeScalar)
    guard let found = text.prefixMatch(of: form), let year = Int(found.1), let month = Int(found.2),
      let day = Int(found.3)
    else { return nil }
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = .gmt
    let components = DateComponents(year: year, month: month, day: day)
    guard components.isValidDate(in: calendar), let date = calendar.date(from: components) else {
      return nil
    }
    let (hour, minute) = (found.4.flatMap { Int($0) }, found.5.flatMap { Int($0) })
    switch part {
    case "year": return year
    case "month": return month
    case "day": return day
    case "week": return calendar.component(.weekOfYear, from: date)
    default:
      guard let hour, let minute, hour < 24, minute < 60 else { return nil }
      return part == "hour" ? hour : minute
    }
  }
}

/// Networks by the C library.
enum NaiveAddress {
  static func lies(_ text: String, in network: String) -> Bool {
    let parts = network.split(separator: "/")
    guard let base = bytes(String(parts[0])), let address = bytes(text), base.count == address.count
    else { return false }
    let length = parts.count > 1 ? Int(parts[1]) ?? 0 : base.count * 8
    for bit in 0..<length {
      let differing: UInt8 = base[bit / 8] ^ address[bit / 8]
      if differing & (0x80 >> UInt8(bit % 8)) != 0 { return false }
    }
    return true
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    guard !text.utf8.contains(0) else { return nil }
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var room = [UInt8](repeating: 0, count: count)
      if unsafe inet_pton(family, text, &room) == 1 { return room }
    }
    return nil
  }
}

/// An expression by the set of positions that each part of it reaches.
struct NaiveExpression {
  let letters: [UInt32]
  let flags: [String]

  func finds(_ expression: SpecExpression) -> Bool {
    !ends(expression, Set(0...letters.count)).isEmpty
  }

  private func ends(_ expression: SpecExpression, _ starts: Set<Int>) -> Set<Int> {
    switch expression {
    case .start: return starts.filter { $0 == 0 || flags.contains("m") && isBehindLine($0) }
    case .end: return starts.filter(isEnd)
    case .sequence(let parts): return parts.reduce(starts) { ends($1, $0) }
    case .either(let parts): return parts.reduce(into: []) { $0.formUnion(ends($1, starts)) }
    case .times(let inner, let least, let most):
      var (reached, all) = (starts, least == 0 ? starts : [])
      var count = 0
      while count < most ?? (least + letters.count + 1), !reached.isEmpty {
        reached = ends(inner, reached)
        count += 1
        if count >= least { all.formUnion(reached) }
      }
      return all
    default:
      return Set(
        starts.filter { $0 < letters.count && isOne(expression, letters[$0]) }.map { $0 + 1 })
    }
  }

  /// Behind a line feed that is not the last letter.
  private func isBehindLine(_ place: Int) -> Bool {
    place > 0 && place < letters.count && letters[place - 1] == 0x0a
  }

  private func isEnd(_ place: Int) -> Bool {
    if place == letters.count { return true }
    return letters[place] == 0x0a && (flags.contains("m") || place == letters.count - 1)
  }

  private func isOne(_ expression: SpecExpression, _ letter: UInt32) -> Bool {
    switch expression {
    case .letter(let scalar): return same(scalar.value, letter)
    case .dot: return flags.contains("s") || letter != 0x0a
    case .oneOf(let scalars, let isNegated):
      return scalars.contains { same($0.value, letter) } != isNegated
    case .shorthand(let name):
      let scalar = Unicode.Scalar(letter) ?? " "
      let isIn =
        switch name.lowercased() {
        case "d": ("0"..."9").contains(scalar)
        case "w":
          ("0"..."9").contains(scalar) || ("a"..."z").contains(scalar)
            || ("A"..."Z").contains(scalar) || scalar == "_"
        default: " \t\n\r\u{b}\u{c}".unicodeScalars.contains(scalar)
        }
      return isIn == name.isLowercase
    default: return false
    }
  }

  private func same(_ left: UInt32, _ right: UInt32) -> Bool {
    flags.contains("i") ? NaiveText.fold(left) == NaiveText.fold(right) : left == right
  }
}
