/// Mistakes of form: what is written is not what can be read.
extension Explanations {
  static let reading = [
    Entry(
      "TOC001", "the file cannot be read as YAML",
      means: """
        The file is missing, not readable, not UTF-8, larger than 1 MiB, or its YAML has a mistake:
        indentation, quotes, a key that stands twice, aliases that repeat too much.
        """,
      matters: """
        Nothing after the mistake can be trusted. Of a rule file the other documents are used; a
        configuration is taken whole or not at all.
        """,
      wrong: """
        risks:
          - id: ssh-guessing
            title: Guessing: strangers try passwords
            title: Strangers try passwords
        """,
      right: """
        risks:
          - id: ssh-guessing
            title: 'Guessing: strangers try passwords'
        """),
    Entry(
      "TOC002", "a key that means nothing here",
      means: """
        Each record has a fixed set of keys, and this is none of them. The hint names the nearest
        one that is valid at this spot.
        """,
      matters: """
        A misspelt key would be ignored in silence, and the limit, owner or receiver it was meant to
        set would be missing on the day it is needed.
        """,
      wrong: """
        risks:
          - id: ssh-guessing
            likelyhood: 5
        """,
      right: """
        risks:
          - id: ssh-guessing
            likelihood: 5
        """),
    Entry(
      "TOC003", "a value of the wrong kind, out of range, or missing",
      means: """
        A key that must be there is not, or its value is a list where text belongs, a word outside
        the allowed ones, or a number outside its range. Secrets written into the file are told
        under this code too: they belong in a file of their own or in a systemd credential.
        """,
      matters: """
        Whatever were guessed in place of the value, somebody would rely on another one.
        """,
      wrong: """
        receivers:
          - {id: ops-chat, kind: slack, url: 'https://hooks.slack.com/services/T0/B0/x'}
        """,
      right: """
        receivers:
          - {id: ops-chat, kind: slack, url_file: /etc/tocsin/secrets/ops-chat}
        """),
    Entry(
      "TOC004", "an id that is declared twice",
      means: """
        Ids are unique within their kind over all files; roles and audiences share one set, so that
        `owner`, `by` and `to` need no prefix. Both places are named.
        """,
      matters: "Whoever names the id would get one of two records, and nobody could say which.",
      wrong: """
        roles:
          - {id: operations, title: Operations, holder: Day shift}
        audiences:
          - {id: operations, title: Operations, voice: technical, receivers: []}
        """,
      right: """
        roles:
          - {id: operations, title: Operations, holder: Day shift}
        audiences:
          - {id: on-call, title: Operations on call, voice: technical, receivers: []}
        """),
    Entry(
      "TOC005", "a name that is not declared",
      means: """
        A record refers to another by its id, and there is none of that id. The hint has the nearest
        name. A rule that names an unknown risk is left out; in the configuration it is an error of
        the whole.
        """,
      matters: """
        The tie between rule, risk, model and reader is what turns a line of a log into a message
        that somebody gets. A broken tie is a message that nobody gets.
        """,
      wrong: """
        roles:
          - {id: operations, title: Operations, holder: Day shift}
        risks:
          - {id: ssh-guessing, title: Guessed passwords, owner: operation, likelihood: 5, impact: 4}
        """,
      right: """
        roles:
          - {id: operations, title: Operations, holder: Day shift}
        risks:
          - {id: ssh-guessing, title: Guessed passwords, owner: operations, likelihood: 5, impact: 4}
        """),
    Entry(
      "TOC006", "a date, moment or span of time that is none",
      means: """
        Spans are a whole number and one of s, m, h, d. Dates are year-month-day. Moments carry
        their offset from UTC. Days must exist.
        """,
      matters: """
        `90` could be seconds or days, and 18:00 is another moment in winter than in summer.
        """,
      wrong: """
        sources:
          - {id: mail, quiet_after: 90 min}
        """,
      right: """
        sources:
          - {id: mail, quiet_after: 90m}
        """),
    Entry(
      "TOC009", "a template variable that is none",
      means: """
        Texts of models and prepared alerts hold values as {{name}}, without blanks. In a prepared
        alert the name must be listed under `fill`, in a request model under `ask`.
        """,
      matters: "People would read braces instead of the address they are to look for.",
      wrong: """
        threats:
          - id: letters
            fill: [first_seen]
            recognise: A paper letter. First seen {{firstseen}}.
        """,
      right: """
        threats:
          - id: letters
            fill: [first_seen]
            recognise: A paper letter. First seen {{first_seen}}.
        """),
    Entry(
      "TOC010", "a command that is no list of arguments with an absolute path",
      means: """
        Commands are lists: the program's absolute path, then one item an argument. No shell reads
        them.
        """,
      matters: """
        Values from a log are filled into commands that people run. In one string a user name such
        as `x; reboot` would be a second command.
        """,
      wrong: """
        models:
          - id: guessed
            steps:
              - {id: lock, stage: containment, do: Lock it., command: 'usermod -L -- {{User}}'}
        """,
      right: """
        models:
          - id: guessed
            steps:
              - {id: lock, stage: containment, do: Lock it., command: [/usr/sbin/usermod, -L, --, '{{User}}']}
        """),
    Entry(
      "TOC021", "a configuration file that everybody may write",
      means: "The file, or the folder it is in, can be written by every user of this host.",
      matters: """
        Who can write the configuration can switch off the alarm, or have commands of his own shown
        to the people on call.
        """,
      wrong: "-rw-rw-rw- root root /etc/tocsin/config/tocsin.yaml",
      right: "-rw-r--r-- root root /etc/tocsin/config/tocsin.yaml"),
  ]
}
