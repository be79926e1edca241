// What SQLite itself can do with the rows of `benchmark-storage writes`: a state row, an event and an operation for each
// write, in sequence, committed in groups, with nothing around it. The limit that the store is compared with.
//
// Usage: group_commit DATABASE WRITES GROUP
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void check(int result, sqlite3 *database) {
  if (result == SQLITE_OK || result == SQLITE_DONE || result == SQLITE_ROW) return;
  fprintf(stderr, "group_commit: %s\n", sqlite3_errmsg(database));
  exit(1);
}

static void run(sqlite3 *database, const char *sql) { check(sqlite3_exec(database, sql, 0, 0, 0), database); }

static sqlite3_stmt *prepare(sqlite3 *database, const char *sql) {
  sqlite3_stmt *statement;
  check(sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, 0), database);
  return statement;
}

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
  if (count != 4) {
    fprintf(stderr, "usage: group_commit DATABASE WRITES GROUP\n");
    return 2;
  }
  const int writes = atoi(arguments[2]), group = atoi(arguments[3]);
  sqlite3 *database;
  check(sqlite3_open_v2(arguments[1], &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, 0),
        database);
  run(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8192");
  run(database,
      "CREATE TABLE state (id TEXT PRIMARY KEY, name TEXT NOT NULL, unit_code TEXT NOT NULL,"
      " registered_on_day INTEGER NOT NULL, revision INTEGER NOT NULL);"
      "CREATE TABLE change_log (revision INTEGER PRIMARY KEY, recorded_at INTEGER NOT NULL, operation_id TEXT NOT NULL,"
      " change_type TEXT NOT NULL, subject TEXT NOT NULL, previous_revision INTEGER NOT NULL, change BLOB NOT NULL,"
      " digest BLOB NOT NULL);"
      "CREATE TABLE operation_ledger (operation_id TEXT PRIMARY KEY, request_digest BLOB NOT NULL, answer BLOB NOT NULL,"
      " recorded_at INTEGER NOT NULL);"
      "CREATE INDEX operation_ledger_by_time ON operation_ledger (recorded_at)");
  sqlite3_stmt *state = prepare(database, "INSERT INTO state VALUES (?1, ?2, '06463', 18628, ?3)");
  sqlite3_stmt *event = prepare(
      database,
      "INSERT INTO change_log VALUES (?1, 1635724800000000, ?2, 'ocop.registry.v1.Producer', ?3, 0, ?4, ?5)");
  sqlite3_stmt *operation = prepare(database, "INSERT INTO operation_ledger VALUES (?1, ?2, x'0801', 1635724800000000)");
  unsigned char change[96], digest[32];
  memset(change, 'n', sizeof change);
  memset(digest, 7, sizeof digest);
  const double began = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
  char id[32], name[64], operation_id[48], subject[48];
  for (int done = 0; done < writes;) {
    run(database, "BEGIN IMMEDIATE");
    for (int index = 0; index < group && done < writes; index++, done++) {
      snprintf(id, sizeof id, "CT-%010d", done);
      snprintf(name, sizeof name, "Hợp tác xã nông sản số %d", done);
      snprintf(operation_id, sizeof operation_id, "operation-%s", id);
      snprintf(subject, sizeof subject, "producer/%s", id);
      sqlite3_bind_text(state, 1, id, -1, SQLITE_STATIC);
      sqlite3_bind_text(state, 2, name, -1, SQLITE_STATIC);
      sqlite3_bind_int64(state, 3, done + 1);
      sqlite3_bind_int64(event, 1, done + 1);
      sqlite3_bind_text(event, 2, operation_id, -1, SQLITE_STATIC);
      sqlite3_bind_text(event, 3, subject, -1, SQLITE_STATIC);
      sqlite3_bind_blob(event, 4, change, sizeof change, SQLITE_STATIC);
      sqlite3_bind_blob(event, 5, digest, sizeof digest, SQLITE_STATIC);
      sqlite3_bind_text(operation, 1, operation_id, -1, SQLITE_STATIC);
      sqlite3_bind_blob(operation, 2, digest, sizeof digest, SQLITE_STATIC);
      sqlite3_stmt *statements[] = {state, event, operation};
      for (int each = 0; each < 3; each++) {
        check(sqlite3_step(statements[each]), database);
        sqlite3_reset(statements[each]);
      }
    }
    run(database, "COMMIT");
  }
  const double elapsed = seconds(CLOCK_MONOTONIC) - began;
  printf("what=sqlite_group_commit writes_per_commit=%d per_second=%d cpu_nanoseconds=%d\n", group,
         (int)(writes / elapsed), (int)((seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) / writes * 1e9));
  sqlite3_finalize(state), sqlite3_finalize(event), sqlite3_finalize(operation);
  sqlite3_close(database);
  return 0;
}
