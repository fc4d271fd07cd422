import CCurl
import Glibc

/// What libcurl asks and tells during a transfer.
extension HTTPLane {
  /// Takes what fits of a part of the body; false when there is more than we read.
  func hear(body part: UnsafeRawBufferPointer) -> Bool {
    let room = HTTPReply.bodyMax - reply.body.count
    unsafe reply.body.append(contentsOf: part.prefix(room))
    if part.count > room { reply.isCut = true }
    return !reply.isCut
  }

  func hear(header line: UnsafeRawBufferPointer) {
    guard reply.headers.count < HTTPReply.headersMax else { return }
    guard let colon = unsafe line.firstIndex(of: UInt8(ascii: ":")) else { return }
    let name = unsafe String(decoding: line[..<colon], as: UTF8.self).lowercased()
    let rest = unsafe Array(line[(colon + 1)...].prefix(HTTPReply.headerBytesMax))
    let isSpace = { (byte: UInt8) in byte <= 0x20 }
    let value = rest.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
    reply.headers.append(.init(name, String(decoding: value, as: UTF8.self)))
  }

  func allows(_ address: NetAddress?) -> Bool {
    if let address, rule.allows(address) {
      openedAny = true
      return true
    }
    refusedAny = true
    return false
  }

  func isConnected() { reply.reachedServer = true }
}

/// libcurl's four questions, each with the lane as its context.
private func lane(_ context: UnsafeMutableRawPointer?) -> HTTPLane? {
  unsafe context.map { unsafe Unmanaged<HTTPLane>.fromOpaque($0).takeUnretainedValue() }
}

func hearBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let lane = unsafe lane(context) else { return 0 }
  let part = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
  return unsafe lane.hear(body: part) ? part.count : 0
}

func hearHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
  unsafe lane(context)?.hear(header: line)
  return line.count
}

func openSocket(
  _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype,
  _ target: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let lane = unsafe lane(context), let target = unsafe target,
    lane.allows(unsafe NetAddress(target))
  else { return CURL_SOCKET_BAD }
  let kind = unsafe target.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
  return unsafe socket(target.pointee.family, kind, target.pointee.protocol)
}

/// The second look, at the address that was really connected to: a connection that another
/// receiver left open may be used, which this one's rule has not seen.
func checkConnection(
  _ context: UnsafeMutableRawPointer?, _ far: UnsafeMutablePointer<CChar>?,
  _ near: UnsafeMutablePointer<CChar>?, _ farPort: Int32, _ nearPort: Int32
) -> Int32 {
  guard let lane = unsafe lane(context), let far = unsafe far,
    lane.allows(unsafe NetAddress(String(cString: far)))
  else { return Int32(CURL_PREREQFUNC_ABORT) }
  lane.isConnected()
  return Int32(CURL_PREREQFUNC_OK)
}
