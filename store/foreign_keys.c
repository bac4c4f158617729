#include "store/store_internal.h"

/* Violations told of each column. */
enum { MAX_TOLD = 20 };

/* Every reference of one column that points to nothing. */
static enum hs_code tell(struct hs_view *view, const struct hs_table *table, const struct hs_foreign_key *key,
                         struct hs_status *status)
{
    const char *own = table->resource->table;
    const char *sql =
        key->index == NULL
            ? hs_arena_printf(&view->scratch,
                              "SELECT r.name, r.\"%s\" FROM \"%s\" AS r WHERE r.\"%s\" NOT IN (SELECT name FROM \"%s\") LIMIT %d",
                              key->column, own, key->column, key->target, MAX_TOLD)
            : hs_arena_printf(&view->scratch,
                              "SELECT r.name, x.\"%s\" FROM \"%s\" AS x JOIN \"%s\" AS r ON r.id = x.owner"
                              " WHERE x.\"%s\" NOT IN (SELECT name FROM \"%s\") LIMIT %d",
                              key->column, key->index->name, own, key->column, key->target, MAX_TOLD);
    sqlite3_stmt *statement = sql != NULL ? hs_db_prepare(&view->db, sql, status) : NULL;
    enum hs_step step = HS_STEP_ROW;
    if (statement == NULL) {
        return sql != NULL ? hs_status_code(status) : hs_out_of_memory(status);
    }
    while ((step = hs_db_step(&view->db, statement, status)) == HS_STEP_ROW) {
        hs_status_field(status, 0, key->path != NULL ? key->path : "parent", "REFERENCE_NOT_FOUND",
                        "%s refers to %s, which does not exist", (const char *)sqlite3_column_text(statement, 0),
                        (const char *)sqlite3_column_text(statement, 1));
    }
    hs_db_release(&view->db, statement);
    return step == HS_STEP_DONE ? HS_OK : hs_status_code(status);
}

enum hs_code hs_foreign_keys_check(struct hs_view *view, struct hs_status *status)
{
    int open = 0, highest = 0;
    const struct hs_schema *schema = &view->store->schema;
    sqlite3_db_status(view->db.handle, SQLITE_DBSTATUS_DEFERRED_FKS, &open, &highest, 0);
    if (open == 0) {
        return HS_OK;
    }
    hs_arena_reset(&view->scratch);
    for (size_t i = 0; i < schema->n_tables; i++) {
        for (size_t k = 0; k < schema->tables[i].n_foreign_keys; k++) {
            enum hs_code code = tell(view, &schema->tables[i], &schema->tables[i].foreign_keys[k], status);
            if (code != HS_OK) {
                return code;
            }
        }
    }
    return hs_status_fail(status, HS_INTERNAL, "STORE_ERROR", "a reference within the store points to nothing");
}
