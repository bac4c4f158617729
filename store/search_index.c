#include "store/migrate.h"
#include "store/search.h"

#include <string.h>

/* Rows between two calls of the progress function. */
enum { PROGRESS_ROWS = 500 };

#define SQL_ADD "INSERT INTO search (rowid, title, other) VALUES (?1, ?2, ?3)"
/* A table without texts must be told what to take out. */
#define SQL_TAKE_OUT "INSERT INTO search (search, rowid, title, other) VALUES ('delete', ?1, ?2, ?3)"

int64_t hs_search_row(const struct hs_table *table, int64_t id)
{
    return id * HS_SEARCH_KINDS + table->search->id;
}

/* ---- one resource ----------------------------------------------------------------------------------------------- */

static enum hs_code write_words(struct hs_db *db, const char *sql, int64_t row, const struct hs_search_words *words,
                                struct hs_status *status)
{
    sqlite3_stmt *statement = hs_db_prepare(db, sql, status);
    if (statement != NULL) {
        sqlite3_bind_int64(statement, 1, row);
        sqlite3_bind_text(statement, 2, words->columns[HS_SEARCH_TITLE], -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 3, words->columns[HS_SEARCH_OTHER], -1, SQLITE_STATIC);
    }
    return hs_db_run(db, statement, status);
}

/* The texts that the index is to know of a message. */
static bool read_texts(const struct hs_table *table, const ProtobufCMessage *message, struct hs_arena *arena,
                       struct hs_search_texts *out)
{
    *out = (struct hs_search_texts){0};
    if (message == NULL || hs_message_child(message, table->delete_time) != NULL) {
        return true;
    }
    return hs_search_texts(table->search, message, arena, out);
}

static bool same_texts(const struct hs_search_texts *a, const struct hs_search_texts *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = a->texts[i].field == b->texts[i].field && strcmp(a->texts[i].text, b->texts[i].text) == 0;
    }
    return same;
}

static bool is_empty(const struct hs_search_words *words)
{
    return *words->columns[HS_SEARCH_TITLE] == '\0' && *words->columns[HS_SEARCH_OTHER] == '\0';
}

static bool same_words(const struct hs_search_words *a, const struct hs_search_words *b)
{
    return strcmp(a->columns[HS_SEARCH_TITLE], b->columns[HS_SEARCH_TITLE]) == 0 &&
           strcmp(a->columns[HS_SEARCH_OTHER], b->columns[HS_SEARCH_OTHER]) == 0;
}

enum hs_code hs_search_write(struct hs_db *db, const struct hs_table *table, int64_t id, const ProtobufCMessage *before,
                             const ProtobufCMessage *after, struct hs_arena *arena, struct hs_status *status)
{
    struct hs_search_texts old_texts, new_texts;
    struct hs_search_words old, new;
    enum hs_code code = HS_OK;
    if (table->search == NULL) {
        return HS_OK;
    }
    if (!read_texts(table, before, arena, &old_texts) || !read_texts(table, after, arena, &new_texts)) {
        return hs_out_of_memory(status);
    }
    if (same_texts(&old_texts, &new_texts)) {
        return HS_OK;
    }
    if (!hs_search_words(table->search, &old_texts, arena, &old) || !hs_search_words(table->search, &new_texts, arena, &new)) {
        return hs_out_of_memory(status);
    }
    if (same_words(&old, &new)) {
        return HS_OK;
    }
    int64_t row = hs_search_row(table, id);
    if (!is_empty(&old)) {
        code = write_words(db, SQL_TAKE_OUT, row, &old, status);
    }
    if (code == HS_OK && !is_empty(&new)) {
        code = write_words(db, SQL_ADD, row, &new, status);
    }
    return code;
}

enum hs_code hs_search_compact(struct hs_db *db, struct hs_status *status)
{
    return hs_db_execute(db, "INSERT INTO search (search) VALUES ('optimize')", status);
}

/* ---- all resources ---------------------------------------------------------------------------------------------- */

struct filling {
    struct hs_schema *schema;
    struct hs_db *db;
    const struct hs_store_options *options;
    struct hs_status *status;
    struct hs_arena row;      /* memory of one row */
    struct hs_arena settings; /* of everything else */
};

/* How a kind is read: what must not change behind the index. */
static const char *form_of(struct filling *filling, const struct hs_table *table)
{
    return hs_arena_printf(&filling->settings, "%d %s", HS_FOLD_VERSION, table->resource->search);
}

static enum hs_code add_row(struct filling *filling, const struct hs_table *table, sqlite3_stmt *statement)
{
    ProtobufCMessage *message = hs_body_unpack(table->resource, sqlite3_column_blob(statement, 1),
                                               (size_t)sqlite3_column_bytes(statement, 1), &filling->row, filling->status);
    if (message == NULL) {
        return hs_status_code(filling->status);
    }
    return hs_search_write(filling->db, table, sqlite3_column_int64(statement, 0), NULL, message, &filling->row, filling->status);
}

