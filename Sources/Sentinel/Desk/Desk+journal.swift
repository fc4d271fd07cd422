import Delivery
package import Records
import Storage

/// What proving the journal of decisions came to, for `journal verify`.
package struct JournalReport: Sendable {
  var proof: JournalProof
  /// Heads that the caller had noted and that were found again.
  var noted: [JournalEnd]

  package var isWhole: Bool { proof.faults.isEmpty }

  package var text: String {
    let keyed =
      proof.keyedFrom > 1 ? "; entries before \(proof.keyedFrom) are from before its key" : ""
    guard isWhole else {
      return
        (["BROKEN: the state was changed behind the sentinel's back"]
        + proof.faults.flatMap(Self.lines) + ["head \(proof.head.text)" + keyed])
        .joined(separator: "\n")
    }
    let found = noted.map { "\nthe noted head \($0.text) is there" }.joined()
    return "the journal holds, head \(proof.head.text)" + keyed + found
  }

  private static func lines(_ fault: JournalProof.Fault) -> [String] {
    let stands = fault.entry.map { entry in
      "    it says now: \(entry.at.rfc3339()) "
        + [entry.who, entry.subject.rawValue, entry.id, entry.action, entry.detail]
        .map { OneLine.of($0) }.joined(separator: " ")
    }
    return ["  " + OneLine.of(fault.clause)] + [stands].compactMap(\.self)
  }

  package var json: JSONValue {
    [
      "whole": .bool(isWhole), "head": proof.head.json, "keyed_from": .number(proof.keyedFrom),
      "faults": .array(
        proof.faults.map { fault in
          [
            "entry": .number(fault.number), "clause": .string(OneLine.of(fault.clause)),
          ]
        }),
    ]
  }
}

extension Desk {
  /// Proves the whole journal, also against heads that were noted: `12:6fc0a1b2c3d4e5f6`.
  package func verifyJournal(heads: [String]) throws -> JournalReport {
    let noted = try heads.map { text in
      guard let head = JournalEnd(text) else {
        throw DeskProblem(
          "\"\(OneLine.of(text))\" is no head of a journal",
          hint: "as tocsin status prints it: the number, a colon, 16 hex digits or more")
      }
      return head
    }
    return try naming {
      JournalReport(proof: try store.proveJournal(noted: noted), noted: noted)
    }
  }

  /// The newest entries, newest first; about one id where it is given.
  package func journal(about id: String?, limit: Int) throws -> [JournalEntry] {
    try naming { try store.read { try $0.journal(about: id, limit: limit) } }
  }
}

extension JournalEntry {
  package static let heading = ["TIME", "WHO", "WHAT", "ID", "ACTION", "DETAIL"]

  package var cells: [String] {
    [
      at.rfc3339(), OneLine.of(who), subject.rawValue, OneLine.of(id), OneLine.of(action),
      OneLine.of(detail),
    ]
  }

  package var json: JSONValue {
    [
      "at": .string(at.rfc3339()), "who": .string(OneLine.of(who)),
      "subject": .string(subject.rawValue), "id": .string(OneLine.of(id)),
      "action": .string(OneLine.of(action)), "detail": .string(OneLine.of(detail)),
    ]
  }
}
