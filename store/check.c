#include "store/search.h"

#include <string.h>

/* Differences told. */
enum { MAX_TOLD = 20 };

/* The columns of a row that is checked. */
enum { ID, NAME, SEQUENCE, BODY, FIRST_CELL };

struct check {
    struct hs_view *view;
    struct hs_status *status;
    struct hs_arena *row; /* memory of one row */
    const struct hs_table *table;
    int64_t references;           /* that the rows of the kind should have */
    struct hs_search_sums wanted; /* words that all rows should have in the search index */
    int told;
};

static void tell(struct check *check, const char *name, const char *what)
{
    hs_status_fail(check->status, HS_DATA_LOSS, "COLUMN_MISMATCH", "bodies and columns do not agree");
    if (check->told++ < MAX_TOLD) {
        hs_status_metadata(check->status, name, what);
    }
}

static enum hs_code no_memory(struct check *check)
{
    return hs_out_of_memory(check->status);
}

/* The name of the first cell that differs; NULL if none does. */
static const char *find_difference(const struct hs_column *columns, size_t n_columns, const struct hs_cell *cells, bool has_deleted,
                                   size_t width, sqlite3_stmt *statement, int first, struct hs_arena *arena)
{
    for (size_t i = 0; i < width; i++) {
        struct hs_cell found = hs_cell_read(statement, first + (int)i);
        if (!hs_cell_equal(&cells[i], &found)) {
            const char *column = has_deleted && i == 0 ? "deleted" : hs_cell_column(columns, n_columns, i - has_deleted, arena);
            return column != NULL ? column : "a column";
        }
    }
    return NULL;
}

static enum hs_code check_cells(struct check *check, sqlite3_stmt *statement, const char *name, const ProtobufCMessage *message)
{
    const struct hs_table *table = check->table;
    struct hs_cell *cells = hs_arena_alloc(check->row, table->width * sizeof *cells);
    if (cells == NULL) {
        return no_memory(check);
    }
    hs_bind_row(table, message, cells);
    const char *difference =
        find_difference(table->columns.columns, table->n_own, cells, true, table->width, statement, FIRST_CELL, check->row);
    if (difference != NULL) {
        tell(check, name, difference);
    }
    if (strcmp(name, hs_message_string(message, table->name)) != 0) {
        tell(check, name, "name");
    }
    return HS_OK;
}

static enum hs_code check_elements(struct check *check, const struct hs_index_table *index, int64_t id, const char *name,
                                   const ProtobufCMessage *message)
{
    struct hs_cells cells;
    size_t row = 0;
    const char *difference = NULL;
    enum hs_step step = HS_STEP_ROW;
    sqlite3_stmt *statement = hs_db_prepare(&check->view->db, index->sql_select, check->status);
    bool ok = statement != NULL && hs_bind_elements(check->table, index, message, check->row, &cells);
    if (!ok) {
        hs_db_release(&check->view->db, statement);
        return statement != NULL ? no_memory(check) : hs_status_code(check->status);
    }
    sqlite3_bind_int64(statement, 1, id);
    while (difference == NULL && (step = hs_db_step(&check->view->db, statement, check->status)) == HS_STEP_ROW) {
        bool is_more = row >= cells.n_rows;
        difference = is_more ? index->name
                             : find_difference(index->columns, index->n_columns, cells.cells + row * cells.width,
                                               index->has_deleted, cells.width, statement, 1, check->row);
        row++;
    }
    if (difference != NULL || (step == HS_STEP_DONE && row < cells.n_rows)) {
        tell(check, name, index->name);
    }
    hs_db_release(&check->view->db, statement);
    return step == HS_STEP_FAILED ? hs_status_code(check->status) : HS_OK;
}

/* Whether a statement gives a row; its parameters are bound. */
static enum hs_code ask(struct check *check, sqlite3_stmt *statement, bool *out)
{
    enum hs_step step = statement != NULL ? hs_db_step(&check->view->db, statement, check->status) : HS_STEP_FAILED;
    *out = step == HS_STEP_ROW;
    hs_db_release(&check->view->db, statement);
    return step == HS_STEP_FAILED ? hs_status_code(check->status) : HS_OK;
}

static enum hs_code check_references(struct check *check, int64_t id, const char *name, const ProtobufCMessage *message)
{
    const char **targets = NULL;
    size_t count = 0;
    enum hs_code code = hs_bind_references(check->table, message, check->row, &targets, &count) ? HS_OK : no_memory(check);
    for (size_t i = 0; code == HS_OK && i < count; i++) {
        bool found = false;
        sqlite3_stmt *statement = hs_db_prepare(
            &check->view->db, "SELECT 1 FROM reference WHERE target = ?1 AND kind = ?2 AND owner = ?3", check->status);
        if (statement != NULL) {
            sqlite3_bind_text(statement, 1, targets[i], -1, SQLITE_STATIC);
            sqlite3_bind_text(statement, 2, check->table->resource->kind, -1, SQLITE_STATIC);
            sqlite3_bind_int64(statement, 3, id);
        }
        code = ask(check, statement, &found);
        if (code == HS_OK && !found) {
            tell(check, name, targets[i]);
        }
    }
    check->references += (int64_t)count;
    return code;
}

