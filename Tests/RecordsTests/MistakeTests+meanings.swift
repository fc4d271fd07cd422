extension MistakeTests {
  static let meanings = [
    Example(
      "what a risk lacks",
      """
      audiences:
        - {id: owners, title: Owners, voice: plain, automatic: true, receivers: []}
      risks:
        - {id: fire, title: F, owner: operations, likelihood: 2, impact: 2, residual: {likelihood: 3, impact: 1}, review_by: 2026-11-20}
        - {id: water, title: W, owner: operations, likelihood: 2, impact: 2, plain: Wet., response: accept, model: login-guessed}
        - {id: ice, title: W, owner: operations, likelihood: 2, impact: 2, status: closed, accept: {by: operations, on: 2026-01-01, until: 2026-11-20, why: x}}

      """,
      """
      a/register.yaml:32:5: warning[TOC108]: risk "old-tape" has no plain words
         32 |   - id: old-tape
            |     ^^
        hint: audience "owners" would be told of it: add 'plain: …'
      x.yaml:2:5: warning[TOC117]: audience "owners" has no receiver
          2 |   - {id: owners, title: Owners, voice: plain, automatic: true, receivers: []}
            |     ^
        hint: nobody is told until 'receivers' names one
      x.yaml:4:5: warning[TOC103]: risk "fire" has no incident model
          4 |   - {id: fire, title: F, owner: operations, likelihood: 2, impact: 2, residual: {likelihood: 3, impact: 1}, review_by: 2…
            |     ^
        hint: 'model: …' gives its alerts their steps
      x.yaml:4:5: warning[TOC104]: risk "fire" is rated higher with its controls than without
          4 |   - {id: fire, title: F, owner: operations, likelihood: 2, impact: 2, residual: {likelihood: 3, impact: 1}, review_by: 2…
            |     ^
        hint: 'residual' is what remains: at most likelihood 2, impact 2
      x.yaml:4:5: warning[TOC107]: the review of risk "fire" was due on 2026-11-20
          4 |   - {id: fire, title: F, owner: operations, likelihood: 2, impact: 2, residual: {likelihood: 3, impact: 1}, review_by: 2…
            |     ^
        hint: review it and set the next date
      x.yaml:4:5: warning[TOC108]: risk "fire" has no plain words
          4 |   - {id: fire, title: F, owner: operations, likelihood: 2, impact: 2, residual: {likelihood: 3, impact: 1}, review_by: 2…
            |     ^
        hint: audience "owners" would be told of it: add 'plain: …'
      x.yaml:5:5: warning[TOC106]: risk "water" is accepted by nobody
          5 |   - {id: water, title: W, owner: operations, likelihood: 2, impact: 2, plain: Wet., response: accept, model: login-guess…
            |     ^
        hint: accept: {by: …, on: …, until: …, why: …}
      x.yaml:5:110: warning[TOC128]: model "login-guessed" does not name risk "water" in its opens_on
          5 | …, plain: Wet., response: accept, model: login-guessed}
            |                                          ^^^^^^^^^^^^^
        hint: add it there, or name another model
      x.yaml:6:5: warning[TOC106]: the acceptance of risk "ice" ended on 2026-11-20
          6 |   - {id: ice, title: W, owner: operations, likelihood: 2, impact: 2, status: closed, accept: {by: operations, on: 2026-0…
            |     ^
        hint: decide again: accept, mitigate, avoid or transfer

      """),
    Example(
      "a model that opens on another's risk",
      """
      models:
        - {id: m, title: M, type: incident, status: draft, category: c, opens_on: {risks: [old-tape], how: by-hand}, roles: {lead: operations}, steps: [{id: a, stage: lessons, do: Learn.}], close: {needs: [a], reasons: [done]}, review_by: 2020-01-01}

      """,
      """
      x.yaml:2:5: warning[TOC107]: the review of model "m" was due on 2020-01-01
          2 |   - {id: m, title: M, type: incident, status: draft, category: c, opens_on: {risks: [old-tape], how: by-hand}, roles: {l…
            |     ^
        hint: review it and set the next date
      x.yaml:2:86: warning[TOC128]: risk "old-tape" names model "login-guessed", not this one
          2 |   - {id: m, title: M, type: incident, status: draft, category: c, opens_on: {risks: [old-tape], how: by-hand}, roles: {l…
            |                                                                                      ^^^^^^^^
        hint: in the risk: 'model: m'

      """),
    Example(
      "receivers that stand in for each other",
      "receivers:\n  - {id: a, kind: terminal, failover: b}\n  - {id: b, kind: terminal, failover: a}\n",
      """
      x.yaml:2:39: error[TOC014]: failover of "a" comes back to itself
          2 |   - {id: a, kind: terminal, failover: b}
            |                                       ^
        hint: end the chain elsewhere
      x.yaml:3:39: error[TOC014]: failover of "b" comes back to itself
          3 |   - {id: b, kind: terminal, failover: a}
            |                                       ^
        hint: end the chain elsewhere

      """),
  ]
}
