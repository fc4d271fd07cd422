/// Characters that do something to a terminal or a reader instead of being seen.
extension Unicode.Scalar {
  /// True for control characters (C0, DEL, C1), line and paragraph separators, marks that turn
  /// the direction of writing (Unicode UAX #9), invisible tags and noncharacters.
  package var isUnsafeToShow: Bool {
    switch value {
    case 0...0x1F, 0x7F...0x9F: true
    case 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: true
    case 0xE0000...0xE007F, 0xFFF9...0xFFFB, 0xFFFE, 0xFFFF: true
    default: false
    }
  }
}
