#include "store/store_internal.h"

#include "wire/guard.h"

#include <string.h>

const struct hs_table *hs_table_of_name(const struct hs_store *store, const char *name)
{
    const struct hs_resource *resource = hs_contract_resource_of_name(name, false);
    return resource != NULL ? hs_schema_table(&store->schema, resource) : NULL;
}

static enum hs_code read_row(sqlite3_stmt *statement, struct hs_arena *arena, struct hs_row *out, struct hs_status *status)
{
    *out = (struct hs_row){
        .id = sqlite3_column_int64(statement, 0),
        .sequence = sqlite3_column_int64(statement, 1),
        .deleted = sqlite3_column_int64(statement, 2) != 0,
    };
    if (arena == NULL) {
        return HS_OK;
    }
    const void *body = sqlite3_column_blob(statement, 3);
    out->size = (size_t)sqlite3_column_bytes(statement, 3);
    out->body = (const uint8_t *)hs_arena_bytes(arena, body, out->size);
    return out->body != NULL ? HS_OK : hs_out_of_memory(status);
}

enum hs_code hs_row_find(struct hs_view *view, const struct hs_table *table, const char *name, struct hs_arena *arena,
                         struct hs_row *out, bool *found, struct hs_status *status)
{
    enum hs_code code = HS_OK;
    sqlite3_stmt *statement = hs_db_prepare(&view->db, table->sql_find, status);
    if (statement == NULL) {
        return hs_status_code(status);
    }
    sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    enum hs_step step = hs_db_step(&view->db, statement, status);
    if (step == HS_STEP_FAILED) {
        code = hs_status_code(status);
    } else if (step == HS_STEP_ROW) {
        code = read_row(statement, arena, out, status);
    }
    hs_db_release(&view->db, statement);
    if (code == HS_OK) {
        *found = step == HS_STEP_ROW;
    }
    return code;
}

ProtobufCMessage *hs_body_unpack(const struct hs_resource *resource, const uint8_t *body, size_t size, struct hs_arena *arena,
                                 struct hs_status *status)
{
    struct hs_guard_report report = {0};
    ProtobufCMessage *message = hs_guard_unpack(arena, resource->message->descriptor, body, size, false, &report);
    if (message == NULL && report.fault == HS_GUARD_MEMORY) {
        hs_out_of_memory(status);
    } else if (message == NULL) {
        hs_status_fail(status, HS_DATA_LOSS, "BODY_UNREADABLE", "a stored %s is damaged: %s", resource->kind,
                       hs_guard_text(report.fault));
    }
    return message;
}

static enum hs_code not_found(const char *name, struct hs_status *status)
{
    enum hs_code code = hs_status_fail(status, HS_NOT_FOUND, "RESOURCE_NOT_FOUND", "%s does not exist", name);
    hs_status_metadata(status, "resource", name);
    return code;
}

static enum hs_code get_now(struct hs_view *view, const struct hs_table *table, const char *name, struct hs_arena *arena,
                            struct hs_record *out, struct hs_status *status)
{
    struct hs_row row = {0};
    bool found = false;
    char *copy = hs_arena_string(arena, name);
    if (copy == NULL) {
        return hs_out_of_memory(status);
    }
    enum hs_code code = hs_row_find(view, table, name, arena, &row, &found, status);
    if (code != HS_OK || !found) {
        return code != HS_OK ? code : not_found(name, status);
    }
    *out = (struct hs_record){
        .resource = table->resource,
        .name = copy,
        .body = row.body,
        .size = row.size,
        .sequence = row.sequence,
        .deleted = row.deleted,
    };
    return HS_OK;
}

/* What is hidden is not there. */
static enum hs_code unless_hidden(struct hs_view *view, const struct hs_record *record, bool is_now, struct hs_record *out,
                                  struct hs_status *status)
{
    bool shown = is_now ? hs_view_shows(view, record) : hs_view_may_read(view, record);
    if (!shown) {
        return hs_view_broken(view, status) != HS_OK ? hs_status_code(status) : not_found(record->name, status);
    }
    *out = *record;
    return HS_OK;
}

static enum hs_code get_then(struct hs_view *view, const struct hs_table *table, const char *name, int64_t read_time,
                             struct hs_arena *arena, struct hs_record *out, struct hs_status *status)
{
    struct hs_row row = {0};
    struct hs_record record = {0};
    bool found = false;
    enum hs_code code = hs_row_find(view, table, name, NULL, &row, &found, status);
    if (code == HS_OK && found) {
        code = hs_ledger_version(view, row.sequence, read_time, arena, &record, &found, status);
    }
    if (code != HS_OK || !found) {
        return code != HS_OK ? code : not_found(name, status);
    }
    ProtobufCMessage *message = hs_body_unpack(table->resource, record.body, record.size, arena, status);
    if (message == NULL) {
        return hs_status_code(status);
    }
    record.resource = table->resource;
    record.deleted = hs_message_child(message, table->delete_time) != NULL;
    *out = record;
    return HS_OK;
}

enum hs_code hs_view_get(struct hs_view *view, const char *name, int64_t read_time, struct hs_arena *arena, struct hs_record *out,
                         struct hs_status *status)
{
    const struct hs_table *table = hs_table_of_name(view->store, name);
    if (hs_view_broken(view, status) != HS_OK) {
        return hs_status_code(status);
    }
    if (table == NULL) {
        return not_found(name, status);
    }
    struct hs_record record = {0};
    bool is_now = read_time == 0 || read_time >= view->read_time;
    enum hs_code code = is_now ? get_now(view, table, name, arena, &record, status)
                               : get_then(view, table, name, read_time, arena, &record, status);
    return code == HS_OK ? unless_hidden(view, &record, is_now, out, status) : code;
}

bool hs_view_exists(struct hs_view *view, const char *name)
{
    struct hs_quiet quiet;
    struct hs_row row = {0};
    bool found = false;
    const struct hs_table *table = hs_table_of_name(view->store, name);
    if (table == NULL) {
        return false;
    }
    hs_quiet_begin(&quiet);
    enum hs_code code = hs_row_find(view, table, name, NULL, &row, &found, &quiet.status);
    hs_quiet_end(&quiet, view, code);
    return code == HS_OK && found && !row.deleted &&
           (!hs_view_hides(view, table->resource) || hs_view_shows_now(view, table, name));
}

const char *hs_view_setting(struct hs_view *view, const char *key, struct hs_arena *arena)
{
    struct hs_quiet quiet;
    const char *value = NULL;
    hs_quiet_begin(&quiet);
    sqlite3_stmt *statement = hs_db_prepare(&view->db, "SELECT value FROM setting WHERE key = ?1", &quiet.status);
    if (statement != NULL) {
        sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC);
        if (hs_db_step(&view->db, statement, &quiet.status) == HS_STEP_ROW) {
            value = hs_db_text(statement, 0, arena);
        }
        hs_db_release(&view->db, statement);
    }
    hs_quiet_end(&quiet, view, hs_status_code(&quiet.status));
    return value;
}
