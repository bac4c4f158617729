#include "store/table.h"

#include <string.h>

static const char earliest_suffix[] = "_earliest";
static const char latest_suffix[] = "_latest";

size_t hs_column_width(const struct hs_column *column)
{
    return column->type == HS_COLUMN_DATE ? 2 : 1;
}

const char *hs_cell_column(const struct hs_column *columns, size_t n_columns, size_t cell, struct hs_arena *arena)
{
    for (size_t i = 0; i < n_columns; i++) {
        size_t width = hs_column_width(&columns[i]);
        if (cell < width) {
            const char *suffix = width == 1 ? "" : cell == 0 ? earliest_suffix : latest_suffix;
            return hs_arena_printf(arena, "%s%s", columns[i].sql, suffix);
        }
        cell -= width;
    }
    return NULL;
}

/* ---- from a column's name to a field ---------------------------------------------------------------------------- */

static bool is_date(const ProtobufCFieldDescriptor *field, const struct hs_field *rules)
{
    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        return strcmp(rules->message->descriptor->name, "hensigt.v1.PartialDate") == 0;
    }
    return field->type == PROTOBUF_C_TYPE_STRING && (rules->format == HS_FORMAT_DATE || rules->format == HS_FORMAT_DAY);
}

/* The type of a leaf; false for one that no column can hold. */
static bool type_of(const ProtobufCFieldDescriptor *field, const struct hs_field *rules, enum hs_column_type *out)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        *out = is_date(field, rules) ? HS_COLUMN_DATE : HS_COLUMN_TEXT;
        return true;
    case PROTOBUF_C_TYPE_MESSAGE:
        *out = is_date(field, rules) ? HS_COLUMN_DATE : HS_COLUMN_TIMESTAMP;
        return is_date(field, rules) || strcmp(rules->message->descriptor->name, "google.protobuf.Timestamp") == 0;
    case PROTOBUF_C_TYPE_BOOL:
        *out = HS_COLUMN_BOOL;
        return true;
    case PROTOBUF_C_TYPE_ENUM:
        *out = HS_COLUMN_ENUM;
        return true;
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return false;
    default:
        *out = HS_COLUMN_INTEGER;
        return true;
    }
}

/* Follows the field names of `path`, separated by dots, from a message; false where they lead nowhere. */
static bool follow(const struct hs_message *message, const char *path, struct hs_arena *arena, struct hs_column *column)
{
    while (message != NULL && column->depth < HS_COLUMN_MAX_DEPTH) {
        size_t length = strcspn(path, ".");
        const char *name = hs_arena_bytes(arena, path, length);
        int field = name != NULL ? hs_message_field(message, name) : -1;
        if (field < 0) {
            return false;
        }
        const ProtobufCFieldDescriptor *descriptor = &message->descriptor->fields[field];
        if (descriptor->label == PROTOBUF_C_LABEL_REPEATED && (column->depth > 0 || column->index_table == NULL)) {
            return false;
        }
        column->message[column->depth] = message;
        column->fields[column->depth++] = field;
        if (path[length] == '\0') {
            return type_of(descriptor, &message->fields[field], &column->type);
        }
        path += length + 1;
        message = message->fields[field].message;
    }
    return false;
}

char *hs_column_path(const char *name, size_t length, struct hs_arena *arena)
{
    char *path = hs_arena_bytes(arena, name, length);
    size_t to = 0;
    for (size_t i = 0; path != NULL && i < length; i++) {
        bool is_dot = path[i] == '_' && path[i + 1] == '_';
        path[to++] = is_dot ? '.' : path[i];
        i += is_dot;
    }
    if (path != NULL) {
        path[to] = '\0';
    }
    return path;
}

static size_t length_without(const char *name, const char *suffix)
{
    size_t length = strlen(name), tail = strlen(suffix);
    return length > tail && strcmp(name + length - tail, suffix) == 0 ? length - tail : 0;
}

/* ---- from tables to columns ------------------------------------------------------------------------------------- */

/* A resource's tables while they are read. */
struct loader {
    struct hs_db *db;
    struct hs_arena *arena;
    struct hs_status *status;
    struct hs_table *table;
    struct hs_column *columns;
    size_t n_columns;
    const char *in;       /**< the table whose columns are read */
    const char *repeated; /**< the repeated field it indexes, or NULL: it is the resource's own */
};

static enum hs_code mismatch(struct loader *loader, const char *what, const char *name)
{
    return hs_status_fail(loader->status, HS_FAILED_PRECONDITION, "SCHEMA_MISMATCH", "table %s: %s %s", loader->in, what, name);
}

