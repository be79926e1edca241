#include "CPostgreSQL.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char failure[256];

// One line for each function of libpq that is used: what it returns, its name, its parameters, its arguments.
#define FUNCTIONS(EACH) \
  EACH(PGconn *, PQconnectdbParams, (const char *const *keywords, const char *const *values, \
       int expand_dbname), (keywords, values, expand_dbname)) \
  EACH(PGconn *, PQconnectStartParams, (const char *const *keywords, const char *const *values, \
       int expand_dbname), (keywords, values, expand_dbname)) \
  EACH(PostgresPollingStatusType, PQconnectPoll, (PGconn *conn), (conn)) \
  EACH(PGconn *, PQconnectdb, (const char *conninfo), (conninfo)) \
  EACH(void, PQfinish, (PGconn *conn), (conn)) \
  EACH(ConnStatusType, PQstatus, (const PGconn *conn), (conn)) \
  EACH(int, PQsocket, (const PGconn *conn), (conn)) \
  EACH(int, PQserverVersion, (const PGconn *conn), (conn)) \
  EACH(int, PQbackendPID, (const PGconn *conn), (conn)) \
  EACH(char *, PQerrorMessage, (const PGconn *conn), (conn)) \
  EACH(PGTransactionStatusType, PQtransactionStatus, (const PGconn *conn), (conn)) \
  EACH(int, PQsetnonblocking, (PGconn *conn, int arg), (conn, arg)) \
  EACH(PQnoticeReceiver, PQsetNoticeReceiver, (PGconn *conn, PQnoticeReceiver proc, void *arg), (conn, proc, arg)) \
  EACH(int, PQenterPipelineMode, (PGconn *conn), (conn)) \
  EACH(int, PQpipelineSync, (PGconn *conn), (conn)) \
  EACH(int, PQsendQueryParams, (PGconn *conn, const char *command, int nParams, const Oid *paramTypes, \
       const char *const *paramValues, const int *paramLengths, const int *paramFormats, int resultFormat), \
       (conn, command, nParams, paramTypes, paramValues, paramLengths, paramFormats, resultFormat)) \
  EACH(int, PQsendPrepare, (PGconn *conn, const char *stmtName, const char *query, int nParams, \
       const Oid *paramTypes), (conn, stmtName, query, nParams, paramTypes)) \
  EACH(int, PQsendQueryPrepared, (PGconn *conn, const char *stmtName, int nParams, \
       const char *const *paramValues, const int *paramLengths, const int *paramFormats, int resultFormat), \
       (conn, stmtName, nParams, paramValues, paramLengths, paramFormats, resultFormat)) \
  EACH(int, PQsendDescribePrepared, (PGconn *conn, const char *stmt), (conn, stmt)) \
  EACH(int, PQsetSingleRowMode, (PGconn *conn), (conn)) \
  EACH(PGresult *, PQexec, (PGconn *conn, const char *query), (conn, query)) \
  EACH(PGresult *, PQgetResult, (PGconn *conn), (conn)) \
  EACH(int, PQconsumeInput, (PGconn *conn), (conn)) \
  EACH(int, PQisBusy, (PGconn *conn), (conn)) \
  EACH(int, PQflush, (PGconn *conn), (conn)) \
  EACH(PGnotify *, PQnotifies, (PGconn *conn), (conn)) \
  EACH(void, PQfreemem, (void *ptr), (ptr)) \
  EACH(void, PQclear, (PGresult *res), (res)) \
  EACH(ExecStatusType, PQresultStatus, (const PGresult *res), (res)) \
  EACH(char *, PQresultErrorField, (const PGresult *res, int fieldcode), (res, fieldcode)) \
  EACH(int, PQntuples, (const PGresult *res), (res)) \
  EACH(int, PQnfields, (const PGresult *res), (res)) \
  EACH(int, PQnparams, (const PGresult *res), (res)) \
  EACH(Oid, PQparamtype, (const PGresult *res, int param_num), (res, param_num)) \
  EACH(Oid, PQftype, (const PGresult *res, int field_num), (res, field_num)) \
  EACH(int, PQgetisnull, (const PGresult *res, int tup_num, int field_num), (res, tup_num, field_num)) \
  EACH(int, PQgetlength, (const PGresult *res, int tup_num, int field_num), (res, tup_num, field_num)) \
  EACH(char *, PQgetvalue, (const PGresult *res, int tup_num, int field_num), (res, tup_num, field_num)) \
  EACH(char *, PQcmdStatus, (PGresult *res), (res)) \
  EACH(char *, PQcmdTuples, (PGresult *res), (res)) \
  EACH(PQconninfoOption *, PQconninfoParse, (const char *conninfo, char **errmsg), (conninfo, errmsg)) \
  EACH(void, PQconninfoFree, (PQconninfoOption *connOptions), (connOptions))

#define DECLARE(result, name, parameters, arguments) static result(*found_##name) parameters;
FUNCTIONS(DECLARE)

static void load(void) {
  // Never closed: connections may be in use until the process ends.
  void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(failure, sizeof failure, "%s", dlerror());
    return;
  }
#define FIND(result, name, parameters, arguments)                            \
  found_##name = (result(*) parameters)dlsym(library, #name);                \
  if (!found_##name) {                                                       \
    snprintf(failure, sizeof failure, "libpq.so.5 has no function " #name); \
    return;                                                                  \
  }
  FUNCTIONS(FIND)
}

int cpostgresql_load(void) {
  pthread_once(&once, load);
  return failure[0] != 0;
}

const char *cpostgresql_load_failure(void) { return failure; }

#define HAND_ON(result, name, parameters, arguments) \
  result name parameters { return found_##name arguments; }
FUNCTIONS(HAND_ON)
