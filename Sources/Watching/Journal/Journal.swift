import CSystemd
import Glibc

/// An open journal, with libsystemd's numbers as errors.
///
/// Bound to the thread that opened it.
@safe final class Journal {
  private let handle: OpaquePointer
  let place: String

  /// The system's own journal, or the journal files of one folder.
  init(folder: String?) throws(SystemError) {
    place = folder ?? "the journal"
    var opened: OpaquePointer?
    let code =
      if let folder {
        unsafe sd_journal_open_directory(&opened, folder, 0)
      } else {
        unsafe sd_journal_open(&opened, Int32(SD_JOURNAL_LOCAL_ONLY))
      }
    guard code >= 0, let opened = unsafe opened else {
      throw SystemError(place: place, call: "sd_journal_open", code: -code)
    }
    unsafe handle = opened
  }

  deinit { unsafe sd_journal_close(handle) }

  private func check(_ code: Int32, _ call: String) throws(SystemError) -> Int32 {
    guard code >= 0 else { throw SystemError(place: place, call: call, code: -code) }
    return code
  }

  /// How much of a field's value is fetched; a hint only.
  func setThreshold(_ bytes: Int) { unsafe _ = sd_journal_set_data_threshold(handle, bytes) }

  /// To be asked before the first reading, because changes are noticed from then on; −1 where there
  /// is none.
  func changeDescriptor() -> Int32 { unsafe sd_journal_get_fd(handle) }

  /// Takes note of entries and files that came or went; a reader in order treats both alike.
  func takeChanges() { unsafe _ = sd_journal_process(handle) }

  /// Steps to the next entry; false at the end for now.
  func next() throws(SystemError) -> Bool {
    try check(unsafe sd_journal_next(handle), "sd_journal_next") > 0
  }

  func previous() throws(SystemError) -> Bool {
    try check(unsafe sd_journal_previous(handle), "sd_journal_previous") > 0
  }

  func seekHead() throws(SystemError) {
    _ = try check(unsafe sd_journal_seek_head(handle), "sd_journal_seek_head")
  }

  func seekTail() throws(SystemError) {
    _ = try check(unsafe sd_journal_seek_tail(handle), "sd_journal_seek_tail")
  }

  func seek(_ cursor: String) throws(SystemError) {
    _ = try check(unsafe sd_journal_seek_cursor(handle, cursor), "sd_journal_seek_cursor")
  }

  /// Whether the current entry is the one of a cursor.
  func isAt(_ cursor: String) -> Bool { unsafe sd_journal_test_cursor(handle, cursor) > 0 }

  /// The current entry's cursor.
  func cursor() throws(SystemError) -> String {
    var text: UnsafeMutablePointer<CChar>?
    _ = try check(unsafe sd_journal_get_cursor(handle, &text), "sd_journal_get_cursor")
    guard let text = unsafe text else { return "" }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }

  /// When the current entry was received, in microseconds since 1970; 0 when it cannot be told.
  func received() -> Int64 {
    var time: UInt64 = 0
    return unsafe sd_journal_get_realtime_usec(handle, &time) < 0 ? 0 : Int64(clamping: time)
  }

  /// Only entries with this field from now on, or with any other one added.
  func match(_ field: String) throws(SystemError) {
    let bytes = Array(field.utf8)
    _ = try check(
      unsafe sd_journal_add_match(handle, bytes, bytes.count), "sd_journal_add_match")
    _ = try check(unsafe sd_journal_add_disjunction(handle), "sd_journal_add_disjunction")
  }

  /// Lends every field of the current entry, `NAME=value`, each once.
  ///
  /// The bytes are valid within one call of `body` only.
  func eachField(_ body: (UnsafeRawBufferPointer) -> Void) throws(SystemError) {
    unsafe sd_journal_restart_data(handle)
    while true {
      var data: UnsafeRawPointer?
      var count = 0
      let code = unsafe sd_journal_enumerate_available_data(handle, &data, &count)
      guard try check(code, "sd_journal_enumerate_data") > 0 else { return }
      unsafe body(UnsafeRawBufferPointer(start: data, count: count))
    }
  }
}
