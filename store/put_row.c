#include "store/filter.h"
#include "store/put.h"
#include "store/search.h"

#include <string.h>

void hs_put_bind(const struct hs_put *put, sqlite3_stmt *statement, int64_t sequence, const struct hs_cell *cells)
{
    int parameter = 1;
    sqlite3_bind_int64(statement, parameter++, sequence);
    sqlite3_bind_blob(statement, parameter++, put->body, (int)put->size, SQLITE_STATIC);
    if (put->parent != NULL) {
        sqlite3_bind_text(statement, parameter++, put->parent, -1, SQLITE_STATIC);
    }
    for (size_t i = 0; i < put->table->width; i++) {
        hs_cell_bind(statement, parameter++, &cells[i]);
    }
}

void hs_index_bind(sqlite3_stmt *statement, int64_t owner, const struct hs_cell *cells, size_t width)
{
    sqlite3_bind_int64(statement, 1, owner);
    for (size_t i = 0; i < width; i++) {
        hs_cell_bind(statement, (int)i + 2, &cells[i]);
    }
}

static enum hs_code insert_row(struct hs_put *put, int64_t sequence, const struct hs_cell *cells)
{
    bool refused = false;
    sqlite3_stmt *statement = hs_db_prepare(&put->view->db, put->table->sql_insert, put->status);
    if (statement != NULL) {
        hs_put_bind(put, statement, sequence, cells);
    }
    enum hs_code code = hs_db_try(&put->view->db, statement, &refused, put->status);
    if (refused) {
        return hs_put_refused(put, NULL, cells);
    }
    put->row.id = sqlite3_last_insert_rowid(put->view->db.handle);
    return code;
}

/* An UPDATE of the columns whose cells differ, and of no other: the engine rewrites every index that has a column in the list, and
 * each costs a page somewhere else. Its parameters are sequence, body, id, and then the cells that differ. */
static const char *update_sql(const struct hs_put *put, const struct hs_cell *old, const struct hs_cell *new)
{
    struct hs_sql sql;
    hs_sql_init(&sql, put->scratch);
    hs_sql_append(&sql, "UPDATE \"%s\" SET ledger_seq = ?1, body = ?2", put->table->resource->table);
    int parameter = 4;
    for (size_t i = 0; i < put->table->width; i++) {
        if (hs_cell_equal(&old[i], &new[i])) {
            continue;
        }
        const char *column =
            i == 0 ? "deleted" : hs_cell_column(put->table->columns.columns, put->table->n_own, i - 1, put->scratch);
        if (column == NULL) {
            return NULL;
        }
        hs_sql_append(&sql, ", \"%s\" = ?%d", column, parameter++);
    }
    hs_sql_append(&sql, " WHERE id = ?3");
    return sql.failed ? NULL : sql.text;
}

static enum hs_code update_row(struct hs_put *put, int64_t sequence, const struct hs_cell *old, const struct hs_cell *new)
{
    bool refused = false;
    int parameter = 1;
    const char *sql = update_sql(put, old, new);
    if (sql == NULL) {
        return hs_out_of_memory(put->status);
    }
    sqlite3_stmt *statement = hs_db_prepare(&put->view->db, sql, put->status);
    if (statement != NULL) {
        sqlite3_bind_int64(statement, parameter++, sequence);
        sqlite3_bind_blob(statement, parameter++, put->body, (int)put->size, SQLITE_STATIC);
        sqlite3_bind_int64(statement, parameter++, put->row.id);
    }
    for (size_t i = 0; statement != NULL && i < put->table->width; i++) {
        if (!hs_cell_equal(&old[i], &new[i])) {
            hs_cell_bind(statement, parameter++, &new[i]);
        }
    }
    enum hs_code code = hs_db_try(&put->view->db, statement, &refused, put->status);
    return refused ? hs_put_refused(put, NULL, new) : code;
}

static enum hs_code delete_owned(struct hs_put *put, const char *sql)
{
    sqlite3_stmt *statement = hs_db_prepare(&put->view->db, sql, put->status);
    if (statement != NULL) {
        sqlite3_bind_int64(statement, 1, put->row.id);
    }
    return hs_db_run(&put->view->db, statement, put->status);
}