static enum hs_code add_rows(struct filling *filling, const struct hs_table *table)
{
    const struct hs_resource *resource = table->resource;
    const struct hs_store_options *options = filling->options;
    const char *count = hs_arena_printf(&filling->settings, "SELECT count(*) FROM \"%s\"", resource->table);
    const char *select = hs_arena_printf(&filling->settings, "SELECT id, body FROM \"%s\" ORDER BY id", resource->table);
    int64_t done = 0, total = 0;
    enum hs_step step = HS_STEP_ROW;
    if (count == NULL || select == NULL) {
        return hs_out_of_memory(filling->status);
    }
    enum hs_code code = hs_db_number(filling->db, count, 0, &total, filling->status);
    sqlite3_stmt *statement = code == HS_OK ? hs_db_prepare(filling->db, select, filling->status) : NULL;
    if (statement == NULL) {
        return hs_status_code(filling->status);
    }
    while (code == HS_OK && (step = hs_db_step(filling->db, statement, filling->status)) == HS_STEP_ROW) {
        hs_arena_reset(&filling->row);
        code = add_row(filling, table, statement);
        done++;
        if (options->progress != NULL && (done % PROGRESS_ROWS == 0 || done == total)) {
            options->progress(options->context, resource->kind, done, total);
        }
    }
    hs_db_release(filling->db, statement);
    return step == HS_STEP_FAILED ? hs_status_code(filling->status) : code;
}

/* Enters a kind and takes in its resources. */
static enum hs_code add_kind(struct filling *filling, struct hs_table *table)
{
    const char *form = form_of(filling, table);
    sqlite3_stmt *statement =
        form != NULL ? hs_db_prepare(filling->db, "INSERT INTO search_kind (kind, form) VALUES (?1, ?2)", filling->status) : NULL;
    if (statement == NULL) {
        return form != NULL ? hs_status_code(filling->status) : hs_out_of_memory(filling->status);
    }
    sqlite3_bind_text(statement, 1, table->resource->kind, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, form, -1, SQLITE_STATIC);
    enum hs_code code = hs_db_run(filling->db, statement, filling->status);
    table->search->id = sqlite3_last_insert_rowid(filling->db->handle);
    if (code == HS_OK && table->search->id >= HS_SEARCH_KINDS) {
        code = hs_status_fail(filling->status, HS_FAILED_PRECONDITION, "SCHEMA_MISMATCH", "a search knows %d kinds at most",
                              HS_SEARCH_KINDS - 1);
    }
    return code == HS_OK ? add_rows(filling, table) : code;
}

static enum hs_code add_new_kinds(struct filling *filling)
{
    enum hs_code code = HS_OK;
    for (size_t i = 0; code == HS_OK && i < filling->schema->n_tables; i++) {
        struct hs_table *table = &filling->schema->tables[i];
        if (table->search != NULL && table->search->id == 0) {
            code = add_kind(filling, table);
        }
    }
    return code;
}

/* Empties the index: words of single kinds cannot be told from others without the texts they came from. */
static enum hs_code clear(struct filling *filling)
{
    for (size_t i = 0; i < filling->schema->n_tables; i++) {
        if (filling->schema->tables[i].search != NULL) {
            filling->schema->tables[i].search->id = 0;
        }
    }
    return hs_db_execute(filling->db, "INSERT INTO search (search) VALUES ('delete-all'); DELETE FROM search_kind",
                         filling->status);
}

static struct hs_table *find_table(struct hs_schema *schema, const char *kind)
{
    for (size_t i = 0; i < schema->n_tables; i++) {
        if (strcmp(schema->tables[i].resource->kind, kind) == 0) {
            return &schema->tables[i];
        }
    }
    return NULL;
}

/* Reads the kinds that the index knows; *changed says whether one of them is read in another way now, or no more. */
static enum hs_code read_kinds(struct filling *filling, bool *changed)
{
    enum hs_step step = HS_STEP_FAILED;
    sqlite3_stmt *statement = hs_db_prepare(filling->db, "SELECT id, kind, form FROM search_kind", filling->status);
    while (statement != NULL && (step = hs_db_step(filling->db, statement, filling->status)) == HS_STEP_ROW) {
        const char *kind = (const char *)sqlite3_column_text(statement, 1);
        const char *form = (const char *)sqlite3_column_text(statement, 2);
        struct hs_table *table = kind != NULL ? find_table(filling->schema, kind) : NULL;
        const char *wanted = table != NULL && table->search != NULL ? form_of(filling, table) : NULL;
        if (wanted != NULL && form != NULL && strcmp(form, wanted) == 0) {
            table->search->id = sqlite3_column_int64(statement, 0);
        } else {
            *changed = true;
        }
    }
    hs_db_release(filling->db, statement);
    return step == HS_STEP_DONE ? HS_OK : hs_status_code(filling->status);
}

static bool has_new_kind(const struct hs_schema *schema)
{
    for (size_t i = 0; i < schema->n_tables; i++) {
        if (schema->tables[i].search != NULL && schema->tables[i].search->id == 0) {
            return true;
        }
    }
    return false;
}

static enum hs_code fill(struct filling *filling, bool anew)
{
    struct hs_db *db = filling->db;
    enum hs_code code = hs_db_execute(db, "BEGIN IMMEDIATE", filling->status);
    if (code == HS_OK && anew) {
        code = clear(filling);
    }
    if (code == HS_OK) {
        code = add_new_kinds(filling);
    }
    if (code == HS_OK) {
        code = hs_db_execute(db, "COMMIT", filling->status);
    }
    if (code != HS_OK && !sqlite3_get_autocommit(db->handle)) {
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    }
    return code;
}

enum hs_code hs_search_open(struct hs_schema *schema, struct hs_db *db, const struct hs_store_options *options,
                            struct hs_status *status)
{
    struct filling filling = {.schema = schema, .db = db, .options = options, .status = status};
    bool changed = false;
    hs_arena_init(&filling.row, HS_VIEW_MEMORY);
    hs_arena_init(&filling.settings, HS_VIEW_MEMORY);
    enum hs_code code = read_kinds(&filling, &changed);
    if (code == HS_OK && (changed || has_new_kind(schema))) {
        code = fill(&filling, changed);
    }
    hs_arena_free(&filling.settings);
    hs_arena_free(&filling.row);
    return code;
}
