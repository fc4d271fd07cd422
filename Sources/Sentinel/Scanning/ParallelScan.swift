import Detection
import Records

/// Files read by several threads and heard in their order.
///
/// Each thread takes the next file and turns it into pieces: its plain findings as text, its matches
/// for the windows, and the lines that windows may ask for. Pieces are heard one at a time, file
/// by file: by one thread between its own pieces, whose core then has the windows at hand, until too much
/// stands in line; at the end by those that have no file left to read. So no thread waits for another
/// unless very much stands in line.
final class ParallelScan: Sendable {
  /// What one chunk came to.
  private struct Piece {
    var findings = 0
    var text = ""
    var batch = HitBatch()
    var kept = KeptLines()
    var binding: SourceBinding

    var bytes: Int { text.utf8.count + batch.bytesHeld + kept.bytesHeld }
  }

  private enum Step {
    case piece(Piece)
    /// With why it could not be read to its end.
    case end(ScanResult, trouble: String?)
  }

  private struct Progress {
    var steps: [Step] = []
    var share: (done: Int64, total: Int64)?
  }

  private struct Line {
    var files: [Progress]
    /// The next file to be read, and the one that is heard.
    var next = 0
    var heard = 0
    /// A thread is hearing.
    var isBusy = false
    /// The thread that heard last.
    var hearer = 0
    /// Threads that have no file left to read, and hear for the others.
    var idle = 0
    /// Of pieces that were not heard yet.
    var bytes = 0
    /// Pieces that were heard, whose memory is used again: as many as ever stood in line.
    var spare: [Piece] = []

    var isAtEnd: Bool { heard == files.count }
    var hasSteps: Bool { !isAtEnd && !files[heard].steps.isEmpty }
  }

  /// What only the thread that hears may touch.
  private struct Hearing {
    var windows: Windows
    var result = ScanResult()
    var shown = ContinuousClock.now
    /// For evidence of windows; of the file that is heard.
    var teller: (file: Int, box: ScannerBox)?
  }

  /// Memory of pieces that wait: a log of nothing but matches holds about as much as its text.
  private static let bytesMax = 64 << 20
  /// Of pieces that wait for the thread which heard last; beyond it the next one hears.
  private static let patienceBytes = 4 << 20

  private let run: ScanRun
  private let files: [String]
  private let voice: ScanVoice
  private let line: Monitor<Line>
  private let hearing: Monitor<Hearing>

  init(_ run: ScanRun, _ files: [String], _ voice: ScanVoice) {
    self.run = run
    self.files = files
    self.voice = voice
    line = Monitor(Line(files: files.map { _ in Progress() }))
    hearing = Monitor(Hearing(windows: run.windows))
  }

  func run(threads: Int) -> ScanResult {
    let loops = (1..<threads).map { number in Loop("scan-\(number)") { self.work(number) } }
    work(0)
    for loop in loops { loop.join() }
    return hearing.with { hearing in
      run.end(&hearing.windows, &hearing.result, voice)
      return hearing.result
    }
  }

  /// Reads files until there is none left, then hears what others read.
  private func work(_ number: Int) {
    while let file = takeFile() {
      var result = ScanResult()
      var trouble: String?
      do {
        let input = try ScannedFile(files[file], of: run)
        defer { result.add(input) }
        try read(input, file, number)
        result.files = 1
      } catch {
        trouble = "tocsin: \(error)"
        result.isPartial = true
      }
      add(.end(result, trouble: trouble), to: file, share: nil, by: number)
    }
    line.with { $0.idle += 1 }
    wait(as: number, until: \.isAtEnd)
  }

  private func takeFile() -> Int? {
    line.with { line in
      guard line.next < files.count else { return nil }
      line.next += 1
      return line.next - 1
    }
  }

  private func read(_ input: ScannedFile, _ file: Int, _ number: Int) throws {
    while try input.next({ chunk, scanner in
      var piece = line.with { $0.spare.popLast() } ?? Piece(binding: scanner.binding)
      piece.batch.reset()
      scanner.scan(chunk, into: &piece.batch)
      guard !scanner.binding.format.joinsLines else {
        hearNow(piece.batch, &scanner, chunk, of: file, by: number)
        return giveBack([.piece(piece)])
      }
      let findings = scanner.findings(of: piece.batch, [], in: chunk)
      piece.findings = findings.count
      piece.text = run.text(of: findings, in: files[file], voice)
      piece.kept.keep(chunk, heardBy: piece.batch)
      piece.binding = scanner.binding
      add(.piece(piece), to: file, share: input.share, by: number)
    }) {}
  }
}

/// Standing in line, and being heard.
extension ParallelScan {
  /// Waits while too much stands in line, but never with the file that is heard.
  private func add(
    _ step: Step, to file: Int, share: (done: Int64, total: Int64)?, by number: Int
  ) {
    wait(as: number, until: { $0.bytes < Self.bytesMax || $0.heard == file })
    let hears = line.with { line in
      if case .piece(let piece) = step { line.bytes += piece.bytes }
      line.files[file].steps.append(step)
      if let share { line.files[file].share = share }
      return line.idle == 0 && (line.hearer == number || line.bytes > Self.patienceBytes)
    }
    if hears { hear(as: number) }
  }

