/// A run of bytes or entries in one of the set's pools.
struct PoolRange: BitwiseCopyable, Sendable {
  var start: UInt32 = 0
  var count: UInt32 = 0

  var range: Range<Int> { Int(start)..<Int(start + count) }
}

/// What is done with the text of one group or part.
enum CaptureRole: UInt8, BitwiseCopyable, Sendable {
  /// Becomes the field as it stands.
  case text
  /// `src_ip`: must be an address, else it becomes `src_host`.
  case source
  /// Another address; absent when it is none.
  case address
  /// `Count`: digits, multiplied by the repeats of the line.
  case count
  /// The group `superuser`: sshd and login write `ROOT` for the account `root`.
  case superuser
  /// Added with a colon to what an earlier group of the shape gave the same field.
  case joined
  /// A part of a split that nobody wants.
  case skipped
}

/// One group of a pattern, or one part of a split, and the field it becomes.
struct Capture: BitwiseCopyable, Sendable {
  var group: UInt16
  var field: UInt16
  var role: CaptureRole
}

/// One shape of a message, flat, so that trying it counts no references.
///
/// `code` belongs to a `Pattern` that the set keeps alive.
@safe struct CompiledShape: BitwiseCopyable, @unchecked Sendable {
  var decoder: UInt16
  /// Constant text of field `Action`, in the pool of bytes.
  var action: PoolRange
  var starts: PoolRange
  var contains: PoolRange
  /// Nil for shapes without a pattern.
  var code: OpaquePointer?
  /// The separator of a split, in the pool of bytes; empty for none.
  var separator: PoolRange
  /// In the pool of captures.
  var captures: PoolRange
  /// Says that the packet filter let nothing through: `blocked` and `action` follow.
  var blocks: Bool
}

/// A shape in the order of one program, and what the event says of it when it fits.
struct ChainEntry: BitwiseCopyable, Sendable {
  var shape: UInt16
  /// For `Event.decoder`.
  var decoder: UInt16
}

/// The shapes tried for one program, its own decoders' first, then those of every program (`*`).
struct Chain: BitwiseCopyable, Sendable {
  var entries: PoolRange
  /// Where its table of first bytes begins: 256 rows of `words` masks.
  var masks: UInt32
  var words: UInt32
  /// `Event.decoder` when no shape fits: 0 unless a decoder names the program.
  var base: UInt16
}
