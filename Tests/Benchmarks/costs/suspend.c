// Valgrind 3.19 (of Debian 12) writes into the mask that sigsuspend is given before it passes it on. libdispatch's is
// a constant in memory that cannot be written, so that the main thread of every Swift program ends valgrind with
// SIGSEGV. Preloaded, this gives it a copy.
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

int sigsuspend(const sigset_t *mask) {
  sigset_t copy = *mask;
  // Of the set, the kernel knows 64 signals.
  return (int)syscall(SYS_rt_sigsuspend, &copy, 8);
}