/* The ledger row a resource points to must hold the same message, unless it was redacted. */
static enum hs_code check_ledger(struct check *check, sqlite3_stmt *row, const char *name)
{
    bool found = false;
    sqlite3_stmt *statement = hs_db_prepare(
        &check->view->db, "SELECT 1 FROM ledger WHERE seq = ?1 AND name = ?2 AND (body = ?3 OR body IS NULL)", check->status);
    if (statement != NULL) {
        sqlite3_bind_int64(statement, 1, sqlite3_column_int64(row, SEQUENCE));
        sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC);
        sqlite3_bind_blob(statement, 3, sqlite3_column_blob(row, BODY), sqlite3_column_bytes(row, BODY), SQLITE_STATIC);
    }
    enum hs_code code = ask(check, statement, &found);
    if (code == HS_OK && !found) {
        tell(check, name, "ledger_seq");
    }
    return code;
}

static enum hs_code check_row(struct check *check, sqlite3_stmt *statement)
{
    struct hs_quiet quiet;
    int64_t id = sqlite3_column_int64(statement, ID);
    const char *name = hs_db_text(statement, NAME, check->row);
    if (name == NULL) {
        return no_memory(check);
    }
    hs_quiet_begin(&quiet);
    ProtobufCMessage *message = hs_body_unpack(check->table->resource, sqlite3_column_blob(statement, BODY),
                                               (size_t)sqlite3_column_bytes(statement, BODY), check->row, &quiet.status);
    bool is_damaged = hs_status_code(&quiet.status) == HS_DATA_LOSS;
    hs_quiet_end(&quiet, check->view, HS_OK);
    if (is_damaged) {
        tell(check, name, "body");
        return HS_OK;
    }
    if (message == NULL) {
        return no_memory(check);
    }
    enum hs_code code = check_cells(check, statement, name, message);
    for (size_t i = 0; code == HS_OK && i < check->table->n_indexes; i++) {
        code = check_elements(check, &check->table->indexes[i], id, name, message);
    }
    if (code == HS_OK) {
        code = check_references(check, id, name, message);
    }
    if (code == HS_OK && !hs_search_sum(&check->wanted, check->table, id, message, check->row)) {
        code = no_memory(check);
    }
    return code == HS_OK ? check_ledger(check, statement, name) : code;
}

/* Rows of `reference` that no message asks for. */
static enum hs_code check_reference_count(struct check *check)
{
    const char *kind = check->table->resource->kind;
    const char *sql = hs_arena_printf(check->row, "SELECT count(*) FROM reference WHERE kind = '%s'", kind);
    int64_t count = 0;
    if (sql == NULL) {
        return no_memory(check);
    }
    enum hs_code code = hs_db_number(&check->view->db, sql, 0, &count, check->status);
    if (code == HS_OK && count != check->references) {
        tell(check, kind, "reference");
    }
    return code;
}

static enum hs_code check_table(struct check *check)
{
    enum hs_code code = HS_OK;
    enum hs_step step = HS_STEP_ROW;
    sqlite3_stmt *statement = hs_db_prepare(&check->view->db, check->table->sql_check, check->status);
    if (statement == NULL) {
        return hs_status_code(check->status);
    }
    while (code == HS_OK && (step = hs_db_step(&check->view->db, statement, check->status)) == HS_STEP_ROW) {
        hs_arena_reset(check->row);
        code = check_row(check, statement);
    }
    hs_db_release(&check->view->db, statement);
    if (code == HS_OK && step == HS_STEP_DONE) {
        code = check_reference_count(check);
    }
    return step == HS_STEP_FAILED ? hs_status_code(check->status) : code;
}

/* What a row of the search index is of. */
static const char *kind_of_words(const struct hs_schema *schema, int64_t id)
{
    for (size_t i = 0; i < schema->n_tables; i++) {
        if (schema->tables[i].search != NULL && schema->tables[i].search->id == id) {
            return schema->tables[i].resource->kind;
        }
    }
    return "words of no kind";
}

/* The words that searches find, kind by kind. */
static enum hs_code check_search(struct check *check)
{
    struct hs_search_sums found = {{0}};
    enum hs_code code = hs_search_sum_index(&found, &check->view->db, check->status);
    for (int id = 0; code == HS_OK && id < HS_SEARCH_KINDS; id++) {
        if (found.sums[id] != check->wanted.sums[id]) {
            tell(check, kind_of_words(&check->view->store->schema, id), "search");
        }
    }
    return code;
}

enum hs_code hs_view_check(struct hs_view *view, struct hs_status *status)
{
    struct hs_arena row;
    const struct hs_schema *schema = &view->store->schema;
    struct check check = {.view = view, .status = status, .row = &row};
    enum hs_code code = hs_view_broken(view, status);
    hs_arena_init(&row, HS_VIEW_MEMORY);
    for (size_t i = 0; code == HS_OK && i < schema->n_tables; i++) {
        check.table = &schema->tables[i];
        check.references = 0;
        code = check_table(&check);
    }
    if (code == HS_OK) {
        code = check_search(&check);
    }
    hs_arena_free(&row);
    return code == HS_OK && check.told > 0 ? hs_status_code(status) : code;
}
