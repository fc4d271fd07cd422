/// What is usual here: combinations of fields that have been seen before (list key `baselines`).
///
/// Events that serve `logsource` and for which all of `when` holds are looked up by the values of
/// `key`. Where the combination is new and the learning time is over, the event carries `sets` as
/// `true`, else as `false`; rules test it like any field.
package struct BaselineDeclaration: Sendable, Equatable {
  /// How long events are only learned from, unless the file says otherwise.
  package static let learnDefault = Duration.seconds(14 * 86_400)
  /// How long a combination is known after it was seen last, unless the file says otherwise.
  package static let forgetDefault = Duration.seconds(180 * 86_400)

  package var id: String
  package var logsource: Logsource
  /// Fields with a value, or a list of which one must fit; without modifiers.
  package var when: [MarkedNode.Pair]
  /// Names of fields; an event that lacks one is not looked up.
  package var key: [String]
  package var learn: Duration
  package var forget: Duration
  /// The name of the field.
  package var sets: Marked<String>
  package var place: Mark

  package init(
    id: String, logsource: Logsource, when: [MarkedNode.Pair], key: [String],
    learn: Duration = Self.learnDefault, forget: Duration = Self.forgetDefault,
    sets: Marked<String>, place: Mark = .none
  ) {
    self.id = id
    self.logsource = logsource
    self.when = when
    self.key = key
    self.learn = learn
    self.forget = forget
    self.sets = sets
    self.place = place
  }
}