static enum hs_code insert_element(struct hs_put *put, const struct hs_index_table *index, const struct hs_cell *cells)
{
    bool refused = false;
    sqlite3_stmt *statement = hs_db_prepare(&put->view->db, index->sql_insert, put->status);
    if (statement != NULL) {
        hs_index_bind(statement, put->row.id, cells, index->width);
    }
    enum hs_code code = hs_db_try(&put->view->db, statement, &refused, put->status);
    return refused ? hs_put_refused(put, index, cells) : code;
}

static enum hs_code write_elements(struct hs_put *put, const struct hs_index_table *index)
{
    struct hs_cells old = {.width = index->width}, new = {0};
    bool ok = hs_bind_elements(put->table, index, put->message, put->scratch, &new);
    if (ok && put->before != NULL) {
        ok = hs_bind_elements(put->table, index, put->before, put->scratch, &old);
    }
    if (!ok) {
        return hs_out_of_memory(put->status);
    }
    enum hs_code code = HS_OK;
    if (hs_cells_equal(&old, &new)) {
        return HS_OK;
    }
    if (old.n_rows > 0) {
        code = delete_owned(put, index->sql_delete);
    }
    for (size_t i = 0; code == HS_OK && i < new.n_rows; i++) {
        code = insert_element(put, index, new.cells + i *new.width);
    }
    return code;
}

void hs_reference_bind(sqlite3_stmt *statement, const char *target, const char *kind, int64_t owner)
{
    sqlite3_bind_text(statement, 1, target, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, kind, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 3, owner);
}

/* Adds or takes away one row of `reference`. */
static enum hs_code write_reference(struct hs_put *put, const char *sql, const char *target)
{
    sqlite3_stmt *statement = hs_db_prepare(&put->view->db, sql, put->status);
    if (statement != NULL) {
        hs_reference_bind(statement, target, put->table->resource->kind, put->row.id);
    }
    return hs_db_run(&put->view->db, statement, put->status);
}

static enum hs_code write_references(struct hs_put *put)
{
    const char **old = NULL, **new = NULL;
    size_t n_old = 0, n_new = 0;
    bool ok = hs_bind_references(put->table, put->message, put->scratch, &new, &n_new);
    if (ok && put->before != NULL) {
        ok = hs_bind_references(put->table, put->before, put->scratch, &old, &n_old);
    }
    enum hs_code code = ok ? HS_OK : hs_out_of_memory(put->status);
    for (size_t i = 0, j = 0; code == HS_OK && (i < n_old || j < n_new);) {
        int order = i == n_old ? 1 : j == n_new ? -1 : strcmp(old[i], new[j]);
        if (order < 0) {
            code = write_reference(put, "DELETE FROM reference WHERE target = ?1 AND kind = ?2 AND owner = ?3", old[i]);
        } else if (order > 0) {
            code = write_reference(put, HS_SQL_ADD_REFERENCE, new[j]);
        }
        i += order <= 0;
        j += order >= 0;
    }
    return code;
}

enum hs_code hs_put_write(struct hs_put *put, int64_t sequence)
{
    const struct hs_table *table = put->table;
    struct hs_cell *cells = hs_arena_alloc(put->scratch, 2 * table->width * sizeof *cells);
    if (cells == NULL) {
        return hs_out_of_memory(put->status);
    }
    enum hs_code code = HS_OK;
    hs_bind_row(table, put->message, cells);
    if (put->before == NULL) {
        code = insert_row(put, sequence, cells);
    } else {
        hs_bind_row(table, put->before, cells + table->width);
        code = update_row(put, sequence, cells + table->width, cells);
    }
    for (size_t i = 0; code == HS_OK && i < table->n_indexes; i++) {
        code = write_elements(put, &table->indexes[i]);
    }
    if (code == HS_OK) {
        code = write_references(put);
    }
    if (code == HS_OK) {
        code = hs_search_write(&put->view->db, table, put->row.id, put->before, put->message, put->scratch, put->status);
    }
    return code;
}
