import Glibc
package import Records

/// Which of a source's declared places are read on this machine, and why.
///
/// The first place that can be read is taken, so that no happening is read through two; `readsAll`
/// takes them all. Where nothing can be read now, its files are waited for: they are names of the
/// same log on different systems.
package struct SourcePlan: Sendable, Equatable {
  package struct Choice: Sendable, Equatable {
    package var source: String
    package var title: String
    package var from: SourceDeclaration.From
    package var places: [SourceDeclaration.Place]
    /// For people: what is read, and why not what stands before it.
    package var reason: String
    /// False when nothing can be read yet, and the places are waited for.
    package var isReadable: Bool
  }

  /// In the order of the declarations.
  package var choices: [Choice]

  /// What a file watcher is given.
  package var files: [WatchedFiles] {
    choices.compactMap { choice in
      let patterns = choice.places.compactMap { place in
        if case .file(let pattern) = place { pattern } else { nil }
      }
      guard !patterns.isEmpty else { return nil }
      return WatchedFiles(source: choice.source, patterns: patterns, from: choice.from)
    }
  }

  /// What a journal reader is given; entries go to the first that fits.
  package var journals: [WatchedJournal] {
    choices.flatMap { choice in
      choice.places.compactMap { place in
        if case .journal(let match) = place {
          WatchedJournal(source: choice.source, match: match, from: choice.from)
        } else {
          nil
        }
      }
    }
  }

  /// Sources that are read from standard input; a second one would get nothing.
  package var standardInput: [String] {
    choices.filter { $0.places.contains(.standardInput) }.map(\.source)
  }

  /// Chooses for every declaration.
  ///
  /// `fileIsReadable` says whether any file of a pattern can be read.
  package static func choose(
    _ declarations: [SourceDeclaration], journalIsReadable: Bool,
    fileIsReadable: (String) -> Bool = SourcePlan.anyFileIsReadable
  ) -> SourcePlan {
    SourcePlan(
      choices: declarations.map { choose($0, journalIsReadable, fileIsReadable) })
  }

  /// Whether a file fits the pattern now and can be opened.
  package static func anyFileIsReadable(_ pattern: String) -> Bool {
    PathPattern(pattern).expand().paths.contains { path in
      (try? OpenedFile(path, calls: WatchCalls())) != nil
    }
  }

  /// Which rights keep the first file of the pattern that is there from being read, and what to
  /// change.
  ///
  /// Nil when no such file is there, or rights are not what is missing.
  package static func hindrance(_ pattern: String) -> String? {
    let matches = PathPattern(pattern).expand()
    for path in matches.paths {
      do throws(SystemError) {
        _ = try OpenedFile(path, calls: WatchCalls())
      } catch {
        if isDenied(error) { return Permission.detail(of: path, error) }
      }
    }
    if let folder = matches.denied.first { return "let the user tocsin list the folder \(folder)" }
    do throws(SystemError) {
      _ = try FileFacts(linkItself: pattern)
    } catch {
      if isDenied(error) { return Permission.detail(of: pattern, error) }
    }
    return nil
  }

  private static func isDenied(_ error: SystemError) -> Bool {
    error.code == EACCES || error.code == EPERM
  }

  private static func choose(
    _ declaration: SourceDeclaration, _ journalIsReadable: Bool,
    _ fileIsReadable: (String) -> Bool
  ) -> Choice {
    var choice = Choice(
      source: declaration.id, title: declaration.title, from: declaration.from, places: [],
      reason: "", isReadable: false)
    let readable = declaration.read.filter { place in
      switch place {
      case .file(let pattern): fileIsReadable(pattern)
      case .journal: journalIsReadable
      case .standardInput: true
      }
    }
    choice.isReadable = !readable.isEmpty
    if declaration.readsAll {
      choice.places = declaration.read
      choice.reason = declaration.read.map(words).joined(separator: ", ") + ": all are read"
      return choice
    }
    guard let place = readable.first else {
      choice.places = awaited(declaration)
      choice.reason =
        choice.places.isEmpty
        ? "no place to read is declared"
        : choice.places.map(words).joined(separator: ", ")
          + " is waited for: nothing can be read yet"
      return choice
    }
    choice.places = [place]
    choice.reason = reason(for: place, declaration)
    return choice
  }

  private static func awaited(_ declaration: SourceDeclaration) -> [SourceDeclaration.Place] {
    let files = declaration.read.filter { if case .file = $0 { true } else { false } }
    return files.isEmpty ? declaration.read : files
  }

  private static func reason(
    for place: SourceDeclaration.Place, _ declaration: SourceDeclaration
  ) -> String {
    let before = declaration.read.prefix { $0 != place }
    guard !before.isEmpty else { return words(place) }
    return words(place) + ", because nothing can be read from "
      + before.map(words).joined(separator: ", ")
  }

  private static func words(_ place: SourceDeclaration.Place) -> String {
    switch place {
    case .file(let pattern): pattern
    case .journal: "the journal"
    case .standardInput: "standard input"
    }
  }
}
