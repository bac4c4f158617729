#include "store/store_internal.h"

#include <string.h>

/* Names found so far. */
struct found {
    struct hs_view *view;
    const char *name;
    struct hs_arena *arena;
    struct hs_status *status;
    const char **names;
    int count;
    int limit;
};

static bool is_known(const struct found *found, const char *name)
{
    for (int i = 0; i < found->count; i++) {
        if (strcmp(found->names[i], name) == 0) {
            return true;
        }
    }
    return strcmp(found->name, name) == 0;
}

/* Adds the names that a statement gives for the target, its first parameter. */
static enum hs_code add_all(struct found *found, const char *sql)
{
    struct hs_db *db = &found->view->db;
    sqlite3_stmt *statement = sql != NULL ? hs_db_prepare(db, sql, found->status) : NULL;
    enum hs_code code = HS_OK;
    enum hs_step step = HS_STEP_ROW;
    if (statement == NULL) {
        return sql != NULL ? hs_status_code(found->status) : hs_out_of_memory(found->status);
    }
    sqlite3_bind_text(statement, 1, found->name, -1, SQLITE_STATIC);
    while (code == HS_OK && found->count < found->limit && (step = hs_db_step(db, statement, found->status)) == HS_STEP_ROW) {
        char *name = hs_db_text(statement, 0, found->arena);
        if (name == NULL) {
            code = hs_out_of_memory(found->status);
        } else if (!is_known(found, name)) {
            found->names[found->count++] = name;
        }
    }
    hs_db_release(db, statement);
    return step == HS_STEP_FAILED ? hs_status_code(found->status) : code;
}

static const char *key_sql(const struct hs_table *table, const struct hs_foreign_key *key, struct hs_arena *arena)
{
    const char *own = table->resource->table;
    if (key->path == NULL) {
        /* Names under a parent lie together in the index on names: there is none on `parent`. */
        return hs_arena_printf(arena, "SELECT name FROM \"%s\" WHERE name > ?1 || '/' AND name < ?1 || '0' AND NOT deleted", own);
    }
    if (key->index == NULL) {
        return hs_arena_printf(arena, "SELECT name FROM \"%s\" WHERE \"%s\" = ?1 AND NOT deleted", own, key->column);
    }
    return hs_arena_printf(
        arena, "SELECT r.name FROM \"%s\" AS x JOIN \"%s\" AS r ON r.id = x.owner WHERE x.\"%s\" = ?1 AND NOT r.deleted",
        key->index->name, own, key->column);
}

static enum hs_code add_referrers(struct found *found, const struct hs_table *table, const char *target)
{
    enum hs_code code = HS_OK;
    for (size_t i = 0; code == HS_OK && i < table->n_foreign_keys; i++) {
        const struct hs_foreign_key *key = &table->foreign_keys[i];
        if (strcmp(key->target, target) == 0) {
            code = add_all(found, key_sql(table, key, found->arena));
        }
    }
    if (code == HS_OK && table->n_references > 0) {
        code = add_all(found, hs_arena_printf(found->arena,
                                              "SELECT r.name FROM reference AS x JOIN \"%s\" AS r ON r.id = x.owner"
                                              " WHERE x.target = ?1 AND x.kind = '%s' AND NOT r.deleted",
                                              table->resource->table, table->resource->kind));
    }
    return code;
}

int hs_view_referrers(struct hs_view *view, const char *name, int limit, struct hs_arena *arena, const char *const **out,
                      struct hs_status *status)
{
    const struct hs_schema *schema = &view->store->schema;
    const struct hs_resource *resource = hs_contract_resource_of_name(name, false);
    struct found found = {.view = view, .name = name, .arena = arena, .status = status, .limit = limit};
    enum hs_code code = hs_view_broken(view, status);
    found.names = hs_arena_alloc(arena, (size_t)limit * sizeof *found.names);
    if (found.names == NULL) {
        hs_out_of_memory(status);
        return -1;
    }
    for (size_t i = 0; code == HS_OK && resource != NULL && i < schema->n_tables; i++) {
        code = add_referrers(&found, &schema->tables[i], resource->table);
    }
    if (code != HS_OK) {
        return -1;
    }
    *out = found.names;
    return found.count;
}
