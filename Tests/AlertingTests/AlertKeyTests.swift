import Alerting
import Records
import Testing

/// Keys tell groups apart and stay short, whatever strangers write.
@Suite struct AlertKeyTests {
  private func key(_ group: [(String, String)], host: String = "h", rule: String = "r") -> String {
    var finding = AlertingLab.finding(rule, host: host)
    finding.group = group.map { .init(name: $0.0, value: Untrusted($0.1)) }
    return AlertingLab().register.alertKey(of: finding)
  }

  @Test func hostileGroupsHaveKeysOfTheirOwn() {
    var keys: Set<String> = []
    for value in AlertingLab.hostile {
      let key = key([("User", value)])
      #expect(key.utf8.allSatisfy { $0 > 32 && $0 < 127 } && key.utf8.count <= 512)
      #expect(keys.insert(key).inserted)
    }
  }

  @Test func separatorsInValuesDoNotMergeGroups() {
    #expect(key([("a", "x|b=y")]) != key([("a", "x"), ("b", "y")]))
    #expect(key([("a", "x")], host: "h|a=x") != key([("a", "x"), ("a", "x")]))
    #expect(key([("a", "%7c")]) != key([("a", "|")]))
    #expect(key([], host: "b", rule: "a") != key([], host: "", rule: "a|b"))
  }

  @Test func manyLongValuesStayBounded() {
    let group = (0..<40).map { ("field\($0)", String(repeating: "é", count: 60)) }
    var other = group
    other[39].1 += "x"
    #expect(key(group).utf8.count <= 512)
    #expect(key(group) != key(other))
  }

  @Test func aFindingWithoutHostIsThisHosts() {
    #expect(
      AlertingLab().register.alertKey(of: AlertingLab.finding(host: nil))
        == AlertingLab().register.alertKey(of: AlertingLab.finding(host: "web-1")))
  }
}
