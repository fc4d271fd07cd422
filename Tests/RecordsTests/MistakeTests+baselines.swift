extension MistakeTests {
  private static func baseline(_ rest: String) -> String {
    "baselines:\n  - {id: net, logsource: {service: sshd}, \(rest)}\n"
  }

  static let baselines = [
    Example(
      "a baseline that reads nothing", baseline("when: {}, key: [User], sets: NewForUser"),
      """
      x.yaml:2:43: error[TOC003]: "when" has no condition
          2 |   - {id: net, logsource: {service: sshd}, when: {}, key: [User], sets: NewForUser}
            |                                           ^^^^
        hint: when: {Action: login_ok}

      """),
    Example(
      "a baseline without a key", baseline("when: {Action: a}, key: [], sets: NewForUser"),
      """
      x.yaml:2:62: error[TOC003]: "key" names no field
          2 |   - {id: net, logsource: {service: sshd}, when: {Action: a}, key: [], sets: NewForUser}
            |                                                              ^^^
        hint: key: [User, src_net]

      """),
    Example(
      "a key with a field twice",
      baseline("when: {Action: a}, key: [User, User], sets: NewForUser"),
      """
      x.yaml:2:74: error[TOC003]: "key" names "User" twice
          2 |   - {id: net, logsource: {service: sshd}, when: {Action: a}, key: [User, User], sets: NewForUser}
            |                                                                          ^^^^

      """),
    Example(
      "a condition with a modifier",
      baseline("when: {User|contains: a}, key: [User], sets: NewForUser"),
      """
      x.yaml:2:50: error[TOC003]: a condition of "when" takes no modifier
          2 |   - {id: net, logsource: {service: sshd}, when: {User|contains: a}, key: [User], sets: NewForUser}
            |                                                  ^^^^^^^^^^^^^
        hint: a value, or a list of which one must fit

      """),
    Example(
      "a condition that is no value",
      baseline("when: {Action: {a: b}}, key: [User], sets: NewForUser"),
      """
      x.yaml:2:58: error[TOC003]: "Action" must be a value or a list of values, not a mapping
          2 |   - {id: net, logsource: {service: sshd}, when: {Action: {a: b}}, key: [User], sets: NewForUser}
            |                                                          ^

      """),
    Example(
      "a baseline that sets what it reads", baseline("when: {Action: a}, key: [User], sets: User"),
      """
      x.yaml:2:81: error[TOC003]: the baseline reads the field that it sets, "User"
          2 |   - {id: net, logsource: {service: sshd}, when: {Action: a}, key: [User], sets: User}
            |                                                                                 ^^^^
        hint: give 'sets' a name that no event has: NewForUser

      """),
    Example(
      "a field that is no word", baseline("when: {Action: a}, key: [User], sets: new-user"),
      """
      x.yaml:2:81: error[TOC003]: "new-user" is no name for a field
          2 |   - {id: net, logsource: {service: sshd}, when: {Action: a}, key: [User], sets: new-user}
            |                                                                                 ^^^^^^^^
        hint: letters, digits and '_', a letter first: NewForUser

      """),
    Example(
      "what is forgotten before it counts",
      baseline("when: {Action: a}, key: [User], sets: New, learn: 14d, forget: 7d"),
      """
      x.yaml:2:98: error[TOC003]: "forget" is shorter than "learn"
          2 |   - {id: net, logsource: {service: sshd}, when: {Action: a}, key: [User], sets: New, learn: 14d, forget: 7d}
            |                                                                                                  ^^^^^^
        hint: what was learned first would be forgotten before it counts

      """),
    Example(
      "a learning time that is none",
      baseline("when: {Action: a}, key: [User], sets: New, learn: 2w"),
      """
      x.yaml:2:93: error[TOC006]: "learn" is no span of time: "2w"
          2 |   - {id: net, logsource: {service: sshd}, when: {Action: a}, key: [User], sets: New, learn: 2w}
            |                                                                                             ^^
        hint: a whole number and one of s, m, h, d: 15m

      """),
    Example(
      "a field that two baselines set",
      baseline("when: {Action: a}, key: [User], sets: New")
        + "  - {id: two, logsource: {service: sshd}, when: {Action: b}, key: [User], sets: New}\n",
      """
      x.yaml:3:81: error[TOC004]: field "New" is set by baseline "net" as well
          3 |   - {id: two, logsource: {service: sshd}, when: {Action: b}, key: [User], sets: New}
            |                                                                                 ^^^
        hint: that is at x.yaml:2:81

      """),
    Example(
      "a misspelled key of a baseline",
      baseline("when: {Action: a}, key: [User], sets: New, lern: 14d"),
      """
      x.yaml:2:86: error[TOC002]: no field named "lern" in baseline "net"
          2 |   - {id: net, logsource: {service: sshd}, when: {Action: a}, key: [User], sets: New, lern: 14d}
            |                                                                                      ^^^^
        hint: did you mean 'learn'?

      """),
  ]
}
