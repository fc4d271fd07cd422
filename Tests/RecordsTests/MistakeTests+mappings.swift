extension MistakeTests {
  static let mappings = [
    Example(
      "a mapping that says nothing", "mappings:\n  - {id: beats}\n",
      """
      x.yaml:2:5: error[TOC003]: mapping has neither "fields" nor "logsources"
          2 |   - {id: beats}
            |     ^
        hint: fields: {process.executable: Image}

      """),
    Example(
      "a mapping for a source that is not there",
      "mappings:\n  - {id: beats, sources: [bets], fields: {a: b}}\n",
      """
      x.yaml:2:27: error[TOC005]: source "bets" is not declared
          2 |   - {id: beats, sources: [bets], fields: {a: b}}
            |                           ^^^^
        hint: declare it in the list 'sources'

      """),
    Example(
      "a field that is mapped to itself",
      "mappings:\n  - {id: beats, fields: {Image: [Image]}}\n",
      """
      x.yaml:2:34: error[TOC003]: field "Image" is mapped to itself
          2 |   - {id: beats, fields: {Image: [Image]}}
            |                                  ^^^^^
        hint: leave it out

      """),
    Example(
      "a log source without a condition",
      "mappings:\n  - id: beats\n    logsources:\n      - {when: {}, logsource: {category: dns}}\n",
      """
      x.yaml:4:9: error[TOC003]: "when" has no condition
          4 |       - {when: {}, logsource: {category: dns}}
            |         ^
        hint: when: {EventID: 1}

      """),
    Example(
      "a format of no event", "mappings:\n  - {id: beats, format: xlm, fields: {a: b}}\n",
      """
      x.yaml:2:25: error[TOC003]: "format" cannot be "xlm"
          2 |   - {id: beats, format: xlm, fields: {a: b}}
            |                         ^^^
        hint: did you mean 'xml'?

      """),
    Example(
      "a status that rules do not have", "sigma: {load: [depricated]}\n",
      """
      x.yaml:1:16: error[TOC003]: "load" cannot be "depricated"
          1 | sigma: {load: [depricated]}
            |                ^^^^^^^^^^
        hint: did you mean 'deprecated'?

      """),
  ]
}