/* The field of the column whose name begins with `length` characters of `name`. */
static bool find_field(struct loader *loader, const char *name, size_t length, struct hs_column *out)
{
    const struct hs_message *message = loader->table->resource->message;
    struct hs_column column = {.index_table = loader->repeated != NULL ? loader->in : NULL};
    column.sql = hs_arena_bytes(loader->arena, name, length);
    column.path = hs_column_path(name, length, loader->arena);
    if (column.sql == NULL || column.path == NULL) {
        return false;
    }
    if (loader->repeated != NULL) {
        bool is_value = strcmp(column.sql, "value") == 0;
        struct hs_column scalar = column;
        scalar.path = loader->repeated;
        if (is_value && follow(message, scalar.path, loader->arena, &scalar)) {
            *out = scalar;
            return true;
        }
        column.path = hs_arena_printf(loader->arena, "%s.%s", loader->repeated, column.path);
    }
    if (column.path == NULL || !follow(message, column.path, loader->arena, &column)) {
        return false;
    }
    *out = column;
    return true;
}

static enum hs_code add_column(struct loader *loader, const struct hs_column *column)
{
    struct hs_column *grown = hs_arena_grow(loader->arena, loader->columns, loader->n_columns, sizeof *grown);
    if (grown == NULL) {
        return hs_out_of_memory(loader->status);
    }
    loader->columns = grown;
    loader->columns[loader->n_columns++] = *column;
    return HS_OK;
}

/* Takes a column of the table in hand. The second of a date's two is passed over: the statement that inserts all cells proves
 * that both are there. */
static enum hs_code take_column(struct loader *loader, const char *name)
{
    struct hs_column column = {0};
    size_t earliest = length_without(name, earliest_suffix), latest = length_without(name, latest_suffix);
    if (find_field(loader, name, strlen(name), &column) && column.type != HS_COLUMN_DATE) {
        return add_column(loader, &column);
    }
    if (earliest > 0 && find_field(loader, name, earliest, &column) && column.type == HS_COLUMN_DATE) {
        return add_column(loader, &column);
    }
    if (latest > 0 && find_field(loader, name, latest, &column) && column.type == HS_COLUMN_DATE) {
        return HS_OK;
    }
    return mismatch(loader, "no field belongs to the column", name);
}

/* Columns that are the store's own. */
static bool is_own(const struct loader *loader, const char *name)
{
    static const char *const own[] = {"id", "ledger_seq", "deleted", "body"};
    if (loader->repeated != NULL) {
        return strcmp(name, "owner") == 0 || strcmp(name, "deleted") == 0;
    }
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (strcmp(name, own[i]) == 0) {
            return true;
        }
    }
    return strcmp(name, "parent") == 0 && loader->table->resource->parent != NULL;
}

/* A statement with the name of the table in hand as its first parameter. */
static sqlite3_stmt *prepare(struct loader *loader, const char *sql)
{
    sqlite3_stmt *statement = hs_db_prepare(loader->db, sql, loader->status);
    if (statement != NULL) {
        sqlite3_bind_text(statement, 1, loader->in, -1, SQLITE_STATIC);
    }
    return statement;
}

/* Calls `take` for every row's first column, and second, if it has one. */
static enum hs_code each(struct loader *loader, const char *sql, enum hs_code (*take)(struct loader *, const char *, const char *))
{
    enum hs_code code = HS_OK;
    enum hs_step step = HS_STEP_ROW;
    sqlite3_stmt *statement = prepare(loader, sql);
    if (statement == NULL) {
        return hs_status_code(loader->status);
    }
    while (code == HS_OK && (step = hs_db_step(loader->db, statement, loader->status)) == HS_STEP_ROW) {
        const char *first = hs_db_text(statement, 0, loader->arena);
        const char *second = sqlite3_column_count(statement) > 1 ? hs_db_text(statement, 1, loader->arena) : "";
        code = first != NULL && second != NULL ? take(loader, first, second) : hs_out_of_memory(loader->status);
    }
    hs_db_release(loader->db, statement);
    return step == HS_STEP_FAILED ? hs_status_code(loader->status) : code;
}

static enum hs_code take_any_column(struct loader *loader, const char *name, const char *unused)
{
    (void)unused;
    struct hs_table *table = loader->table;
    if (loader->repeated != NULL && strcmp(name, "deleted") == 0) {
        table->indexes[table->n_indexes - 1].has_deleted = true;
    }
    return is_own(loader, name) ? HS_OK : take_column(loader, name);
}

