import Glibc

/// Keeps what this process knows, keys and passwords among it, out of core dumps.
///
/// The limit is for dumps that the kernel writes to a file. Where a program collects them (`core_pattern` begins with a
/// bar) the limit does not hold, so that the kernel is told, too, which memory goes into one: none. A debugger run by
/// root can still look at the process while it lives.
enum CoreDumps {
  /// Forbids them for this process and those it starts. What the kernel does not allow is left as it is: a daemon is
  /// not kept from its work by that.
  static func forbid() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    let descriptor = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = write(descriptor, "0", 1)
    _ = close(descriptor)
  }
}
