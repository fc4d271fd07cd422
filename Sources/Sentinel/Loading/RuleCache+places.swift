import Detection
import Glibc
import Records
import Storage

extension RuleCache {
  /// The kept form of what these files compile to; nil where nothing can be kept.
  ///
  /// The configuration counts with all its files: whatever of it compiling uses, now or later, a
  /// change of it makes the rules be compiled again.
  init?(_ places: Places, rules: [SourceFile], configuration: [SourceFile]) {
    guard let folder = CacheFolder.choose(state: places.state, user: places.userCache) else {
      return nil
    }
    var digest = ContentDigest()
    digest.add(Self.build)
    for files in [configuration, rules] {
      digest.add(String(files.count))
      for file in files {
        digest.add(file.path)
        digest.add(file.text)
      }
    }
    self.init(key: digest.hex(), load: { folder.read($0) }, save: { folder.write($0, $1) })
  }

  /// This very program: what another build left is made again.
  private static let build: String = {
    var found = stat()
    guard unsafe stat("/proc/self/exe", &found) == 0 else { return "unknown" }
    let times = [found.st_mtim, found.st_ctim].map { "\($0.tv_sec).\($0.tv_nsec)" }
    return "\(found.st_dev) \(found.st_ino) \(found.st_size) " + times.joined(separator: " ")
  }()
}