  /// Hears for the others while it waits: whoever heard last may be waiting as well.
  private func wait(
    as number: Int, until condition: (Line) -> Bool, then body: (inout Line) -> Void = { _ in }
  ) {
    var isMet = false
    while !isMet {
      line.wait(until: { condition($0) || ($0.hasSteps && !$0.isBusy) }) { line in
        isMet = condition(line)
        if isMet { body(&line) }
      }
      if !isMet { hear(as: number) }
    }
  }

  /// Hears what stands in line, unless another thread does.
  private func hear(as number: Int) {
    let isMine = line.with { line in
      guard !line.isBusy else { return false }
      (line.isBusy, line.hearer) = (true, number)
      return true
    }
    guard isMine else { return }
    while let (file, steps) = takeSteps() {
      hearing.with { hearing in
        for step in steps { hear(step, of: file, &hearing) }
        tellProgress(&hearing)
      }
      giveBack(steps)
    }
  }

  /// All steps of the file that is heard; nil, and nobody hears any more, when there is none.
  private func takeSteps() -> (file: Int, steps: [Step])? {
    line.with { line in
      let file = line.heard
      guard !line.isAtEnd, let last = line.files[file].steps.last else {
        line.isBusy = false
        return nil
      }
      let steps = line.files[file].steps
      line.files[file].steps = []
      for case .piece(let piece) in steps { line.bytes -= piece.bytes }
      if case .end = last { line.heard += 1 }
      return (file, steps)
    }
  }

  private func giveBack(_ steps: [Step]) {
    line.with { line in
      for case .piece(var piece) in steps {
        // Texts are made anew; kept here they would be held for nothing.
        piece.text = ""
        line.spare.append(piece)
      }
    }
  }

  /// Waits for the file's turn and hears a chunk while its scanner still knows what its lines were
  /// joined to.
  private func hearNow(
    _ batch: HitBatch, _ scanner: inout ChunkScanner, _ chunk: borrowing Chunk, of file: Int,
    by number: Int
  ) {
    wait(as: number, until: { $0.heard == file && !$0.isBusy }, then: { $0.isBusy = true })
    hearing.with { hearing in
      let firings = hearing.windows.absorb(batch).filter(\.isRising)
      let findings = scanner.findings(of: batch, firings, in: chunk)
      hearing.result.findings += findings.count
      if !findings.isEmpty { voice.write(run.text(of: findings, in: files[file], voice)) }
    }
    line.with { $0.isBusy = false }
  }

  private func hear(_ step: Step, of file: Int, _ hearing: inout Hearing) {
    switch step {
    case .piece(let piece): hear(piece, of: file, &hearing)
    case .end(let result, let trouble):
      hearing.result.add(result)
      if let trouble { voice.say(trouble) }
    }
  }

  private func hear(_ piece: Piece, of file: Int, _ hearing: inout Hearing) {
    // A condition that goes on holding adds to what was found; it is no further finding.
    let firings = hearing.windows.absorb(piece.batch).filter(\.isRising)
    hearing.result.findings += piece.findings
    if !piece.text.isEmpty { voice.write(piece.text) }
    guard !firings.isEmpty else { return }
    do {
      let box = try teller(of: file, piece.binding, &hearing)
      let findings = piece.kept.withChunk { box.scanner.findings(of: HitBatch(), firings, in: $0) }
      hearing.result.findings += findings.count
      voice.write(run.text(of: findings, in: files[file], voice))
    } catch {
      hearing.result.isPartial = true
      voice.say("tocsin: \(error)")
    }
  }

  /// A scanner that decodes lines for the windows: the file's own is busy with later ones.
  private func teller(
    of file: Int, _ binding: SourceBinding, _ hearing: inout Hearing
  ) throws -> ScannerBox {
    if let teller = hearing.teller, teller.file == file { return teller.box }
    let box = ScannerBox(try run.scanner(for: binding, file: files[file]))
    hearing.teller = (file, box)
    return box
  }

  private func tellProgress(_ hearing: inout Hearing) {
    guard ContinuousClock.now - hearing.shown > .milliseconds(100) else { return }
    hearing.shown = .now
    let (heard, shares) = line.with { ($0.heard, $0.files.compactMap(\.share)) }
    let total = shares.reduce(0) { $0 + $1.total }
    guard total > 0 else { return }
    let bar = progressBar(shares.reduce(0) { $0 + $1.done }, of: total)
    voice.progress("\(heard) of \(files.count) files, those begun \(bar)")
  }
}

extension SourceDeclaration.Format {
  /// One event is several lines, so that a line alone cannot be decoded again.
  fileprivate var joinsLines: Bool { self == .audit }
}

extension ScanResult {
  fileprivate mutating func add(_ other: ScanResult) {
    lines += other.lines
    candidates += other.candidates
    matched += other.matched
    files += other.files
    isPartial = isPartial || other.isPartial
    for (id, row) in other.rules { rules[id, default: RuleMeter.Row()] += row }
  }
}
