#ifndef OCOP_CPOSTGRESQL_H
#define OCOP_CPOSTGRESQL_H

#include <postgresql/libpq-fe.h>

// PostgreSQL's client library, loaded when it is first used: a service that keeps its data in SQLite, as most do, has
// neither the library nor the dozen that come with it (TLS, Kerberos, LDAP) in its memory, and runs where they are not.
// The functions of libpq that are used are defined here, and hand on to the library. Before any other is called,
// cpostgresql_load must have returned 0.

// Loads the library. Returns 0, or 1 when it cannot be loaded; may be called again, from any thread.
int cpostgresql_load(void);

// Why it could not be loaded, for people. Valid for ever.
const char *cpostgresql_load_failure(void);

// What Swift cannot call: fields whose names are character constants.

// The five characters of an error's SQLSTATE; null when libpq itself met the error.
static inline const char *cpostgresql_sqlstate(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}

// The error's first line, without detail and hint; null when libpq itself met the error.
static inline const char *cpostgresql_message(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
}

// ERROR, FATAL or PANIC, never translated; null when libpq itself met the error.
static inline const char *cpostgresql_severity(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
}

#endif
