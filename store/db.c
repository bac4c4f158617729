#include "store/db.h"

#include <string.h>
#include <time.h>

/* Virtual machine steps between two looks at the clock: well below a millisecond. */
enum { STEPS_PER_LOOK = 2000 };

/* How long a lock of another connection is waited for where no deadline says otherwise. */
enum { BUSY_SLEEP_NANOS = 1000000, BUSY_TRIES = 2000 };

/* Slots in which a text may stand, beginning at its hash. */
enum { SLOT_TRIES = 4 };

int64_t hs_db_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool is_late(const struct hs_db *db)
{
    return db->deadline != 0 && hs_db_now() >= db->deadline;
}

static int stop_when_late(void *context)
{
    return is_late(context);
}

static int wait_for_lock(void *context, int tries)
{
    static const struct timespec pause = {.tv_nsec = BUSY_SLEEP_NANOS};
    if (tries >= BUSY_TRIES || is_late(context)) {
        return 0;
    }
    nanosleep(&pause, NULL);
    return 1;
}

static const char *pragmas(enum hs_db_mode mode)
{
    switch (mode) {
    case HS_DB_WRITER:
        return "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
               "PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16384";
    case HS_DB_READER:
        return "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-8192";
    default:
        return "PRAGMA query_only=ON";
    }
}

enum hs_code hs_db_open(struct hs_db *db, const char *path, enum hs_db_mode mode, struct hs_status *status)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    *db = (struct hs_db){0};
    if (sqlite3_open_v2(path, &db->handle, flags | (mode == HS_DB_WRITER ? SQLITE_OPEN_CREATE : 0), NULL) != SQLITE_OK) {
        enum hs_code failure = hs_db_fail(db, "opening the store", status);
        hs_db_close(db);
        return failure;
    }
    sqlite3_progress_handler(db->handle, STEPS_PER_LOOK, stop_when_late, db);
    sqlite3_busy_handler(db->handle, wait_for_lock, db);
    enum hs_code code = hs_db_execute(db, pragmas(mode), status);
    if (code != HS_OK) {
        hs_db_close(db);
    }
    return code;
}

void hs_db_close(struct hs_db *db)
{
    for (size_t i = 0; i < HS_DB_STATEMENTS; i++) {
        sqlite3_finalize(db->slots[i].statement);
    }
    sqlite3_close(db->handle);
    *db = (struct hs_db){0};
}

enum hs_code hs_out_of_memory(struct hs_status *status)
{
    return hs_status_fail(status, HS_RESOURCE_EXHAUSTED, "OUT_OF_MEMORY", "not enough memory");
}

enum hs_code hs_db_fail(struct hs_db *db, const char *doing, struct hs_status *status)
{
    int extended = db->handle != NULL ? sqlite3_extended_errcode(db->handle) : SQLITE_NOMEM;
    if (extended == SQLITE_IOERR_NOMEM) {
        return hs_out_of_memory(status);
    }
    switch (extended & 0xff) {
    case SQLITE_NOMEM:
        return hs_out_of_memory(status);
    case SQLITE_INTERRUPT:
        return hs_status_fail(status, HS_DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED", "the deadline passed while %s", doing);
    case SQLITE_FULL:
        return hs_status_fail(status, HS_RESOURCE_EXHAUSTED, "STORE_FULL", "no room on the disk while %s", doing);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return hs_status_fail(status, HS_UNAVAILABLE, "STORE_BUSY", "the store is in use by another program while %s", doing);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return hs_status_fail(status, HS_UNAVAILABLE, "STORE_UNREADABLE", "%s (%d) while %s", sqlite3_errmsg(db->handle), extended,
                              doing);
    case SQLITE_NOTADB:
        return hs_status_fail(status, HS_FAILED_PRECONDITION, "STORE_FOREIGN", "the file is no database");
    case SQLITE_CORRUPT:
        return hs_status_fail(status, HS_DATA_LOSS, "STORE_CORRUPT", "%s while %s", sqlite3_errmsg(db->handle), doing);
    default:
        return hs_status_fail(status, HS_INTERNAL, "STORE_ERROR", "%s (%d) while %s", sqlite3_errmsg(db->handle), extended, doing);
    }
}

/* FNV-1a over eight bytes at a time, the last of them filled up with zeros: every write looks up some ten texts. */
static uint64_t hash_text(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t left = strlen(text); left > 0;) {
        uint64_t word = 0;
        size_t size = left < sizeof word ? left : sizeof word;
        memcpy(&word, text, size);
        hash = (hash ^ word) * UINT64_C(1099511628211);
        hash ^= hash >> 32;
        text += size;
        left -= size;
    }
    return hash;
}

