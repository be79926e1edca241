#ifndef OCOP_CSQLITE_SHIM_H
#define OCOP_CSQLITE_SHIM_H

#include <sqlite3.h>

// What Swift cannot call: variadic functions, and constants that are casts.

// Sets one of the boolean SQLITE_DBCONFIG_ options.
static inline int csqlite_configure(sqlite3 *database, int option, int value) {
  return sqlite3_db_config(database, option, value, (int *)0);
}

// Binds text that SQLite copies. The pointer may be null when the length is 0.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, sqlite3_uint64 length) {
  return sqlite3_bind_text64(statement, index, text ? text : "", length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

// Binds bytes that SQLite copies. The pointer may be null when the length is 0.
static inline int csqlite_bind_bytes(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 length) {
  return sqlite3_bind_blob64(statement, index, bytes ? bytes : "", length, SQLITE_TRANSIENT);
}

#endif
