#include "store/table.h"

#include "store/filter.h"
#include "store/search.h"

#include <string.h>

/* Descriptors, columns and texts of a hundred resources need less. */
enum { SCHEMA_MEMORY = 16 * 1024 * 1024 };

/* ---- references without a foreign key --------------------------------------------------------------------------- */

static bool has_foreign_key(const struct hs_table *table, const char *path)
{
    for (size_t i = 0; i < table->n_foreign_keys; i++) {
        const char *known = table->foreign_keys[i].path;
        if (known != NULL && strcmp(known, path) == 0) {
            return true;
        }
    }
    return false;
}

static bool add_reference(struct hs_table *table, const struct hs_reference *reference, struct hs_arena *arena)
{
    struct hs_reference *grown = hs_arena_grow(arena, table->references, table->n_references, sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    table->references = grown;
    table->references[table->n_references++] = *reference;
    return true;
}

/* Finds the reference fields below a message; `path` is that of the message with its dot. */
static bool find_references(struct hs_table *table, const struct hs_message *message, const char *path,
                            const struct hs_reference *above, struct hs_arena *arena)
{
    bool ok = true;
    for (unsigned i = 0; ok && above->depth < HS_REFERENCE_MAX_DEPTH && i < message->descriptor->n_fields; i++) {
        const struct hs_field *field = &message->fields[i];
        const char *here = hs_arena_printf(arena, "%s%s", path, message->descriptor->fields[i].name);
        struct hs_reference reference = *above;
        reference.fields[reference.depth++] = (int)i;
        if (here == NULL) {
            ok = false;
        } else if (field->reference != NULL) {
            ok = has_foreign_key(table, here) || add_reference(table, &reference, arena);
        } else if (field->message != NULL) {
            const char *below = hs_arena_printf(arena, "%s.", here);
            ok = below != NULL && find_references(table, field->message, below, &reference, arena);
        }
    }
    return ok;
}

/* ---- texts of statements ---------------------------------------------------------------------------------------- */

static void append_cells(struct hs_sql *sql, const struct hs_column *columns, size_t n_columns)
{
    for (size_t i = 0; i < n_columns; i++) {
        if (columns[i].type == HS_COLUMN_DATE) {
            hs_sql_append(sql, ", \"%s_earliest\", \"%s_latest\"", columns[i].sql, columns[i].sql);
        } else {
            hs_sql_append(sql, ", \"%s\"", columns[i].sql);
        }
    }
}

static void append_parameters(struct hs_sql *sql, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        hs_sql_append(sql, "%s?", i > 0 ? ", " : "");
    }
}

static const char *finish(struct hs_sql *sql)
{
    return sql->failed ? NULL : sql->text;
}

static const char *find_sql(const struct hs_table *table, struct hs_arena *arena)
{
    return hs_arena_printf(arena, "SELECT id, ledger_seq, deleted, body FROM \"%s\" WHERE name = ?1", table->resource->table);
}

static const char *check_sql(const struct hs_table *table, struct hs_arena *arena)
{
    struct hs_sql sql;
    hs_sql_init(&sql, arena);
    hs_sql_append(&sql, "SELECT id, name, ledger_seq, body, deleted");
    append_cells(&sql, table->columns.columns, table->n_own);
    hs_sql_append(&sql, " FROM \"%s\" ORDER BY id", table->resource->table);
    return finish(&sql);
}

/* Ends an INSERT so that it changes nothing but gives a column of the row in its way, whatever index says so. */
static const char *holder_sql(const char *insert, const char *change, const char *column, struct hs_arena *arena)
{
    return hs_arena_printf(arena, "%s ON CONFLICT DO UPDATE SET %s = %s RETURNING %s", insert, change, change, column);
}

static const char *insert_sql(const struct hs_table *table, struct hs_arena *arena)
{
    struct hs_sql sql;
    bool has_parent = table->resource->parent != NULL;
    hs_sql_init(&sql, arena);
    hs_sql_append(&sql, "INSERT INTO \"%s\" (ledger_seq, body%s, deleted", table->resource->table, has_parent ? ", parent" : "");
    append_cells(&sql, table->columns.columns, table->n_own);
    hs_sql_append(&sql, ") VALUES (");
    append_parameters(&sql, 2 + has_parent + table->width);
    hs_sql_append(&sql, ")");
    return finish(&sql);
}

static const char *rebind_sql(const struct hs_table *table, struct hs_arena *arena)
{
    struct hs_sql sql;
    hs_sql_init(&sql, arena);
    hs_sql_append(&sql, "UPDATE \"%s\" SET (deleted", table->resource->table);
    append_cells(&sql, table->columns.columns, table->n_own);
    hs_sql_append(&sql, ") = (");
    append_parameters(&sql, table->width);
    hs_sql_append(&sql, ") WHERE id = ?");
    return finish(&sql);
}

