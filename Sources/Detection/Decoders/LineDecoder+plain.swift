import Records

/// Lines that name no program: error logs of web servers, dpkg, applications of one's own.
///
/// Field `message` is the whole line; shapes are tried on what follows the time. Such a line's
/// program, as far as decoders are concerned, is the source's id, so that a decoder can be written
/// for a source.
extension LineDecoder {
  mutating func plain(_ line: Span<UInt8>, _ reference: Instant, _ event: inout Event) {
    var end = line.count
    if end > 0, line[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    let text = line.extracting(0..<end)
    var (start, chain) = (0, ownChain)
    if end > 0, text[0] == UInt8(ascii: "[") {
      bracketed(text, &start, &chain, &event)
    } else if end >= 15 {
      timed(text, reference, &start, &chain, &event)
    }
    event.set(Envelope.message.number, 0..<end)
    shaped(text, 0, start..<end, chain, isKernel: false, &event)
  }

  /// `[Mon May 11 06:32:01.551204 2026] [core:error] …` of Apache; other times in brackets.
  private mutating func bracketed(
    _ text: Span<UInt8>, _ start: inout Int, _ chain: inout Int, _ event: inout Event
  ) {
    let named = clock.named(text, at: 1)
    guard let reading = named ?? clock.dated(text, at: 1), reading.end < text.count,
      text[reading.end] == UInt8(ascii: "]")
    else { return }
    note(reading, &event)
    start = after(reading.end + 1, text)
    guard named != nil, start < text.count, text[start] == UInt8(ascii: "[") else { return }
    setText(Envelope.program.number, "apache2", &event)
    if chain == 0 { chain = known.apache }
  }

  private mutating func timed(
    _ text: Span<UInt8>, _ reference: Instant, _ start: inout Int, _ chain: inout Int,
    _ event: inout Event
  ) {
    if let reading = clock.dated(text, at: 0, separator: UInt8(ascii: "/")) {
      note(reading, &event)
      start = after(reading.end, text)
      return nginx(text, &start, &chain, &event)
    }
    let dated = clock.dated(text, at: 0)
    guard
      let reading = dated ?? clock.yearless(text, at: 0, reference: reference)
        ?? clock.named(text, at: 0)
    else { return }
    note(reading, &event)
    start = after(reading.end, text)
    guard dated != nil, isOfDpkg(text, start) else { return }
    setText(Envelope.program.number, "dpkg", &event)
    if chain == 0 { chain = known.dpkg }
  }

  /// `[error] 911#911: *2204 text`.
  private mutating func nginx(
    _ text: Span<UInt8>, _ start: inout Int, _ chain: inout Int, _ event: inout Event
  ) {
    var at = start
    guard at < text.count, text[at] == UInt8(ascii: "[") else { return }
    while at < text.count, text[at] != UInt8(ascii: "]") { at += 1 }
    let level = start + 1..<at
    let process = at + 2
    at = process
    while at < text.count, digit(text[at]) >= 0 { at += 1 }
    guard at > process, at < text.count, text[at] == UInt8(ascii: "#") else { return }
    event.set(Envelope.priority.number, level)
    event.set(Envelope.pid.number, process..<at)
    setText(Envelope.program.number, "nginx", &event)
    while at < text.count, text[at] != UInt8(ascii: " ") { at += 1 }
    start = after(at, text)
    if chain == 0 { chain = known.nginx }
  }

  private func isOfDpkg(_ text: Span<UInt8>, _ start: Int) -> Bool {
    let rest = start..<text.count
    return begins(text, rest, "install ") || begins(text, rest, "upgrade ")
      || begins(text, rest, "remove ") || begins(text, rest, "purge ")
      || begins(text, rest, "status ") || begins(text, rest, "configure ")
      || begins(text, rest, "trigproc ") || begins(text, rest, "startup ")
      || begins(text, rest, "conffile ") || begins(text, rest, "disappear ")
  }

  /// One space is stepped over.
  private func after(_ at: Int, _ text: Span<UInt8>) -> Int {
    at < text.count && text[at] == UInt8(ascii: " ") ? at + 1 : min(at, text.count)
  }
}

/// Programs that are told by how their own files are written, and their chains.
struct KnownPrograms {
  static let names: Set<String> = ["dpkg", "nginx", "apache2"]

  var dpkg, nginx, apache: Int

  init(_ set: DecoderSet) {
    func chain(_ name: String) -> Int {
      let bytes = Array(name.utf8)
      return set.programs.chain(bytes.span, bytes.indices)
    }
    (dpkg, nginx, apache) = (chain("dpkg"), chain("nginx"), chain("apache2"))
  }
}
