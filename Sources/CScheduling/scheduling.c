#define _GNU_SOURCE
#include "scheduling.h"

#include <errno.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// struct sched_attr of linux/sched/types.h in its first form, which every kernel with the call takes. glibc has it from
// 2.41 on.
struct attributes {
  uint32_t size;
  uint32_t policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime_nanoseconds;
  uint64_t deadline_nanoseconds;
  uint64_t period_nanoseconds;
};

// SCHED_OTHER, under a name that no header claims.
enum { POLICY_NORMAL = 0 };

// The least that the kernel takes; what is shorter it lengthens to this.
enum { TURN_NANOSECONDS_MIN = 100000 };

int scheduling_shorten_turns(void) {
  // What is not said is reset, so the niceness is said as it is.
  errno = 0;
  int nice = getpriority(PRIO_PROCESS, 0);
  if (nice == -1 && errno != 0) return errno;
  struct attributes attributes = {
    .size = sizeof(attributes),
    .policy = POLICY_NORMAL,
    .nice = nice,
    .runtime_nanoseconds = TURN_NANOSECONDS_MIN,
  };
  return syscall(SYS_sched_setattr, 0, &attributes, 0) == 0 ? 0 : errno;
}

void scheduling_be_punctual(void) { prctl(PR_SET_TIMERSLACK, 1UL); }