static bool write_index_texts(struct hs_index_table *index, struct hs_arena *arena)
{
    struct hs_sql select, insert;
    hs_sql_init(&select, arena);
    hs_sql_append(&select, "SELECT owner%s", index->has_deleted ? ", deleted" : "");
    append_cells(&select, index->columns, index->n_columns);
    hs_sql_append(&select, " FROM \"%s\" WHERE owner = ?1 ORDER BY rowid", index->name);
    hs_sql_init(&insert, arena);
    hs_sql_append(&insert, "INSERT INTO \"%s\" (owner%s", index->name, index->has_deleted ? ", deleted" : "");
    append_cells(&insert, index->columns, index->n_columns);
    hs_sql_append(&insert, ") VALUES (");
    append_parameters(&insert, 1 + index->width);
    hs_sql_append(&insert, ")");
    index->sql_select = finish(&select);
    index->sql_insert = finish(&insert);
    index->sql_delete = hs_arena_printf(arena, "DELETE FROM \"%s\" WHERE owner = ?1", index->name);
    if (index->sql_select == NULL || index->sql_insert == NULL || index->sql_delete == NULL) {
        return false;
    }
    index->sql_holder = holder_sql(index->sql_insert, "owner", "owner", arena);
    return index->sql_holder != NULL;
}

static bool write_texts(struct hs_table *table, struct hs_arena *arena)
{
    bool ok = true;
    table->sql_find = find_sql(table, arena);
    table->sql_check = check_sql(table, arena);
    table->sql_insert = insert_sql(table, arena);
    table->sql_rebind = rebind_sql(table, arena);
    if (table->sql_rebind == NULL || table->sql_find == NULL || table->sql_check == NULL || table->sql_insert == NULL) {
        return false;
    }
    table->sql_holder = holder_sql(table->sql_insert, "ledger_seq", "name", arena);
    for (size_t i = 0; ok && i < table->n_indexes; i++) {
        ok = write_index_texts(&table->indexes[i], arena);
    }
    return ok && table->sql_holder != NULL;
}

/* ---- loading ---------------------------------------------------------------------------------------------------- */

/* The engine's own word on whether every column is there. */
static enum hs_code prove_texts(const struct hs_table *table, struct hs_db *db, struct hs_status *status)
{
    const char *wrong = NULL;
    for (size_t i = 0; i <= table->n_indexes && wrong == NULL; i++) {
        sqlite3_stmt *statement = NULL;
        const char *sql = i < table->n_indexes ? table->indexes[i].sql_insert : table->sql_insert;
        if (sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL) != SQLITE_OK) {
            wrong = sqlite3_errmsg(db->handle);
            hs_status_fail(status, HS_FAILED_PRECONDITION, "SCHEMA_MISMATCH", "%s", wrong);
        }
        sqlite3_finalize(statement);
    }
    return wrong == NULL ? HS_OK : hs_status_code(status);
}

static void find_own_fields(struct hs_table *table)
{
    const struct hs_message *message = table->resource->message;
    table->name = hs_message_field(message, "name");
    table->etag = hs_message_field(message, "etag");
    table->create_time = hs_message_field(message, "create_time");
    table->update_time = hs_message_field(message, "update_time");
    table->delete_time = hs_message_field(message, "delete_time");
}

enum hs_code hs_table_load(struct hs_table *table, struct hs_db *db, const struct hs_resource *resource, struct hs_arena *arena,
                           struct hs_status *status)
{
    struct hs_reference nothing = {0};
    *table = (struct hs_table){.resource = resource};
    find_own_fields(table);
    if (table->name < 0 || table->etag < 0 || table->create_time < 0 || table->update_time < 0 || table->delete_time < 0) {
        return hs_status_fail(status, HS_FAILED_PRECONDITION, "SCHEMA_MISMATCH", "%s lacks a field that every resource has",
                              resource->kind);
    }
    enum hs_code code = hs_columns_load(table, db, arena, status);
    if (code != HS_OK) {
        return code;
    }
    if (!write_texts(table, arena) || !find_references(table, resource->message, "", &nothing, arena)) {
        return hs_out_of_memory(status);
    }
    code = prove_texts(table, db, status);
    return code == HS_OK ? hs_search_load(table, arena, status) : code;
}

enum hs_code hs_schema_load(struct hs_schema *schema, struct hs_db *db, const struct hs_contract *contract,
                            struct hs_status *status)
{
    hs_arena_init(&schema->arena, SCHEMA_MEMORY);
    schema->contract = contract;
    schema->n_tables = contract->n_resources;
    schema->tables = hs_arena_alloc(&schema->arena, schema->n_tables * sizeof *schema->tables);
    if (schema->tables == NULL) {
        return hs_out_of_memory(status);
    }
    enum hs_code code = HS_OK;
    for (size_t i = 0; code == HS_OK && i < schema->n_tables; i++) {
        code = hs_table_load(&schema->tables[i], db, contract->resources[i], &schema->arena, status);
    }
    return code;
}

void hs_schema_free(struct hs_schema *schema)
{
    hs_arena_free(&schema->arena);
    *schema = (struct hs_schema){0};
}

const struct hs_table *hs_schema_table(const struct hs_schema *schema, const struct hs_resource *resource)
{
    for (size_t i = 0; i < schema->n_tables; i++) {
        if (schema->tables[i].resource == resource) {
            return &schema->tables[i];
        }
    }
    return NULL;
}
