#ifndef OCOP_CSQLITE_SHIM_H
#define OCOP_CSQLITE_SHIM_H

#include <sqlite3.h>

// What Swift cannot call: variadic functions, and constants that are casts.

// Sets one of the boolean SQLITE_DBCONFIG_ options.
static inline int csqlite_configure(sqlite3 *database, int option, int value) {
  return sqlite3_db_config(database, option, value, (int *)0);
}

// Switches off what SQLite counts of its memory: counting takes a lock at every allocation. To be called once, before
// anything else of SQLite.
static inline int csqlite_forgo_memory_statistics(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

#endif
