import Records

/// The smaller objects of the webhook's schema.

/// Our own words, visible and capped; null where there are none.
func ownJSON(_ text: String?, cap: Int = Shown.ownMax) -> JSONValue {
  text.map { .string(Shown(own: $0, cap: cap).text) } ?? .null
}

/// A stranger's value for a program to compare.
func strangerJSON(_ stranger: Untrusted) -> JSONValue {
  .string(Shown(forPrograms: stranger, cap: AlertJSON.valueMax).text)
}

func momentJSON(_ instant: Instant?) -> JSONValue {
  instant.map { .string($0.rfc3339(milliseconds: true)) } ?? .null
}

extension Finding.Field {
  var json: JSONValue {
    let shown = namesSecret(name) ? .string(secretMask) : value.asJSON
    return ["name": Untrusted(name).asJSON, "value": shown]
  }
}

extension Untrusted {
  fileprivate var asJSON: JSONValue { strangerJSON(self) }
}

extension Finding.Evidence {
  var json: JSONValue {
    ["time": momentJSON(time), "text": .string(Shown(text, cap: Shown.lineMax).text)]
  }
}

extension Finding.Place {
  var json: JSONValue {
    [
      "source": ownJSON(source),
      "path": path.map { Untrusted($0).asJSON } ?? .null,
      "line": line.map { .number($0) } ?? .null,
    ]
  }
}

extension Message.RiskLine {
  var json: JSONValue {
    [
      "id": ownJSON(id),
      "title": ownJSON(title),
      "plain": ownJSON(plain, cap: Shown.lineMax),
      "likelihood": .number(likelihood),
      "impact": .number(impact),
      "score": .number(likelihood * impact),
      "band": .string(band.rawValue),
      "owner": ownJSON(owner),
    ]
  }
}

extension Alert.Step {
  var json: JSONValue {
    [
      "id": ownJSON(id),
      "stage": ownJSON(stage),
      "text": ownJSON(text, cap: Shown.lineMax),
      "by": ownJSON(by),
      "within": ownJSON(within),
      "command": ownJSON(command, cap: Shown.lineMax),
      "danger": ownJSON(danger),
      "doubtful": .array(doubtful.prefix(3).map(\.json)),
    ]
  }
}

extension Alert.Deed {
  var json: JSONValue {
    ["by": ownJSON(by), "at": momentJSON(at), "note": ownJSON(note, cap: Shown.lineMax)]
  }
}

extension Message.Digest {
  var json: JSONValue {
    [
      "alerts": .number(alerts),
      "first": momentJSON(first),
      "last": momentJSON(last),
      "closing": .bool(isClosing),
      "rows": .array(rows.prefix(AlertJSON.rowsMax).map(\.json)),
    ]
  }
}

extension Message.Digest.Row {
  fileprivate var json: JSONValue {
    ["title": ownJSON(title), "severity": .string(severity.rawValue), "alerts": .number(alerts)]
  }
}
