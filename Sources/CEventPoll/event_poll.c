#define _GNU_SOURCE
#include "event_poll.h"

#include <sys/epoll.h>
#include <time.h>

int event_poll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static int control(int poll, int operation, int socket, uint64_t token, bool wants_write) {
  struct epoll_event event = {.events = EPOLLIN | (wants_write ? EPOLLOUT : 0), .data = {.u64 = token}};
  return epoll_ctl(poll, operation, socket, &event);
}

int event_poll_add(int poll, int socket, uint64_t token, bool wants_write) {
  return control(poll, EPOLL_CTL_ADD, socket, token, wants_write);
}

int event_poll_change(int poll, int socket, uint64_t token, bool wants_write) {
  return control(poll, EPOLL_CTL_MOD, socket, token, wants_write);
}

int event_poll_wait(int poll, struct event_poll_event *events, int64_t nanoseconds) {
  struct epoll_event found[EVENT_POLL_EVENT_COUNT_MAX];
  struct timespec timeout = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  int count = epoll_pwait2(poll, found, EVENT_POLL_EVENT_COUNT_MAX, &timeout, NULL);
  for (int index = 0; index < count; index++) {
    bool has_failed = found[index].events & (EPOLLERR | EPOLLHUP);
    events[index].token = found[index].data.u64;
    events[index].is_readable = has_failed || found[index].events & EPOLLIN;
    events[index].is_writable = has_failed || found[index].events & EPOLLOUT;
  }
  return count;
}
