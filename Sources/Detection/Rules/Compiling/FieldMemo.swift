/// What was found out of each field, once, for one search of literals.
///
/// For one thread: a search is made where it is used, and ends there.
final class FieldMemo<Value> {
  private var known: [UInt16: Value] = [:]

  func value(of field: UInt16, _ find: () -> Value) -> Value {
    if let value = known[field] { return value }
    let value = find()
    known[field] = value
    return value
  }
}
