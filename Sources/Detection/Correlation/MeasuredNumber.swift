/// The numbers that `value_sum` and its like measure.
///
/// A sum is kept as a whole number of 2⁻⁴⁰: adding and taking away again leaves nothing behind, so
/// that it depends neither on the order of lines nor on a restart, and a stranger's `1e300` cannot
/// swallow everything that comes after it.
enum MeasuredNumber {
  /// Beyond it a number is taken for none: 2⁶⁰, a thousand petabytes.
  static let magnitudeMax = 0x1p60
  private static let unit = 0x1p40

  /// Nil for anything but a decimal number (Sigma's numbers as texts included).
  static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    guard let number = unsafe decimal(bytes) else { return nil }
    return isMeasured(number) ? number : nil
  }

  static func isMeasured(_ number: Double) -> Bool { abs(number) <= magnitudeMax }

  static func fixed(_ number: Double) -> Int128 { Int128((number * unit).rounded()) }

  static func value(of sum: Int128) -> Double { Double(sum) / unit }

  /// The percentile of sorted numbers, interpolated between the two beside it.
  static func percentile(
    _ percentile: Double, count: Int, _ sorted: (Int) -> Double
  ) -> Double {
    let place = percentile / 100 * Double(count - 1)
    let below = min(count - 1, Int(place))
    let above = min(count - 1, below + 1)
    return sorted(below) + (place - Double(below)) * (sorted(above) - sorted(below))
  }
}
