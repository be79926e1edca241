// epoll, which Swift's module of the C library leaves out. The header includes nothing of the system's: what it shared
// with that module would belong to both.
#ifndef EVENT_POLL_H
#define EVENT_POLL_H

#include <stdbool.h>
#include <stdint.h>

/// A socket with something to read, or with room to write; both when it has failed.
struct event_poll_event {
  uint64_t token;
  bool is_readable;
  bool is_writable;
};

/// Most events that are given at a time.
enum { EVENT_POLL_EVENT_COUNT_MAX = 256 };

/// A new poll's file descriptor, to be closed by its owner; -1 and errno when the system has none left.
int event_poll_create(void);

/// Begins to look at a socket, whose events carry the token. -1 and errno on failure.
int event_poll_add(int poll, int socket, uint64_t token, bool wants_write);

/// Changes whether room to write is an event. -1 and errno on failure.
int event_poll_change(int poll, int socket, uint64_t token, bool wants_write);

/// Waits for events, for so many nanoseconds at most, and writes up to EVENT_POLL_EVENT_COUNT_MAX of them.
/// Returns how many; -1 and errno on failure.
int event_poll_wait(int poll, struct event_poll_event *events, int64_t nanoseconds);

#endif
