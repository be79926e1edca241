/* Preloaded into a daemon: injects errors into the I/O on its database files, and keeps what a power cut would undo.
 *
 * OCOP_SHIM_DATABASE  path of the database; its files are PATH and PATH-wal
 * OCOP_SHIM_TARGET    which of them count: any, main, wal
 * OCOP_SHIM_AT        number of the first I/O that fails, from 1; 0 = none
 * OCOP_SHIM_COUNT     how many fail from there on
 * OCOP_SHIM_KIND      EIO, ENOSPC, SHORT (half of it is written; those after it get ENOSPC), LIE (OK, and not done)
 * OCOP_SHIM_SYNC      honest, slow (begins 50 ms late), none (OK, and not done), late (OK at once, done 50 ms later),
 *                     gated (begins when there is no file FOLDER/gate), failing (EIO while there is a file FOLDER/gate)
 * OCOP_SHIM_FOLDER    where the report and the undo logs go
 *
 * FOLDER/report gets a line for each I/O that was tampered with. FOLDER/main.undo and FOLDER/wal.undo hold, for each
 * write since the file's last sync, what was there before: u64 offset, u64 size of the file, u64 count, then bytes.
 * After a sync that was made to fail, the records of that time stay, whatever is synced later: the system takes pages
 * that it could not write for clean, so a power cut takes them, and (here) all that lies behind them. Only who writes
 * the file anew gets them to the disk. FOLDER/main.lost and FOLDER/wal.lost hold how long the undo logs were then.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum file { OTHER, MAIN_FILE, WAL_FILE };
enum verdict { HONEST, FAIL, SHORT_WRITE, LIE };

static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_ftruncate)(int, off64_t);
static int (*real_fdatasync)(int);
static int (*real_fsync)(int);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char main_path[4096], wal_path[4200], gate_path[4200];
static const char *target = "any", *kind = "EIO", *sync_mode = "honest";
static long fail_at, fail_count = 1, io_count;
static int report_file = -1, undo_file[3] = {-1, -1, -1}, lost_file[3] = {-1, -1, -1};
/* How far from its begin the file was written anew, without a hole, since something was lost or the process began. */
static uint64_t rewritten[3];

static const char *setting(const char *name, const char *otherwise) {
  const char *value = getenv(name);
  return value && *value ? value : otherwise;
}

static int open_in(const char *folder, const char *name) {
  char path[4300];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

__attribute__((constructor)) static void begin(void) {
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_write = dlsym(RTLD_NEXT, "write");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  snprintf(main_path, sizeof main_path, "%s", setting("OCOP_SHIM_DATABASE", "/nowhere"));
  snprintf(wal_path, sizeof wal_path, "%s-wal", main_path);
  target = setting("OCOP_SHIM_TARGET", target);
  kind = setting("OCOP_SHIM_KIND", kind);
  sync_mode = setting("OCOP_SHIM_SYNC", sync_mode);
  fail_at = atol(setting("OCOP_SHIM_AT", "0"));
  fail_count = atol(setting("OCOP_SHIM_COUNT", "1"));
  const char *folder = getenv("OCOP_SHIM_FOLDER");
  if (!folder) return;
  snprintf(gate_path, sizeof gate_path, "%s/gate", folder);
  report_file = open_in(folder, "report");
  undo_file[MAIN_FILE] = open_in(folder, "main.undo");
  undo_file[WAL_FILE] = open_in(folder, "wal.undo");
  lost_file[MAIN_FILE] = open_in(folder, "main.lost");
  lost_file[WAL_FILE] = open_in(folder, "wal.lost");
}

static enum file file_of(int descriptor) {
  char link[64], path[4200];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return OTHER;
  path[length] = 0;
  return !strcmp(path, main_path) ? MAIN_FILE : !strcmp(path, wal_path) ? WAL_FILE : OTHER;
}

/* Counts an I/O and says what becomes of it. The lock is held. */
static enum verdict judge(enum file file, const char *name) {
  int counts = !strcmp(target, "any") || (file == MAIN_FILE) == !strcmp(target, "main");
  if (!counts) return HONEST;
  io_count++;
  /* A lie about a sync could be made good by the next one: it is told about the next write. */
  if (io_count == fail_at && !strcmp(kind, "LIE") && strcmp(name, "write")) fail_at++;
  if (!fail_at || io_count < fail_at || io_count >= fail_at + fail_count) return HONEST;
  char line[128];
  int length =
      snprintf(line, sizeof line, "%ld %s %s %s\n", io_count, name, file == MAIN_FILE ? "main" : "wal", kind);
  if (report_file >= 0 && real_write(report_file, line, length) < 0) abort();
  if (!strcmp(kind, "LIE")) return LIE;
  errno = EIO;
  if (!strcmp(kind, "SHORT")) {
    int is_write = strcmp(name, "write") == 0;
    if (io_count == fail_at) return is_write ? SHORT_WRITE : HONEST;
    errno = ENOSPC;
  } else if (!strcmp(kind, "ENOSPC")) {
    errno = ENOSPC;
  }
  return FAIL;
}

/* Keeps what a change from `offset` on is about to overwrite or cut off. The lock is held. */
static void keep(enum file file, int descriptor, uint64_t offset, uint64_t length) {
  if (undo_file[file] < 0) return;
  struct stat status;
  if (fstat(descriptor, &status)) abort();
  uint64_t size = status.st_size;
  uint64_t count = offset >= size ? 0 : length < size - offset ? length : size - offset;
  size_t total = 24 + count;
  char *record = malloc(total);
  if (!record) abort();
  memcpy(record, &offset, 8);
  memcpy(record + 8, &size, 8);
  memcpy(record + 16, &count, 8);
  if (count && pread(descriptor, record + 24, count, offset) != (ssize_t)count) abort();
  if (real_write(undo_file[file], record, total) != (ssize_t)total) abort();
  free(record);
}

static uint64_t size_of(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status)) abort();
  return status.st_size;
}

