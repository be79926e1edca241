#ifndef OCOP_CPOSTGRESQL_SHIM_H
#define OCOP_CPOSTGRESQL_SHIM_H

#include <libpq-fe.h>

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
