/* One connection to the database engine: opening, errors as statuses, and a cache of prepared statements. */
#ifndef HS_STORE_DB_H
#define HS_STORE_DB_H

#include "wire/arena.h"
#include "wire/status.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

/** Prepared statements kept for the next use. More than the store's own texts, so that listings find room beside them. */
enum { HS_DB_STATEMENTS = 256 };

struct hs_db_slot {
    sqlite3_stmt *statement;
    uint64_t hash; /**< of its text */
    bool taken;
};

/** A connection. Used by one thread at a time; must not be moved while open. */
struct hs_db {
    sqlite3 *handle;
    int64_t deadline; /**< CLOCK_MONOTONIC, microseconds: statements stop there; 0 = none */
    struct hs_db_slot slots[HS_DB_STATEMENTS];
};

/** How to open a connection. */
enum hs_db_mode {
    HS_DB_INSPECT, /**< looks at a file before anything in it may change */
    HS_DB_WRITER,  /**< makes the file where it is absent */
    HS_DB_READER,
};

/** The time of CLOCK_MONOTONIC in microseconds. */
int64_t hs_db_now(void);

/** Opens a connection. FAILED_PRECONDITION (reason STORE_FOREIGN) for a file that is no database. */
enum hs_code hs_db_open(struct hs_db *db, const char *path, enum hs_db_mode mode, struct hs_status *status);

/** Closes it. A zeroed or closed one is allowed. */
void hs_db_close(struct hs_db *db);

/** Sets the status from the connection's last error. `doing` ends the sentence "... while". Returns the status's code. */
enum hs_code hs_db_fail(struct hs_db *db, const char *doing, struct hs_status *status);

/** Sets RESOURCE_EXHAUSTED, reason OUT_OF_MEMORY, and returns it. */
enum hs_code hs_out_of_memory(struct hs_status *status);

/** A statement ready to be bound; the caller releases it. NULL with the status set. */
sqlite3_stmt *hs_db_prepare(struct hs_db *db, const char *sql, struct hs_status *status);

/** Gives a statement back. NULL is allowed. */
void hs_db_release(struct hs_db *db, sqlite3_stmt *statement);

/** What a step gave. */
enum hs_step { HS_STEP_FAILED, HS_STEP_ROW, HS_STEP_DONE };

/** Steps a statement; HS_STEP_FAILED with the status set. */
enum hs_step hs_db_step(struct hs_db *db, sqlite3_stmt *statement, struct hs_status *status);

/** Runs a statement that gives no row, and releases it. A NULL statement has failed already. */
enum hs_code hs_db_run(struct hs_db *db, sqlite3_stmt *statement, struct hs_status *status);

/** The same for a row that a constraint may refuse: then it succeeds with *refused set, and the connection's error says why. */
enum hs_code hs_db_try(struct hs_db *db, sqlite3_stmt *statement, bool *refused, struct hs_status *status);

/** Runs statements that take no values: a script. */
enum hs_code hs_db_execute(struct hs_db *db, const char *sql, struct hs_status *status);

/** The first column of the first row as a number; `fallback` where there is no row. */
enum hs_code hs_db_number(struct hs_db *db, const char *sql, int64_t fallback, int64_t *out, struct hs_status *status);

/** A text column copied into the arena (NULL as ""); NULL without memory. */
char *hs_db_text(sqlite3_stmt *statement, int column, struct hs_arena *arena);

#endif
