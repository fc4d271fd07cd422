import Foundation
import TestKit
import Testing

/// Which rules can fire on a host, and what to switch on.
@Suite struct CoverageTests {
  private static let rules = """
    ---
    title: A cookie
    id: 4f5b3c1e-92f9-4a79-9d4f-6f1b6e9d1c02
    name: cookie
    logsource: {category: webserver}
    detection: {a: {cs-cookie: x}, condition: a}
    level: high
    risks: [shop-break-in]
    ---
    title: An audited file
    id: 4f5b3c1e-92f9-4a79-9d4f-6f1b6e9d1c03
    name: audited
    logsource: {product: linux, service: auditd}
    detection: {a: {type: PATH, name: /etc/shadow}, condition: a}
    level: high
    risks: [shop-break-in]

    """

  private func box() throws -> Sandbox {
    let box = try Sandbox()
    let site =
      "  - {id: site, title: Site, read: [{file: '\(box.log("site.log").path)'}], format: combined, "
      + "logsource: [{category: webserver}]}\n"
    try box.configure(
      Samples.shopSource(box.log("shop.log").path).trimmingCharacters(in: .newlines) + "\n" + site
        + Samples.shopRisk)
    try box.rule(Samples.shopRule() + Self.rules)
    try box.log("site.log").append(["-"])
    return box
  }

  @Test func theListSaysWhatCanFire() throws {
    let box = try box()
    func rule(_ name: String) throws -> JSON {
      try box.json("rule", "list").list.first { $0["name"].text == name } ?? .null
    }
    let waiting = try rule("shop_break_in")
    #expect(waiting["fires"].bool == false)
    #expect(waiting["why"].text == "no log of source shop can be read yet")
    try box.log("shop.log").append(["{}"])
    #expect(try rule("shop_break_in")["fires"].bool == true)
    #expect(try rule("shop_break_in")["step"].text == nil)
    let cookie = try rule("cookie")
    #expect(cookie["fires"].bool == false)
    #expect(cookie["why"].text == "nothing gives field \"cs-cookie\" in the lines of site")
    let audited = try rule("audited")
    #expect(audited["fires"].bool == false)
    #expect(audited["why"].text == "no source here serves {product: linux, service: auditd}")
    #expect(audited["step"].text?.contains("apt install auditd") == true)
    let table = try box.run("rule", "list")
    #expect(table.output.contains("no field") && table.output.contains("no log"), "\(table)")
  }

  @Test func coverageSaysWhatToSwitchOn() throws {
    let box = try box()
    func risk() throws -> JSON {
      try box.json("risk", "coverage")["risks"].list.first { $0["id"].text == "shop-break-in" }
        ?? .null
    }
    #expect(try risk()["level"].int == 0)
    #expect(try risk()["weakest"].text == "no log of source shop can be read yet")
    try box.log("shop.log").append(["{}"])
    #expect(try risk()["level"].int == 1)
    #expect(try risk()["weakest"].text == "2 rules cannot fire here")
    let report = try box.json("risk", "coverage")
    #expect(report["can_fire"].int == 1)
    #expect(report["rules"].int == 3)
    #expect(report["steps"].list.count == 2)
    let text = try box.run("risk", "coverage")
    #expect(text.status == 0 && text.output.contains("1 of 3 rules can fire here"), "\(text)")
    #expect(text.output.contains("apt install auditd"), "\(text)")
  }

  @Test func checkWarnsOfARuleThatCannotFire() throws {
    let box = try box()
    let found = try box.run("check", "--strict")
    #expect(found.status == 1, "\(found)")
    #expect(
      found.errors.contains("warning[TOC124]: rule \"A cookie\" cannot fire: nothing gives field"),
      "\(found)")
  }
}
