import Glibc

/// The results of `work` for `0..<count`, in that order, made by one thread for each core.
///
/// For reading and compiling only, which take seconds for thousands of records: few pieces are done
/// by the caller alone. Threads of its own, because the callers are plain functions that many
/// threads run. `atOnce`: pieces a thread takes at once, so that threads seldom meet; below twice as
/// many for a thread, starting it costs more than it saves.
package func onAllCores<Result: Sendable>(
  _ count: Int, atOnce: Int = 32, _ work: @escaping @Sendable (Int) -> Result
) -> [Result] {
  let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  let threads = min(coresMax, cores, count / (2 * atOnce))
  guard threads > 1 else { return (0..<count).map(work) }
  let share = Share(count, atOnce: atOnce, work)
  let others = (1..<threads).compactMap { _ in Share<Result>.start(share) }
  share.run()
  for thread in others { pthread_join(thread, nil) }
  return share.results
}

/// Each thread has a memory arena of its own; more than these would save little.
private let coresMax = 8

extension Share {
  /// Nil when the system gives no thread: the others do its part.
  static func start(_ share: Share) -> pthread_t? {
    var thread = pthread_t()
    let body = Body { share.run() }
    let argument = unsafe Unmanaged.passRetained(body)
    let result = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, argument.toOpaque())
    guard result == 0 else {
      unsafe argument.release()
      return nil
    }
    return thread
  }
}

private final class Body: Sendable {
  let run: @Sendable () -> Void

  init(run: @escaping @Sendable () -> Void) { self.run = run }
}