static struct hs_db_slot *slot_at(struct hs_db *db, uint64_t hash, unsigned try)
{
    return &db->slots[(hash + try) % HS_DB_STATEMENTS];
}

static struct hs_db_slot *find_slot(struct hs_db *db, uint64_t hash, const char *sql)
{
    for (unsigned try = 0; try < SLOT_TRIES; try++) {
        struct hs_db_slot *slot = slot_at(db, hash, try);
        if (slot->statement != NULL && slot->hash == hash && !slot->taken && strcmp(sqlite3_sql(slot->statement), sql) == 0) {
            return slot;
        }
    }
    return NULL;
}

/* A slot to keep a new statement in: an empty one, else the first whose statement nobody holds; NULL if all are held. */
static struct hs_db_slot *free_slot(struct hs_db *db, uint64_t hash)
{
    struct hs_db_slot *found = NULL;
    for (unsigned try = 0; try < SLOT_TRIES; try++) {
        struct hs_db_slot *slot = slot_at(db, hash, try);
        if (slot->statement == NULL) {
            return slot;
        }
        if (found == NULL && !slot->taken) {
            found = slot;
        }
    }
    return found;
}

sqlite3_stmt *hs_db_prepare(struct hs_db *db, const char *sql, struct hs_status *status)
{
    uint64_t hash = hash_text(sql);
    struct hs_db_slot *slot = find_slot(db, hash, sql);
    if (slot != NULL) {
        slot->taken = true;
        return slot->statement;
    }
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) {
        hs_db_fail(db, "preparing a statement", status);
        return NULL;
    }
    slot = free_slot(db, hash);
    if (slot != NULL) {
        sqlite3_finalize(slot->statement);
        *slot = (struct hs_db_slot){.statement = statement, .hash = hash, .taken = true};
    }
    return statement;
}

void hs_db_release(struct hs_db *db, sqlite3_stmt *statement)
{
    if (statement == NULL) {
        return;
    }
    uint64_t hash = hash_text(sqlite3_sql(statement));
    for (unsigned try = 0; try < SLOT_TRIES; try++) {
        struct hs_db_slot *slot = slot_at(db, hash, try);
        if (slot->statement == statement) {
            sqlite3_reset(statement);
            sqlite3_clear_bindings(statement);
            slot->taken = false;
            return;
        }
    }
    sqlite3_finalize(statement);
}

enum hs_step hs_db_step(struct hs_db *db, sqlite3_stmt *statement, struct hs_status *status)
{
    int rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW) {
        return HS_STEP_ROW;
    }
    if (rc == SQLITE_DONE) {
        return HS_STEP_DONE;
    }
    hs_db_fail(db, "reading or writing", status);
    return HS_STEP_FAILED;
}

enum hs_code hs_db_run(struct hs_db *db, sqlite3_stmt *statement, struct hs_status *status)
{
    enum hs_step step = statement != NULL ? hs_db_step(db, statement, status) : HS_STEP_FAILED;
    hs_db_release(db, statement);
    return step != HS_STEP_FAILED ? HS_OK : hs_status_code(status);
}

enum hs_code hs_db_try(struct hs_db *db, sqlite3_stmt *statement, bool *refused, struct hs_status *status)
{
    int rc = statement != NULL ? sqlite3_step(statement) : SQLITE_ERROR;
    enum hs_code code = HS_OK;
    *refused = (rc & 0xff) == SQLITE_CONSTRAINT;
    if (statement == NULL) {
        code = hs_status_code(status);
    } else if (rc != SQLITE_DONE && !*refused) {
        code = hs_db_fail(db, "writing", status);
    }
    hs_db_release(db, statement);
    return code;
}

enum hs_code hs_db_execute(struct hs_db *db, const char *sql, struct hs_status *status)
{
    if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK) {
        return hs_db_fail(db, "running a script", status);
    }
    return HS_OK;
}

enum hs_code hs_db_number(struct hs_db *db, const char *sql, int64_t fallback, int64_t *out, struct hs_status *status)
{
    sqlite3_stmt *statement = hs_db_prepare(db, sql, status);
    enum hs_step step = statement != NULL ? hs_db_step(db, statement, status) : HS_STEP_FAILED;
    if (step != HS_STEP_FAILED) {
        *out = step == HS_STEP_ROW ? sqlite3_column_int64(statement, 0) : fallback;
    }
    hs_db_release(db, statement);
    return step != HS_STEP_FAILED ? HS_OK : hs_status_code(status);
}

char *hs_db_text(sqlite3_stmt *statement, int column, struct hs_arena *arena)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return hs_arena_bytes(arena, text, text != NULL ? (size_t)sqlite3_column_bytes(statement, column) : 0);
}
