internal import Glibc

/// What tells one state of a file from another without reading it. Also the time of the last change of its inode is in
/// it: a copy can keep size and time of modification, but not that.
struct FileSignature: Hashable, Sendable {
  private let device: dev_t
  private let inode: ino_t
  private let byteCount: off_t
  private let modifiedNanoseconds: Int
  private let changedNanoseconds: Int

  /// The signature of what a path leads to now; nil when there is nothing, or it cannot be looked at.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = status.st_dev
    inode = status.st_ino
    byteCount = status.st_size
    modifiedNanoseconds = status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec
    changedNanoseconds = status.st_ctim.tv_sec &* 1_000_000_000 &+ status.st_ctim.tv_nsec
  }
}
