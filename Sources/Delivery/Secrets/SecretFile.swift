import Glibc
import Records

/// Reads one secret from where a receiver says it is.
///
/// A file counts only when nobody but its owner can read it, because a webhook's URL is a password:
/// whoever has it can write to the channel in our name.
struct SecretFile {
  /// Bytes of a secret: far above any token or URL, far below anything that is a mistake.
  static let bytesMax = 4096

  var receiver: String
  var place: Receiver.SecretPlace
  /// `$CREDENTIALS_DIRECTORY` (systemd.exec(5)); nil when the process has none.
  var credentials: String?
  /// The user this process runs as.
  var user: UInt32

  /// The secret, without white space around it.
  func read() throws(SecretError) -> String {
    let path = try path()
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw cannotOpen(path, number: errno) }
    defer { close(descriptor) }
    try checkMode(of: descriptor, path)
    return try text(of: bytes(of: descriptor, path), path)
  }

  private func path() throws(SecretError) -> String {
    switch place {
    case .file(let path): return path
    case .credential(let name):
      guard let credentials else {
        throw error(
          .missing, name, "no credentials were given to this process",
          hint: "add LoadCredential=\(name):PATH to the unit, or name a file instead")
      }
      guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
        throw error(.missing, name, "a credential's name holds no '/'")
      }
      return credentials + "/" + name
    }
  }

  private func cannotOpen(_ path: String, number: Int32) -> SecretError {
    var failure = error(
      number == ENOENT ? .missing : .unreadable, path, SystemText.of(number),
      hint: number == ENOENT
        ? "write the secret into it, mode 0600" : "make the user tocsin runs as its owner")
    failure.number = number
    return failure
  }

  private func checkMode(of descriptor: Int32, _ path: String) throws(SecretError) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw cannotOpen(path, number: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw error(.notAFile, path, "a secret is a regular file")
    }
    guard status.st_mode & forbiddenBits == 0 else {
      throw error(.othersCanRead, path, "a secret file others can read", hint: "chmod 600 \(path)")
    }
    guard status.st_uid == 0 || status.st_uid == user else {
      throw error(
        .foreignOwner, path, "a secret file that belongs to another user",
        hint: "chown it to root or to the user tocsin runs as")
    }
  }

  /// systemd hands a credential over as root's file with an access list for the service's user,
  /// which shows as the group's right to read; its folder keeps others out.
  private var forbiddenBits: mode_t {
    switch place {
    case .file: 0o077
    case .credential: 0o037
    }
  }

  private func bytes(of descriptor: Int32, _ path: String) throws(SecretError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.bytesMax + 1)
    var count = 0
    while count < bytes.count {
      let space = count..<bytes.count
      let got = unsafe bytes[space].withUnsafeMutableBytes { room in
        unsafe Glibc.read(descriptor, room.baseAddress, room.count)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw cannotOpen(path, number: errno) }
      if got == 0 { break }
      count += got
    }
    guard count <= Self.bytesMax else {
      throw error(.tooLarge, path, "a secret has at most \(Self.bytesMax) bytes")
    }
    return Array(bytes[..<count])
  }

  private func text(of bytes: [UInt8], _ path: String) throws(SecretError) -> String {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
    let core = bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
    guard !core.isEmpty else { throw error(.empty, path, "an empty secret") }
    guard let text = String(validating: core, as: UTF8.self), !core.contains(where: { $0 < 0x20 })
    else {
      throw error(
        .controls, path, "a secret of more than one line, or with bytes that are no text",
        hint: "keep one secret in one file")
    }
    return text
  }

  private func error(
    _ code: SecretError.Code, _ path: String, _ clause: String, hint: String? = nil
  ) -> SecretError {
    SecretError(receiver: receiver, code: code, path: path, clause: clause, hint: hint)
  }
}

/// The system's words for an error number.
enum SystemText {
  static func of(_ number: Int32) -> String {
    var room = [CChar](repeating: 0, count: 128)
    guard unsafe strerror_r(number, &room, room.count) == 0 else { return "error \(number)" }
    return String(decoding: room.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
