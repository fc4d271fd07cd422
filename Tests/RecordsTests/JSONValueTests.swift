import Foundation
import Records
import Testing

@Suite struct JSONValueTests {
  static let examples: [(JSONValue, String)] = [
    (["b": 1, "a": [true, false, nil]], #"{"b":1,"a":[true,false,null]}"#),
    (.object([]), "{}"),
    (.array([]), "[]"),
    (.double(1.5), "1.5"),
    (.double(.infinity), "null"),
    (.double(.nan), "null"),
    (.integer(.min), "-9223372036854775808"),
    ("say \"hi\" \\ /", #""say \"hi\" \\ /""#),
    ("a\r\n\tb", #""a\r\n\tb""#),
    ("\u{0}\u{1b}]0;x\u{7f}\u{9b}", #""\u0000\u001b]0;x\u007f\u009b""#),
    ("\u{2028}\u{202E}", #""\u2028\u202e""#),
    ("\u{E0041}", #""\udb40\udc41""#),
    ("grüß 😀", #""grüß 😀""#),
    (.present(["a": 1, "b": nil]), #"{"a":1}"#),
  ]

  @Test(arguments: examples)
  func aValueHasOneText(_ value: JSONValue, _ text: String) {
    #expect(value.compact == text)
  }

  @Test func peopleGetIndentedText() {
    let value: JSONValue = ["a": ["b": []], "c": [1, 2]]
    #expect(
      value.pretty == """
        {
          "a": {
            "b": []
          },
          "c": [
            1,
            2
          ]
        }
        """)
  }

  @Test func everyScalarReadsBackTheSame() throws {
    let scalars = (0...0x10FFFF).compactMap { Unicode.Scalar($0) }.filter { $0.value % 7 < 2 }
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    let bytes = JSONValue.array([.string(text)]).bytes()
    let back = try #require(
      JSONSerialization.jsonObject(with: Data(bytes)) as? [String])
    #expect(back.first.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
  }

  @Test(arguments: [0.1, -0.0, 1e300, 5e-300, 123456789.125, 1e16])
  func doublesReadBackTheSame(_ value: Double) throws {
    let bytes = JSONValue.array([.double(value)]).bytes()
    let back = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [Double])
    #expect(back == [value])
  }
}
