/// Joins names of files as the kernel would, without asking it.
enum PathText {
  /// Writes `name` below `folder`, with `.`, `..` and doubled slashes taken out, to `path`.
  ///
  /// A name that begins with a slash stands alone; one without a folder stays as it is.
  static func join(_ folder: [UInt8]?, _ name: [UInt8], into path: inout [UInt8]) {
    path.removeAll(keepingCapacity: true)
    let slash = UInt8(ascii: "/")
    if name.first != slash {
      guard let folder, folder.first == slash else {
        path.append(contentsOf: name)
        return
      }
      append(folder, to: &path)
    }
    append(name, to: &path)
    if path.isEmpty { path.append(slash) }
  }

  private static func append(_ text: [UInt8], to path: inout [UInt8]) {
    let (slash, dot) = (UInt8(ascii: "/"), UInt8(ascii: "."))
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, text[end] != slash { end += 1 }
      let count = end - start
      if count == 2, text[start] == dot, text[start + 1] == dot {
        while let last = path.popLast(), last != slash {}
      } else if count > 0, !(count == 1 && text[start] == dot) {
        path.append(slash)
        path.append(contentsOf: text[start..<end])
      }
      start = end + 1
    }
  }
}