static enum hs_code take_foreign_key(struct loader *loader, const char *column, const char *target)
{
    struct hs_table *table = loader->table;
    struct hs_foreign_key *grown = hs_arena_grow(loader->arena, table->foreign_keys, table->n_foreign_keys, sizeof *grown);
    struct hs_column field = {0};
    if (strcmp(column, "owner") == 0) {
        return HS_OK;
    }
    if (grown == NULL) {
        return hs_out_of_memory(loader->status);
    }
    find_field(loader, column, strlen(column), &field);
    table->foreign_keys = grown;
    table->foreign_keys[table->n_foreign_keys++] = (struct hs_foreign_key){
        .index = loader->repeated != NULL ? &table->indexes[table->n_indexes - 1] : NULL,
        .column = column,
        .target = target,
        .path = field.path,
    };
    return HS_OK;
}

static enum hs_code take_unique(struct loader *loader, const char *name, const char *unused)
{
    (void)unused;
    for (size_t i = 0; i < loader->n_columns; i++) {
        struct hs_column *column = &loader->columns[i];
        bool is_here = (column->index_table != NULL) == (loader->repeated != NULL) &&
                       (column->index_table == NULL || strcmp(column->index_table, loader->in) == 0);
        column->unique = column->unique || (is_here && strcmp(column->sql, name) == 0);
    }
    return HS_OK;
}

/* Reads the table in hand. */
static enum hs_code load_columns(struct loader *loader)
{
    size_t before = loader->n_columns;
    enum hs_code code = each(loader, "SELECT name FROM pragma_table_info(?1)", take_any_column);
    if (code == HS_OK) {
        code = each(loader, "SELECT \"from\", \"table\" FROM pragma_foreign_key_list(?1)", take_foreign_key);
    }
    if (code == HS_OK) {
        code = each(loader, "SELECT c.name FROM pragma_index_list(?1) AS i, pragma_index_info(i.name) AS c WHERE i.\"unique\"",
                    take_unique);
    }
    if (code == HS_OK && loader->n_columns == before) {
        code = mismatch(loader, "there is no column for", loader->table->resource->kind);
    }
    return code;
}

static enum hs_code load_index(struct loader *loader, const char *name, const char *unused)
{
    (void)unused;
    struct hs_table *table = loader->table;
    const struct hs_message *message = table->resource->message;
    const char *field_name = name + strlen(table->resource->table) + strlen("__");
    struct loader inner = *loader;
    inner.in = name;
    inner.repeated = field_name;
    int field = hs_message_field(message, field_name);
    if (field < 0 || message->descriptor->fields[field].label != PROTOBUF_C_LABEL_REPEATED) {
        return mismatch(&inner, "it indexes no repeated field of", table->resource->kind);
    }
    struct hs_index_table *index = &table->indexes[table->n_indexes++];
    *index = (struct hs_index_table){.name = name, .field = field};
    enum hs_code code = load_columns(&inner);
    index->n_columns = inner.n_columns - loader->n_columns;
    loader->columns = inner.columns;
    loader->n_columns = inner.n_columns;
    return code;
}

static enum hs_code count_index(struct loader *loader, const char *name, const char *unused)
{
    (void)name, (void)unused;
    loader->table->n_indexes++;
    return HS_OK;
}

static enum hs_code load_indexes(struct loader *loader)
{
    static const char sql[] = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB ?1 || '__*' ORDER BY name";
    struct hs_table *table = loader->table;
    enum hs_code code = each(loader, sql, count_index);
    if (code != HS_OK) {
        return code;
    }
    table->indexes = hs_arena_alloc(loader->arena, table->n_indexes * sizeof *table->indexes);
    table->n_indexes = 0;
    return table->indexes != NULL ? each(loader, sql, load_index) : hs_out_of_memory(loader->status);
}

static size_t width_of(const struct hs_column *columns, size_t count)
{
    size_t width = 0;
    for (size_t i = 0; i < count; i++) {
        width += hs_column_width(&columns[i]);
    }
    return width;
}

enum hs_code hs_columns_load(struct hs_table *table, struct hs_db *db, struct hs_arena *arena, struct hs_status *status)
{
    struct loader loader = {.db = db, .arena = arena, .status = status, .table = table, .in = table->resource->table};
    enum hs_code code = load_columns(&loader);
    table->n_own = loader.n_columns;
    if (code == HS_OK) {
        code = load_indexes(&loader);
    }
    if (code != HS_OK) {
        return code;
    }
    table->columns = (struct hs_columns){table->resource, loader.columns, loader.n_columns};
    table->width = 1 + width_of(loader.columns, table->n_own);
    const struct hs_column *next = loader.columns + table->n_own;
    for (size_t i = 0; i < table->n_indexes; i++) {
        struct hs_index_table *index = &table->indexes[i];
        index->columns = next;
        index->width = index->has_deleted + width_of(next, index->n_columns);
        next += index->n_columns;
    }
    return HS_OK;
}
