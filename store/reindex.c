#include "store/migrate.h"
#include "store/put.h"

/* Rows between two calls of the progress function. */
enum { PROGRESS_ROWS = 500 };

/* A kind whose rows are bound anew. */
struct reindex {
    struct hs_db *db;
    struct hs_status *status;
    struct hs_table table;
    struct hs_arena tables; /* memory of `table` */
    struct hs_arena row;    /* memory of one row */
    const char *sql_next;
};

static enum hs_code execute(struct reindex *reindex, const char *format, const char *name)
{
    const char *sql = hs_arena_printf(&reindex->tables, format, name);
    return sql != NULL ? hs_db_execute(reindex->db, sql, reindex->status) : hs_out_of_memory(reindex->status);
}

/* Empties what is written again row by row. */
static enum hs_code clear(struct reindex *reindex)
{
    enum hs_code code = execute(reindex, "DELETE FROM reference WHERE kind = '%s'", reindex->table.resource->kind);
    for (size_t i = 0; code == HS_OK && i < reindex->table.n_indexes; i++) {
        code = execute(reindex, "DELETE FROM \"%s\"", reindex->table.indexes[i].name);
    }
    return code;
}

static enum hs_code bind_row(struct reindex *reindex, int64_t id, const ProtobufCMessage *message)
{
    size_t width = reindex->table.width;
    struct hs_cell *cells = hs_arena_alloc(&reindex->row, width * sizeof *cells);
    sqlite3_stmt *statement = cells != NULL ? hs_db_prepare(reindex->db, reindex->table.sql_rebind, reindex->status) : NULL;
    if (statement == NULL) {
        return cells != NULL ? hs_status_code(reindex->status) : hs_out_of_memory(reindex->status);
    }
    hs_bind_row(&reindex->table, message, cells);
    for (size_t i = 0; i < width; i++) {
        hs_cell_bind(statement, (int)i + 1, &cells[i]);
    }
    sqlite3_bind_int64(statement, (int)width + 1, id);
    return hs_db_run(reindex->db, statement, reindex->status);
}

static enum hs_code bind_elements(struct reindex *reindex, const struct hs_index_table *index, int64_t id,
                                  const ProtobufCMessage *message)
{
    struct hs_cells cells;
    enum hs_code code = HS_OK;
    if (!hs_bind_elements(&reindex->table, index, message, &reindex->row, &cells)) {
        return hs_out_of_memory(reindex->status);
    }
    for (size_t row = 0; code == HS_OK && row < cells.n_rows; row++) {
        sqlite3_stmt *statement = hs_db_prepare(reindex->db, index->sql_insert, reindex->status);
        if (statement != NULL) {
            hs_index_bind(statement, id, cells.cells + row * cells.width, cells.width);
        }
        code = hs_db_run(reindex->db, statement, reindex->status);
    }
    return code;
}

static enum hs_code bind_references(struct reindex *reindex, int64_t id, const ProtobufCMessage *message)
{
    const char **targets = NULL;
    size_t count = 0;
    enum hs_code code = HS_OK;
    if (!hs_bind_references(&reindex->table, message, &reindex->row, &targets, &count)) {
        return hs_out_of_memory(reindex->status);
    }
    for (size_t i = 0; code == HS_OK && i < count; i++) {
        sqlite3_stmt *statement = hs_db_prepare(reindex->db, HS_SQL_ADD_REFERENCE, reindex->status);
        if (statement != NULL) {
            hs_reference_bind(statement, targets[i], reindex->table.resource->kind, id);
        }
        code = hs_db_run(reindex->db, statement, reindex->status);
    }
    return code;
}

static enum hs_code bind_all(struct reindex *reindex, int64_t id, const ProtobufCMessage *message)
{
    enum hs_code code = bind_row(reindex, id, message);
    for (size_t i = 0; code == HS_OK && i < reindex->table.n_indexes; i++) {
        code = bind_elements(reindex, &reindex->table.indexes[i], id, message);
    }
    return code == HS_OK ? bind_references(reindex, id, message) : code;
}

/* Unpacks the row after `*id` and moves *id to it; NULL with HS_OK in *code at the end. */
static ProtobufCMessage *read_next(struct reindex *reindex, int64_t *id, enum hs_code *code)
{
    ProtobufCMessage *message = NULL;
    sqlite3_stmt *statement = hs_db_prepare(reindex->db, reindex->sql_next, reindex->status);
    if (statement == NULL) {
        *code = hs_status_code(reindex->status);
        return NULL;
    }
    sqlite3_bind_int64(statement, 1, *id);
    enum hs_step step = hs_db_step(reindex->db, statement, reindex->status);
    if (step == HS_STEP_ROW) {
        const void *body = sqlite3_column_blob(statement, 1);
        *id = sqlite3_column_int64(statement, 0);
        message = hs_body_unpack(reindex->table.resource, body, (size_t)sqlite3_column_bytes(statement, 1), &reindex->row,
                                 reindex->status);
    }
    hs_db_release(reindex->db, statement);
    *code = step == HS_STEP_DONE || message != NULL ? HS_OK : hs_status_code(reindex->status);
    return message;
}

static enum hs_code bind_rows(struct reindex *reindex, const struct hs_store_options *options)
{
    const char *kind = reindex->table.resource->kind;
    const char *count = hs_arena_printf(&reindex->tables, "SELECT count(*) FROM \"%s\"", reindex->table.resource->table);
    enum hs_code code = HS_OK;
    ProtobufCMessage *message = NULL;
    int64_t id = INT64_MIN, done = 0, total = 0;
    reindex->sql_next = hs_arena_printf(&reindex->tables, "SELECT id, body FROM \"%s\" WHERE id > ?1 ORDER BY id LIMIT 1",
                                        reindex->table.resource->table);
    if (count == NULL || reindex->sql_next == NULL) {
        return hs_out_of_memory(reindex->status);
    }
    code = hs_db_number(reindex->db, count, 0, &total, reindex->status);
    while (code == HS_OK && (message = read_next(reindex, &id, &code)) != NULL) {
        code = bind_all(reindex, id, message);
        hs_arena_reset(&reindex->row);
        done++;
        if (options->progress != NULL && (done % PROGRESS_ROWS == 0 || done == total)) {
            options->progress(options->context, kind, done, total);
        }
    }
    return code;
}

enum hs_code hs_reindex(struct hs_db *db, const struct hs_store_options *options, const struct hs_resource *resource,
                        struct hs_status *status)
{
    struct reindex reindex = {.db = db, .status = status};
    hs_arena_init(&reindex.tables, HS_VIEW_MEMORY);
    hs_arena_init(&reindex.row, HS_VIEW_MEMORY);
    enum hs_code code = hs_table_load(&reindex.table, db, resource, &reindex.tables, status);
    if (code == HS_OK) {
        code = clear(&reindex);
    }
    if (code == HS_OK) {
        code = bind_rows(&reindex, options);
    }
    hs_arena_free(&reindex.row);
    hs_arena_free(&reindex.tables);
    return code;
}
