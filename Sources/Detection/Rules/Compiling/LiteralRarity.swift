/// How rarely a literal stands in a log line, in bits.
///
/// A guess from what server logs hold: no sample of the machine's own lines is needed, and the
/// choice is the same everywhere. It decides speed only, never what matches.
func literalRarity(_ literal: [UInt8]) -> Double {
  let bytes = literal.span
  var bits = 0.0
  var index = 0
  while index < bytes.count {
    let word = commonWordTable.length(in: bytes, at: index)
    if word > 0 {
      // A common word says little, however long it is.
      bits += word == bytes.count ? 1 : 2.5
      index += word
    } else {
      bits += byteBits(bytes[index])
      index += 1
    }
  }
  // The fewer bytes, the more often chance brings them together in a line of 150.
  return min(bits, 48) - 7
}

/// Words that stand in a large share of the lines of some log.
let commonWords: [[UInt8]] = [
  "sshd", " for ", " from ", "from", "port ", " port", "user", "root", "http/1.", "https://",
  "http://", "http", "get ", "post ", "session", "opened", "closed", "pam_unix", "systemd",
  "kernel", "cron", "sudo", "postfix/", "dovecot", "nginx", "failed", "password", "invalid",
  "connection", "authentication",
  "failure", "mozilla/5.0", "linux", "windows", "system32", ".exe", "type=", "audit", "started",
  "service", "error", "[preauth]", "ssh2", "accepted", "publickey", "disconnected", "by ",
  "(uid=0)",
  "uid=", "/bin/", "/usr/", "bin", "usr", "var", "log", "pid", "command", "message", "name",
  "event", "true", "false", "null", "html", "php", "index", ".com", "10.", "192.168.", "127.0.0.1",
  "root:", "microsoft", "program", "files", "powershell", "cmd", "2025", "2026", "2027",
  "c:\\\\", "\\\\windows\\\\", "\\\\system32\\\\", "\\\\users\\\\", "image", "parent",
  "commandline", "process",
  "currentdirectory", "integritylevel", "original", "hashes", "corporation", "company", "-windows-",
  "sysmon", "time", "00:00", "users\\\\", "windows\\\\", "system32\\\\", "\\\\system32",
  "\\\\windows", "\\\\users",
  "line", "file", "services", "svchost", "explorer", ".exe\"", "channel", "security",
].map { Array($0.utf8) }
  .sorted { $0.count > $1.count }

private let commonWordTable = CommonWordTable()

/// The common words in one run of bytes: looking one up counts no references, and there is a look
/// at every byte of every literal.
private struct CommonWordTable: ~Copyable {
  private struct Word: BitwiseCopyable {
    var start: UInt32
    var count: UInt32
  }

  private let bytes: FixedTable<UInt8>
  /// By first byte, the longest first.
  private let words: FixedTable<Word>
  /// By first byte: where its words begin; one more ends the last.
  private let starts: FixedTable<UInt32>

  init() {
    var (bytes, words, starts) = ([UInt8](), [Word](), [UInt32]())
    for first in 0...UInt8.max {
      starts.append(UInt32(words.count))
      for word in commonWords where word[0] == first {
        words.append(Word(start: UInt32(bytes.count), count: UInt32(word.count)))
        bytes += word
      }
    }
    starts.append(UInt32(words.count))
    self.bytes = FixedTable(bytes)
    self.words = FixedTable(words)
    self.starts = FixedTable(starts)
  }

  /// Bytes of the longest word at `index`; 0 for none.
  func length(in literal: Span<UInt8>, at index: Int) -> Int {
    let first = Int(literal[index])
    var number = Int(starts[first])
    let end = Int(starts[first + 1])
    while number < end {
      let word = words[number]
      number += 1
      let count = Int(word.count)
      guard literal.count - index >= count else { continue }
      var same = 1
      while same < count, literal[index + same] == bytes[Int(word.start) + same] { same += 1 }
      if same == count { return count }
    }
    return 0
  }
}

/// What one byte adds.
func byteBits(_ byte: UInt8) -> Double { bitsByByte[Int(byte)] }

private let bitsByByte = FixedTable((0...UInt8.max).map { bits(of: $0) })

private func bits(of byte: UInt8) -> Double {
  switch lowercased(byte) {
  case UInt8(ascii: " "): 2.5
  case UInt8(ascii: "e"), UInt8(ascii: "a"), UInt8(ascii: "t"), UInt8(ascii: "i"),
    UInt8(ascii: "o"), UInt8(ascii: "n"), UInt8(ascii: "s"), UInt8(ascii: "r"):
    3.9
  case 0x30...0x39: 3.7
  case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "/"),
    UInt8(ascii: "="), UInt8(ascii: "_"), UInt8(ascii: ","), UInt8(ascii: "\""),
    UInt8(ascii: "\\"):
    3.4
  case UInt8(ascii: "q"), UInt8(ascii: "x"), UInt8(ascii: "z"), UInt8(ascii: "j"),
    UInt8(ascii: "k"), UInt8(ascii: "w"), UInt8(ascii: "y"), UInt8(ascii: "v"):
    6.5
  case 0x61...0x7a: 5
  default: 6
  }
}

/// The logarithm of a count, to the nearest half: enough to weigh alternatives.
func approximateLog2(_ count: Int) -> Double {
  guard count > 1 else { return 0 }
  let whole = Int.bitWidth - 1 - count.leadingZeroBitCount
  let hasHalf = count * 10 > (1 << whole) * 14
  return Double(whole) + (hasHalf ? 0.5 : 0)
}