/* The pages that wait are lost. The lock is held. */
static void lose(enum file file) {
  if (undo_file[file] < 0) return;
  uint64_t length = size_of(undo_file[file]);
  if (real_ftruncate(lost_file[file], 0) || real_write(lost_file[file], &length, 8) != 8) abort();
  rewritten[file] = 0;
}

/* The sync has succeeded: what waited is on the disk, save what was lost before and not written anew. */
static void forget(enum file file, int descriptor) {
  if (undo_file[file] < 0) return;
  uint64_t lost = 0;
  if (size_of(lost_file[file]) && rewritten[file] < size_of(descriptor)) {
    if (pread(lost_file[file], &lost, 8, 0) != 8) abort();
  } else if (real_ftruncate(lost_file[file], 0)) {
    abort();
  }
  if (real_ftruncate(undo_file[file], lost)) abort();
}

static ssize_t tampered_write(int descriptor, const void *bytes, size_t count, off64_t offset, enum file file) {
  pthread_mutex_lock(&lock);
  enum verdict verdict = judge(file, "write");
  ssize_t result = -1;
  if (verdict == LIE) result = count;
  if (verdict == SHORT_WRITE && count > 1) count /= 2;
  if (verdict == HONEST || verdict == SHORT_WRITE) {
    keep(file, descriptor, offset, count);
    result = real_pwrite(descriptor, bytes, count, offset);
    if (result > 0 && (uint64_t)offset <= rewritten[file] && (uint64_t)offset + result > rewritten[file])
      rewritten[file] = offset + result;
  }
  int number = errno;
  pthread_mutex_unlock(&lock);
  errno = number;
  return result;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
  enum file file = file_of(descriptor);
  if (file == OTHER) return real_pwrite(descriptor, bytes, count, offset);
  return tampered_write(descriptor, bytes, count, offset, file);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  return pwrite64(descriptor, bytes, count, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  enum file file = file_of(descriptor);
  if (file == OTHER) return real_write(descriptor, bytes, count);
  off64_t offset = lseek64(descriptor, 0, SEEK_CUR);
  ssize_t result = tampered_write(descriptor, bytes, count, offset, file);
  if (result > 0) lseek64(descriptor, offset + result, SEEK_SET);
  return result;
}

int ftruncate64(int descriptor, off64_t size) {
  enum file file = file_of(descriptor);
  if (file == OTHER) return real_ftruncate(descriptor, size);
  pthread_mutex_lock(&lock);
  enum verdict verdict = judge(file, "ftruncate");
  int result = verdict == FAIL ? -1 : 0;
  if (verdict == HONEST) {
    keep(file, descriptor, size, UINT64_MAX);
    result = real_ftruncate(descriptor, size);
  }
  int number = errno;
  pthread_mutex_unlock(&lock);
  errno = number;
  return result;
}

int ftruncate(int descriptor, off_t size) { return ftruncate64(descriptor, size); }

static void pause_50_milliseconds(void) {
  struct timespec pause = {0, 50000000};
  nanosleep(&pause, NULL);
}

static void *sync_later(void *argument) {
  int descriptor = (int)(intptr_t)argument;
  pause_50_milliseconds();
  real_fdatasync(descriptor);
  close(descriptor);
  return NULL;
}

static int tampered_sync(int descriptor, int (*real)(int), const char *name) {
  enum file file = file_of(descriptor);
  if (file == OTHER) return real(descriptor);
  if (!strcmp(sync_mode, "none")) return 0;
  if (!strcmp(sync_mode, "slow")) pause_50_milliseconds();
  while (!strcmp(sync_mode, "gated") && !access(gate_path, F_OK)) pause_50_milliseconds();
  if (!strcmp(sync_mode, "late")) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, sync_later, (void *)(intptr_t)dup(descriptor))) abort();
    pthread_detach(thread);
    return 0;
  }
  pthread_mutex_lock(&lock);
  enum verdict verdict = judge(file, name);
  if (!strcmp(sync_mode, "failing") && !access(gate_path, F_OK)) {
    verdict = FAIL;
    errno = EIO;
  }
  int result = verdict == FAIL ? -1 : 0;
  if (verdict == FAIL) lose(file);
  if (verdict == HONEST && !(result = real(descriptor))) forget(file, descriptor);
  int number = errno;
  pthread_mutex_unlock(&lock);
  errno = number;
  return result;
}

int fdatasync(int descriptor) { return tampered_sync(descriptor, real_fdatasync, "fdatasync"); }

int fsync(int descriptor) { return tampered_sync(descriptor, real_fsync, "fsync"); }
