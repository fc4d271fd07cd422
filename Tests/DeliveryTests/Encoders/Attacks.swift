/// Text that strangers write into logs to be more than read: invented here.
enum Attacks {
  /// Each a part of a log line.
  static let all: [String] =
    mentions + links + markup + mail + data + unicode + controls + longOnes

  private static let mentions = [
    "<!channel>", "<!here>", "<!everyone>", "<@U012AB3CD>", "<#C012AB3CD>", "<!subteam^S01|ops>",
    "<!date^1392734382^{date}|x>", "<@123456789012345678>", "<@!123456789012345678>",
    "<@&123456789012345678>", "<#123456789012345678>", "@everyone", "@here", "@channel", "@all",
    "@room", "<users/all>", "<at>everyone</at>", "</ban:123456>", "<t:1700000000:R>",
    "<:bell:123456789>", "<a:bell:123456789>", ":rotating_light:", "&lt;!channel&gt;",
    "<\u{301}!channel>", "@\u{301}everyone", "<!chan\u{200B}nel>", "@ever\u{2060}yone",
  ]

  private static let links = [
    "http://evil.example/login", "https://evil.example", "HTTPS://EVIL.EXAMPLE/a?b=c#d",
    "hTtP://evil.example", "<https://evil.example|Reset your password>",
    "[Reset your password](https://evil.example)", "[x](<https://evil.example>)",
    "![x](https://evil.example/beacon.png)", "<https://evil.example>", "www.evil.example/x",
    "WWW.evil.example", "mira@evil.example", "<mailto:mira@evil.example|mail>",
    "mailto:mira@evil.example", "javascript://%0aalert(1)", "ftp://evil.example/x",
    "file:///etc/passwd", "slack://channel?id=1", "msteams://x/y", "discord://-/x",
    "tel://123456789", "https://mira:secret@evil.example/", "http:\\\\evil.example",
    "http:evil.example", "https:/evil.example", "ahttp://evil.example", "[a]: https://evil.example",
    "https://evil\u{3002}example/x", "https\u{200B}://evil.example", "h\u{AD}ttps://evil.example",
    "data://text/html,x", "https://https://evil.example", "https://evil.example:8080@b.example",
    "//evil.example/x", "ws://evil.example", "x+y://evil.example", "http://[::1]/x",
    "http://1.2.3.4/x", "http://evil.example.", "(http://evil.example)", "'http://evil.example'",
  ]

  private static let markup = [
    "*bold*", "_italic_", "~strike~", "`code`", "```", "```\nx\n```", "``", "`````", "`\u{301}``",
    "||spoiler||", "> quote", ">>> quote", "# big", "-# small", "- list", "1. list", "__under__",
    "**bold**", "\\", "\\\\", "\\*x*", "trailing\\", "|a|b|", "---", "***", "<b>x</b>",
    "&amp;", "&#60;script&#62;", "&", "<", ">", "\"", "'", "{{x}}", "${x}", "%s%n", "{0}",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</pre></body></html>",
    "\"><svg onload=alert(1)>", "<!--", "-->", "]]>", "<style>*{display:none}</style>",
    "<base href=//evil.example>", "<meta http-equiv=refresh content=0>", "<a href=x>y</a>",
    "<iframe src=x>", "<form action=x>", "style=position:fixed", "[ ](x)", "[x][y]", "<x@y>",
  ]

  private static let mail = [
    "x\r\nBcc: victim@evil.example", "x\nBcc: victim@evil.example", "x\rBcc: v@evil.example",
    "x\r\n\r\nbody", "x\r\n.\r\nMAIL FROM:<a@b>", ".", "\n.\n", "From here", "\nFrom here",
    "=?utf-8?B?QmNjOiB4?=", "=?utf-8?Q?=0d=0aBcc:_x?=", "=0D=0ABcc: x", "--=_tocsin_", "=",
    "Content-Type: text/html", "\r\n--boundary--\r\n", "x\u{85}Bcc: y", "x\u{2028}Bcc: y",
  ]

  private static let data = [
    "\",\"text\":\"x", "\\u0000", "\\ud800", "\\\"", "}]}", "null", "=cmd|x", "+1", "-1+1",
    "a=1 b=2", "; reboot", "$(reboot)", "`reboot`", "&& reboot", "| sh", "../../etc/passwd",
    "%00", "%0d%0a", "\\x1b[31m", "0x1b",
  ]

  private static let unicode: [String] = [
    "\u{202E}gnp.exe", "\u{202A}x\u{202C}", "\u{2066}x\u{2069}", "\u{200B}", "\u{200C}",
    "\u{200D}", "\u{200E}", "\u{200F}", "\u{2060}", "\u{FEFF}", "\u{AD}", "\u{61C}", "\u{180E}",
    "\u{3164}", "\u{115F}", "\u{E0041}", "\u{FFF9}x\u{FFFB}", "\u{FFFE}", "\u{FFFF}", "\u{FFFD}",
    "\u{2028}", "\u{2029}", "\u{85}", "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", "🚨", "👩‍💻",
    "ﷺ", "аdmin", "root\u{A0}", "\u{3000}", "𝐫𝐨𝐨𝐭", "\u{1D173}", "\u{34F}", "\u{E0100}",
  ]

  /// Each C0 and C1 character, and what terminals do with some of them.
  private static let controls: [String] =
    (Array(0x00...0x1F) + Array(0x7F...0x9F)).compactMap { value in
      Unicode.Scalar(UInt32(value)).map { "a" + String(Character($0)) + "b" }
    } + [
      "\u{1B}]0;owned\u{07}", "\u{1B}[2J\u{1B}[H", "\u{1B}]52;c;cm0gLXJm\u{07}",
      "\u{1B}]8;;https://evil.example\u{07}x\u{1B}]8;;\u{07}", "\u{9B}31m", "\u{1B}[8mhidden",
      "root\rAccepted password", "a\u{08}\u{08}b", "\u{1B}P+q544e\u{1B}\\", "\u{1B}c",
    ]

  private static let longOnes = [
    String(repeating: "A", count: 60_000), String(repeating: "`", count: 60_000),
    String(repeating: "<", count: 60_000), String(repeating: "🚨", count: 20_000),
    String(repeating: "\u{202E}", count: 20_000), String(repeating: "\\", count: 60_000),
    String(repeating: "\"", count: 60_000), String(repeating: "\n", count: 60_000),
    String(repeating: "@everyone ", count: 6_000), String(repeating: "\u{0}", count: 60_000),
    String(repeating: "http://e.example ", count: 3_000), String(repeating: "*_~`|", count: 12_000),
    "a" + String(repeating: "\u{301}", count: 30_000), String(repeating: "a\n", count: 30_000),
    String(repeating: "token=", count: 10_000), String(repeating: "://", count: 20_000),
    String(repeating: "www.", count: 15_000), String(repeating: "漢", count: 20_000),
  ]
}
