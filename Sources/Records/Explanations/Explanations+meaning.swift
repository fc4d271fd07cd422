/// Mistakes of meaning: what is written can be read and cannot hold.
extension Explanations {
  static let meaning = [
    Entry(
      "TOC008", "an ATT&CK technique that is none",
      means: """
        Technique ids are T and four digits, with a dot and three more for a part of a technique.
        As a tag: attack.t1110.001.
        """,
      matters: "What is listed under a wrong id is missing in every overview of techniques.",
      wrong: """
        risks:
          - {id: ssh-guessing, attack: [T1110.1]}
        """,
      right: """
        risks:
          - {id: ssh-guessing, attack: [T1110.001]}
        """),
    Entry(
      "TOC013", "an audience that would see more than it may",
      means: """
        The prepared alert is marked with a stricter TLP word than the audience is cleared for. From
        the least to the most restricted: clear, green, amber, amber+strict, red.
        """,
      matters: "What was told in confidence would reach everybody, and cannot be taken back.",
      wrong: """
        audiences:
          - {id: users, title: Everybody, voice: plain, max_tlp: clear, receivers: []}
        threats:
          - {id: letters, audience: [users], tlp: amber}
        """,
      right: """
        audiences:
          - {id: users, title: Everybody, voice: plain, max_tlp: clear, receivers: []}
        threats:
          - {id: letters, audience: [users], tlp: clear}
        """),
    Entry(
      "TOC014", "a chain that comes back to its beginning",
      means: """
        Receivers that stand in for each other, or correlations that are built on each other, form a
        ring.
        """,
      matters:
        "A message would be handed round for ever, and a correlation could never be decided.",
      wrong: """
        receivers:
          - {id: a, kind: slack, url_file: /etc/tocsin/secrets/a, failover: b}
          - {id: b, kind: slack, url_file: /etc/tocsin/secrets/b, failover: a}
        """,
      right: """
        receivers:
          - {id: a, kind: slack, url_file: /etc/tocsin/secrets/a, failover: b}
          - {id: b, kind: slack, url_file: /etc/tocsin/secrets/b}
        """),
    Entry(
      "TOC020", "detections that select nothing, or too much",
      means: """
        A risk takes rules by their ids or names, or by technique tags, narrowed by a log source.
        Here no loaded rule is taken, or the choice is as wide as a tactic or a whole log source.
        """,
      matters: """
        With no rule the risk is unwatched. With a hundred rules that were never looked at, its
        alerts say nothing about it.
        """,
      wrong: """
        risks:
          - {id: ssh-guessing, detections: {tags: [attack.credential-access]}}
        """,
      right: """
        risks:
          - {id: ssh-guessing, detections: {tags: [attack.t1110], logsource: {service: sshd}}}
        """),
  ]
}
