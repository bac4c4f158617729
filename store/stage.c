#include "store/store_internal.h"

/* A staged line's rowid is the number of its import in the upper half and of the line in the lower one: lines lie in their order.
 */
enum { LINE_BITS = 32 };

static enum hs_code not_writing(struct hs_status *status)
{
    return hs_status_fail(status, HS_INTERNAL, "NO_WRITE", "lines can only be staged within a write");
}

/* The number of an import; 0 if it is not known. */
static enum hs_code find_import(struct hs_view *view, const char *import, int64_t *out, struct hs_status *status)
{
    sqlite3_stmt *statement = hs_db_prepare(&view->db, "SELECT id FROM import WHERE import = ?1", status);
    if (statement == NULL) {
        return hs_status_code(status);
    }
    sqlite3_bind_text(statement, 1, import, -1, SQLITE_STATIC);
    enum hs_step step = hs_db_step(&view->db, statement, status);
    *out = step == HS_STEP_ROW ? sqlite3_column_int64(statement, 0) : 0;
    hs_db_release(&view->db, statement);
    return step != HS_STEP_FAILED ? HS_OK : hs_status_code(status);
}

static enum hs_code begin_import(struct hs_view *view, const char *import, int64_t *out, struct hs_status *status)
{
    enum hs_code code = find_import(view, import, out, status);
    if (code != HS_OK || *out != 0) {
        return code;
    }
    sqlite3_stmt *statement = hs_db_prepare(&view->db, "INSERT INTO import (import, begin_time) VALUES (?1, ?2)", status);
    if (statement != NULL) {
        sqlite3_bind_text(statement, 1, import, -1, SQLITE_STATIC);
        sqlite3_bind_int64(statement, 2, view->write_time);
    }
    code = hs_db_run(&view->db, statement, status);
    *out = sqlite3_last_insert_rowid(view->db.handle);
    return code;
}

enum hs_code hs_view_stage(struct hs_view *view, const char *import, const struct hs_staged *staged, struct hs_status *status)
{
    int64_t id = 0;
    if (view->write == NULL) {
        return not_writing(status);
    }
    enum hs_code code = begin_import(view, import, &id, status);
    sqlite3_stmt *statement =
        code == HS_OK
            ? hs_db_prepare(&view->db, "INSERT OR REPLACE INTO staged (id, import, name, body) VALUES (?1, ?2, ?3, ?4)", status)
            : NULL;
    if (statement == NULL) {
        return hs_status_code(status);
    }
    sqlite3_bind_int64(statement, 1, (id << LINE_BITS) + staged->line);
    sqlite3_bind_int64(statement, 2, id);
    sqlite3_bind_text(statement, 3, staged->name, -1, SQLITE_STATIC);
    sqlite3_bind_blob(statement, 4, staged->body, (int)staged->size, SQLITE_STATIC);
    return hs_db_run(&view->db, statement, status);
}

static enum hs_code visit_line(sqlite3_stmt *statement, hs_staged_visitor *visit, void *context, struct hs_status *status)
{
    struct hs_staged staged = {
        .line = (int32_t)sqlite3_column_int64(statement, 0),
        .name = (const char *)sqlite3_column_text(statement, 1),
        .body = sqlite3_column_blob(statement, 2),
        .size = (size_t)sqlite3_column_bytes(statement, 2),
    };
    if (staged.name == NULL) {
        return hs_out_of_memory(status);
    }
    staged.resource = staged.line > 0 ? hs_contract_resource_of_name(staged.name, false) : NULL;
    return visit(context, &staged);
}

enum hs_code hs_view_staged(struct hs_view *view, const char *import, int32_t after, hs_staged_visitor *visit, void *context,
                            struct hs_status *status)
{
    int64_t id = 0;
    enum hs_step step = HS_STEP_ROW;
    enum hs_code code = hs_view_broken(view, status);
    if (code == HS_OK) {
        code = find_import(view, import, &id, status);
    }
    sqlite3_stmt *statement =
        code == HS_OK
            ? hs_db_prepare(&view->db, "SELECT id & 0xffffffff, name, body FROM staged WHERE id > ?1 AND id < ?2 ORDER BY id",
                            status)
            : NULL;
    if (statement == NULL) {
        return hs_status_code(status);
    }
    sqlite3_bind_int64(statement, 1, (id << LINE_BITS) + after);
    sqlite3_bind_int64(statement, 2, (id + 1) << LINE_BITS);
    while (code == HS_OK && (step = hs_db_step(&view->db, statement, status)) == HS_STEP_ROW) {
        code = visit_line(statement, visit, context, status);
    }
    hs_db_release(&view->db, statement);
    return step == HS_STEP_FAILED ? hs_status_code(status) : code;
}

int32_t hs_view_staged_line(struct hs_view *view, const char *import, const char *name)
{
    struct hs_quiet quiet;
    int32_t line = 0;
    hs_quiet_begin(&quiet);
    sqlite3_stmt *statement = hs_db_prepare(&view->db,
                                            "SELECT s.id & 0xffffffff FROM import AS i JOIN staged AS s ON s.import = i.id"
                                            " WHERE i.import = ?1 AND s.name = ?2 ORDER BY s.id LIMIT 1",
                                            &quiet.status);
    if (statement != NULL) {
        sqlite3_bind_text(statement, 1, import, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC);
        line = hs_db_step(&view->db, statement, &quiet.status) == HS_STEP_ROW ? (int32_t)sqlite3_column_int64(statement, 0) : 0;
    }
    hs_db_release(&view->db, statement);
    hs_quiet_end(&quiet, view, hs_status_code(&quiet.status));
    return line;
}

int64_t hs_view_staged_count(struct hs_view *view, const char *import)
{
    struct hs_quiet quiet;
    int64_t count = 0;
    hs_quiet_begin(&quiet);
    sqlite3_stmt *statement = hs_db_prepare(&view->db,
                                            "SELECT count(*) FROM import AS i JOIN staged AS s ON s.import = i.id"
                                            " WHERE i.import = ?1 AND s.id & 0xffffffff > 0",
                                            &quiet.status);
    if (statement != NULL) {
        sqlite3_bind_text(statement, 1, import, -1, SQLITE_STATIC);
        count = hs_db_step(&view->db, statement, &quiet.status) == HS_STEP_ROW ? sqlite3_column_int64(statement, 0) : 0;
    }
    hs_db_release(&view->db, statement);
    hs_quiet_end(&quiet, view, hs_status_code(&quiet.status));
    return count;
}

enum hs_code hs_view_unstage(struct hs_view *view, const char *import, int64_t older, struct hs_status *status)
{
    if (view->write == NULL) {
        return not_writing(status);
    }
    /* The lines go with their import. */
    sqlite3_stmt *statement = hs_db_prepare(&view->db, "DELETE FROM import WHERE import = ?1 OR begin_time < ?2", status);
    if (statement != NULL) {
        sqlite3_bind_text(statement, 1, import, -1, SQLITE_STATIC);
        sqlite3_bind_int64(statement, 2, older);
    }
    return hs_db_run(&view->db, statement, status);
}
