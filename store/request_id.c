#include "store/store_internal.h"

#include <string.h>

/* Rows forgotten in one transaction: some ten milliseconds, for more than the commits between two looks remember. */
enum { FORGET_SLICE = 4096 };

/* Whether a digest was taken away, since the request named a person who was redacted. */
static bool is_forgotten(const uint8_t *digest)
{
    static const uint8_t none[HS_STORE_HASH_SIZE];
    return memcmp(digest, none, sizeof none) == 0;
}

enum hs_code hs_request_find(struct hs_view *view, const struct hs_write *write, enum hs_request_known *out, int64_t *sequence,
                             struct hs_status *status)
{
    sqlite3_stmt *statement = hs_db_prepare(
        &view->db,
        "SELECT r.digest, r.seq FROM request AS r JOIN word AS w ON w.id = r.caller WHERE r.request_id = ?1 AND w.word = ?2",
        status);
    if (statement == NULL) {
        return hs_status_code(status);
    }
    sqlite3_bind_blob(statement, 1, write->request_id, HS_STORE_REQUEST_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, write->caller, -1, SQLITE_STATIC);
    enum hs_step step = hs_db_step(&view->db, statement, status);
    if (step == HS_STEP_ROW) {
        const void *digest = sqlite3_column_blob(statement, 0);
        bool is_whole = digest != NULL && sqlite3_column_bytes(statement, 0) == HS_STORE_HASH_SIZE;
        bool same = is_whole && (memcmp(digest, write->digest, HS_STORE_HASH_SIZE) == 0 || is_forgotten(digest));
        *out = same ? HS_REQUEST_REPEATED : HS_REQUEST_REUSED;
        *sequence = sqlite3_column_int64(statement, 1);
    } else {
        *out = HS_REQUEST_NEW;
    }
    hs_db_release(&view->db, statement);
    return step != HS_STEP_FAILED ? HS_OK : hs_status_code(status);
}

enum hs_code hs_request_remember(struct hs_view *view, const struct hs_write *write, struct hs_status *status)
{
    int64_t caller = 0;
    enum hs_code code = hs_word_id(view, write->caller, &caller, status);
    sqlite3_stmt *statement = NULL;
    if (code == HS_OK) {
        statement = hs_db_prepare(
            &view->db, "INSERT INTO request (request_id, caller, time, digest, seq) VALUES (?1, ?2, ?3, ?4, ?5)", status);
    }
    if (statement == NULL) {
        return code != HS_OK ? code : hs_status_code(status);
    }
    sqlite3_bind_blob(statement, 1, write->request_id, HS_STORE_REQUEST_ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, caller);
    sqlite3_bind_int64(statement, 3, view->write_time);
    sqlite3_bind_blob(statement, 4, write->digest, HS_STORE_HASH_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 5, write->sequence);
    return hs_db_run(&view->db, statement, status);
}

/* The newest row that is to go: those up to it are too old, or more than are kept. */
static enum hs_code find_limit(struct hs_view *view, int64_t *out, struct hs_status *status)
{
    const struct hs_store_options *options = &view->store->options;
    int64_t oldest_time = options->clock(options->context) - options->request_id_seconds * 1000000;
    int64_t newest = 0;
    enum hs_code code = hs_db_number(&view->db, "SELECT max(id) FROM request", 0, &newest, status);
    sqlite3_stmt *statement =
        code == HS_OK ? hs_db_prepare(&view->db, "SELECT id, time FROM request ORDER BY id LIMIT ?1", status) : NULL;
    if (statement == NULL) {
        return hs_status_code(status);
    }
    enum hs_step step = HS_STEP_ROW;
    sqlite3_bind_int(statement, 1, FORGET_SLICE);
    *out = 0;
    while ((step = hs_db_step(&view->db, statement, status)) == HS_STEP_ROW) {
        int64_t id = sqlite3_column_int64(statement, 0);
        if (id > newest - options->request_id_rows && sqlite3_column_int64(statement, 1) >= oldest_time) {
            break;
        }
        *out = id;
    }
    hs_db_release(&view->db, statement);
    return step != HS_STEP_FAILED ? HS_OK : hs_status_code(status);
}

enum hs_code hs_request_forget(struct hs_view *view, bool *more, struct hs_status *status)
{
    int64_t limit = 0;
    enum hs_code code = find_limit(view, &limit, status);
    sqlite3_stmt *statement = NULL;
    *more = false;
    if (code != HS_OK || limit == 0) {
        return code;
    }
    statement = hs_db_prepare(&view->db, "DELETE FROM request WHERE id <= ?1", status);
    if (statement != NULL) {
        sqlite3_bind_int64(statement, 1, limit);
    }
    code = hs_db_run(&view->db, statement, status);
    *more = code == HS_OK && sqlite3_changes(view->db.handle) == FORGET_SLICE;
    return code;
}
