#include "store/store_internal.h"

#include <string.h>

#define ROW_COLUMNS                                                                                                                \
    "SELECT l.seq, l.time, c.word, m.word, l.name, l.imported, l.previous, l.chain, l.body FROM ledger AS l"                       \
    " JOIN word AS c ON c.id = l.caller JOIN word AS m ON m.id = l.method"

/* Fills a row from the statement's; its pointers are the statement's. */
static enum hs_code read_row(sqlite3_stmt *statement, struct hs_ledger_row *out, struct hs_status *status)
{
    const void *chain = sqlite3_column_blob(statement, 7);
    *out = (struct hs_ledger_row){
        .sequence = sqlite3_column_int64(statement, 0),
        .time = sqlite3_column_int64(statement, 1),
        .caller = (const char *)sqlite3_column_text(statement, 2),
        .method = (const char *)sqlite3_column_text(statement, 3),
        .name = (const char *)sqlite3_column_text(statement, 4),
        .imported = sqlite3_column_int64(statement, 5) != 0,
        .previous = sqlite3_column_int64(statement, 6),
        .body = sqlite3_column_blob(statement, 8),
        .size = (size_t)sqlite3_column_bytes(statement, 8),
    };
    if (out->caller == NULL || out->method == NULL || out->name == NULL) {
        return hs_out_of_memory(status);
    }
    out->resource = hs_contract_resource_of_name(out->name, false);
    if (chain == NULL || sqlite3_column_bytes(statement, 7) != HS_STORE_HASH_SIZE || out->resource == NULL) {
        return hs_status_fail(status, HS_DATA_LOSS, "LEDGER_DAMAGED", "ledger row %lld is damaged", (long long)out->sequence);
    }
    memcpy(out->chain_hash, chain, HS_STORE_HASH_SIZE);
    return HS_OK;
}

static bool is_shown(struct hs_view *view, const struct hs_ledger_row *row)
{
    const struct hs_record record = {
        .resource = row->resource, .name = row->name, .body = row->body, .size = row->size, .sequence = row->sequence};
    return hs_view_shows(view, &record);
}

/* Visits one row; *previous is the one to go on with. Rows from `before` on are passed over, and hidden ones. */
static enum hs_code visit_row(struct hs_view *view, int64_t sequence, int64_t before, hs_ledger_visitor *visit, void *context,
                              int64_t *previous, bool *visited, struct hs_status *status)
{
    struct hs_ledger_row row;
    sqlite3_stmt *statement = hs_db_prepare(&view->db, ROW_COLUMNS " WHERE l.seq = ?1", status);
    enum hs_code code = statement != NULL ? HS_OK : hs_status_code(status);
    if (code != HS_OK) {
        return code;
    }
    sqlite3_bind_int64(statement, 1, sequence);
    switch (hs_db_step(&view->db, statement, status)) {
    case HS_STEP_ROW:
        code = read_row(statement, &row, status);
        break;
    case HS_STEP_DONE:
        code = hs_status_fail(status, HS_DATA_LOSS, "LEDGER_DAMAGED", "ledger row %lld is missing", (long long)sequence);
        break;
    default:
        code = hs_status_code(status);
        break;
    }
    if (code == HS_OK) {
        *previous = row.previous;
        *visited = (before == 0 || sequence < before) && is_shown(view, &row);
        code = *visited ? visit(context, &row) : hs_view_broken(view, status);
    }
    hs_db_release(&view->db, statement);
    return code;
}

/* Where to begin: at the row `before` if it is the resource's own, as it is on a second page, else at the newest. */
static enum hs_code find_start(struct hs_view *view, const char *name, int64_t before, int64_t *sequence, struct hs_status *status)
{
    sqlite3_stmt *statement = NULL;
    enum hs_step step = HS_STEP_DONE;
    if (before == 0) {
        return HS_OK;
    }
    statement = hs_db_prepare(&view->db, "SELECT 1 FROM ledger WHERE seq = ?1 AND name = ?2", status);
    if (statement == NULL) {
        return hs_status_code(status);
    }
    sqlite3_bind_int64(statement, 1, before);
    sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC);
    step = hs_db_step(&view->db, statement, status);
    if (step == HS_STEP_ROW) {
        *sequence = before;
    }
    hs_db_release(&view->db, statement);
    return step != HS_STEP_FAILED ? HS_OK : hs_status_code(status);
}

enum hs_code hs_view_history(struct hs_view *view, const char *name, int64_t before, int limit, hs_ledger_visitor *visit,
                             void *context, struct hs_status *status)
{
    const struct hs_table *table = hs_table_of_name(view->store, name);
    struct hs_row row = {0};
    bool found = false;
    enum hs_code code = hs_view_broken(view, status);
    if (code == HS_OK && table != NULL) {
        code = hs_row_find(view, table, name, NULL, &row, &found, status);
    }
    if (code == HS_OK && found && hs_view_hides(view, table->resource)) {
        found = hs_view_shows_now(view, table, name);
        code = hs_view_broken(view, status);
    }
    if (code == HS_OK && !found) {
        return hs_status_fail(status, HS_NOT_FOUND, "RESOURCE_NOT_FOUND", "%s was never known", name);
    }
    int64_t sequence = row.sequence;
    if (code == HS_OK) {
        code = find_start(view, name, before, &sequence, status);
    }
    for (int count = 0; code == HS_OK && sequence != 0 && count < limit;) {
        bool visited = false;
        code = visit_row(view, sequence, before, visit, context, &sequence, &visited, status);
        count += visited;
    }
    return code;
}

enum hs_code hs_view_changes(struct hs_view *view, int64_t after, int limit, hs_ledger_visitor *visit, void *context,
                             struct hs_status *status)
{
    struct hs_ledger_row row;
    enum hs_code code = hs_view_broken(view, status);
    enum hs_step step = HS_STEP_ROW;
    sqlite3_stmt *statement =
        code == HS_OK ? hs_db_prepare(&view->db, ROW_COLUMNS " WHERE l.seq > ?1 ORDER BY l.seq LIMIT ?2", status) : NULL;
    if (statement == NULL) {
        return hs_status_code(status);
    }
    sqlite3_bind_int64(statement, 1, after);
    sqlite3_bind_int(statement, 2, limit);
    while (code == HS_OK && (step = hs_db_step(&view->db, statement, status)) == HS_STEP_ROW) {
        code = read_row(statement, &row, status);
        if (code == HS_OK) {
            code = visit(context, &row);
        }
    }
    hs_db_release(&view->db, statement);
    return step == HS_STEP_FAILED ? hs_status_code(status) : code;
}
