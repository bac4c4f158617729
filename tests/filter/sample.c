#include "sample.h"

#include "wire/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { SAMPLE_ARENA_BYTES = 1 << 20, MICROS = 1000000, NANOS_OF_MICRO = 1000 };

static const struct sample_field intention_fields[] = {
    {"name", HS_COLUMN_TEXT},
    {"organisation", HS_COLUMN_TEXT},
    {"level", HS_COLUMN_ENUM},
    {"quantity.unit_code", HS_COLUMN_TEXT},
    {"estimated_value.currency_code", HS_COLUMN_TEXT},
    {"estimated_value.units", HS_COLUMN_INTEGER},
    {"revision", HS_COLUMN_INTEGER},
    {"purchase_start_date", HS_COLUMN_DATE},
    {"decision.level", HS_COLUMN_ENUM},
    {"decision.date", HS_COLUMN_DATE},
    {"create_time", HS_COLUMN_TIMESTAMP},
    {"confirmation.confirm_time", HS_COLUMN_TIMESTAMP},
    {"annulment.date", HS_COLUMN_DATE},
};

static const struct sample_field organisation_fields[] = {
    {"title", HS_COLUMN_TEXT},
    {"kind", HS_COLUMN_ENUM},
    {"end_date", HS_COLUMN_DATE},
    {"identifiers.scheme", HS_COLUMN_TEXT},
    {"identifiers.value", HS_COLUMN_TEXT},
    {"identifiers.start_date", HS_COLUMN_DATE},
    {"identifiers.provenance.basis", HS_COLUMN_ENUM},
    {"flags", HS_COLUMN_ENUM},
    {"successors.kind", HS_COLUMN_ENUM},
    {"nuts_codes.version", HS_COLUMN_INTEGER},
    {"update_time", HS_COLUMN_TIMESTAMP},
};

static const struct sample_field process_fields[] = {
    {"title", HS_COLUMN_TEXT},          {"joinable", HS_COLUMN_BOOL},        {"cpv_codes", HS_COLUMN_TEXT},
    {"step_runs.step", HS_COLUMN_TEXT}, {"step_runs.state", HS_COLUMN_ENUM}, {"step_runs.end_date", HS_COLUMN_DATE},
    {"start_date", HS_COLUMN_DATE},     {"state", HS_COLUMN_ENUM},           {"delete_time", HS_COLUMN_TIMESTAMP},
};

static const struct {
    const char *message;
    const struct sample_field *fields;
    size_t n_fields;
} kinds[SAMPLE_KINDS] = {
    [SAMPLE_INTENTION] = {"hensigt.v1.Intention", intention_fields, sizeof intention_fields / sizeof *intention_fields},
    [SAMPLE_ORGANISATION] = {"hensigt.v1.Organisation", organisation_fields,
                             sizeof organisation_fields / sizeof *organisation_fields},
    [SAMPLE_PROCESS] = {"hensigt.v1.Process", process_fields, sizeof process_fields / sizeof *process_fields},
};

/* A path with "__" for each dot. */
static const char *flatten(struct hs_arena *arena, const char *path)
{
    char *flat = hs_arena_alloc(arena, 2 * strlen(path) + 1);
    assert_non_null(flat);
    char *to = flat;
    for (; *path != '\0'; path++) {
        *to++ = *path == '.' ? '_' : *path;
        if (*path == '.') {
            *to++ = '_';
        }
    }
    return flat;
}

static void name_column(struct sample *sample, struct hs_column *column)
{
    const ProtobufCFieldDescriptor *first = &column->message[0]->descriptor->fields[column->fields[0]];
    if (first->label != PROTOBUF_C_LABEL_REPEATED) {
        column->sql = flatten(&sample->arena, column->path);
        return;
    }
    const char *dot = strchr(column->path, '.');
    column->index_table = hs_arena_printf(&sample->arena, "sample__%s", first->name);
    column->sql = dot != NULL ? flatten(&sample->arena, dot + 1) : "value";
}

static void make_column(struct sample *sample, struct hs_column *column, const struct sample_field *field)
{
    const struct hs_message *message = sample->message;
    char *segments = hs_arena_string(&sample->arena, field->path);
    char *rest = NULL;
    column->path = field->path;
    column->type = field->type;
    for (char *segment = strtok_r(segments, ".", &rest); segment != NULL; segment = strtok_r(NULL, ".", &rest)) {
        int index = hs_message_field(message, segment);
        assert_true(index >= 0);
        column->message[column->depth] = message;
        column->fields[column->depth++] = index;
        message = message->fields[index].message;
    }
    name_column(sample, column);
}

void sample_open(struct sample *sample, enum sample_kind kind)
{
    memset(sample, 0, sizeof *sample);
    hs_arena_init(&sample->arena, SAMPLE_ARENA_BYTES);
    sample->message = hs_contract_message(kinds[kind].message);
    assert_non_null(sample->message);
    sample->columns = (struct hs_columns){sample->message->resource, sample->list, kinds[kind].n_fields};
    for (size_t i = 0; i < kinds[kind].n_fields; i++) {
        make_column(sample, &sample->list[i], &kinds[kind].fields[i]);
    }
}

void sample_close(struct sample *sample)
{
    hs_arena_free(&sample->arena);
}

size_t sample_column(const struct sample *sample, const char *path)
{
    for (size_t i = 0; i < sample->columns.n_columns; i++) {
        if (strcmp(sample->list[i].path, path) == 0) {
            return i;
        }
    }
    fail_msg("no column %s", path);
    return 0;
}

/* ---- messages --------------------------------------------------------------------------------------------------- */

static ProtobufCMessage *new_timestamp(const ProtobufCMessageDescriptor *type, int64_t micros, struct hs_arena *arena)
{
    ProtobufCMessage *timestamp = hs_arena_new(arena, type);
    assert_non_null(timestamp);
    int64_t seconds = micros / MICROS - (micros % MICROS < 0 ? 1 : 0);
    char *base = (char *)timestamp;
    *(int64_t *)(void *)(base + protobuf_c_message_descriptor_get_field_by_name(type, "seconds")->offset) = seconds;
    *(int32_t *)(void *)(base + protobuf_c_message_descriptor_get_field_by_name(type, "nanos")->offset) =
        (int32_t)(micros - seconds * MICROS) * NANOS_OF_MICRO;
    return timestamp;
}

static ProtobufCMessage *new_date(const char *text, struct hs_arena *arena)
{
    struct hs_partial_text parts;
    hensigt_partial_date *date = (void *)hs_arena_new(arena, &hensigt__v1__partial_date__descriptor);
    assert_non_null(date);
    if (hs_partial_date_read(text, &parts)) {
        date->date = hs_arena_string(arena, parts.date);
        date->earliest = hs_arena_string(arena, parts.earliest);
        date->latest = hs_arena_string(arena, parts.latest);
    } else {
        date->stated = hs_arena_string(arena, text);
    }
    return &date->base;
}

static void write_cell(const ProtobufCFieldDescriptor *field, enum hs_column_type type, const struct sample_cell *cell, void *at,
                       struct hs_arena *arena)
{
    if (type == HS_COLUMN_TIMESTAMP) {
        *(ProtobufCMessage **)at = new_timestamp(field->descriptor, cell->integer, arena);
    } else if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        *(ProtobufCMessage **)at = new_date(cell->text, arena);
    } else if (field->type == PROTOBUF_C_TYPE_STRING) {
        *(char **)at = hs_arena_string(arena, cell->text);
    } else if (field->type == PROTOBUF_C_TYPE_INT64) {
        *(int64_t *)at = cell->integer;
    } else {
        *(int32_t *)at = (int32_t)cell->integer;
    }
}

/* Writes a cell into the message in which field number `level` of the path is read. */
static void write_below(const struct hs_column *column, int level, const struct sample_cell *cell, ProtobufCMessage *message,
                        struct hs_arena *arena)
{
    if (!cell->set) {
        return;
    }
    for (; level < column->depth - 1; level++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[column->fields[level]];
        ProtobufCMessage **inner = (void *)((char *)message + field->offset);
        if (*inner == NULL) {
            *inner = hs_arena_new(arena, field->descriptor);
        }
        message = *inner;
    }
    const ProtobufCFieldDescriptor *field = &message->descriptor->fields[column->fields[level]];
    write_cell(field, column->type, cell, (char *)message + field->offset, arena);
}

static void write_elements(const struct hs_column *column, const struct sample_cell *cells, size_t n_elements,
                           ProtobufCMessage *message, struct hs_arena *arena)
{
    const ProtobufCFieldDescriptor *field = &message->descriptor->fields[column->fields[0]];
    size_t size = field->type == PROTOBUF_C_TYPE_ENUM ? sizeof(int32_t) : sizeof(void *);
    char **list = (void *)((char *)message + field->offset);
    if (*list == NULL) {
        *list = hs_arena_alloc(arena, n_elements * size + 1);
        *(size_t *)(void *)((char *)message + field->quantifier_offset) = n_elements;
    }
    for (size_t i = 0; i < n_elements; i++) {
        char *at = *list + i * size;
        if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
            struct sample_cell unset = {.text = ""};
            write_cell(field, column->type, cells[i].set ? &cells[i] : &unset, at, arena);
            continue;
        }
        ProtobufCMessage **element = (void *)at;
        *element = *element != NULL ? *element : hs_arena_new(arena, field->descriptor);
        write_below(column, 1, &cells[i], *element, arena);
    }
}

ProtobufCMessage *sample_message(const struct sample *sample, const struct sample_values *values, struct hs_arena *arena)
{
    ProtobufCMessage *message = hs_arena_new(arena, sample->message->descriptor);
    assert_non_null(message);
    for (size_t i = 0; i < sample->columns.n_columns; i++) {
        const struct hs_column *column = &sample->list[i];
        if (column->index_table == NULL) {
            write_below(column, 0, values->cells[i], message, arena);
        } else {
            write_elements(column, values->cells[i], values->n_elements[i], message, arena);
        }
    }
    return message;
}

/* ---- rows ------------------------------------------------------------------------------------------------------- */

void sample_execute(sqlite3 *database, const char *format, ...)
{
    va_list arguments;
    char *message = NULL;
    va_start(arguments, format);
    char *sql = sqlite3_vmprintf(format, arguments);
    va_end(arguments);
    if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK) {
        fail_msg("%s: %s", sql, message);
    }
    sqlite3_free(sql);
}

static void add_column(const struct hs_column *column, const char *table, sqlite3 *database)
{
    if (column->type == HS_COLUMN_DATE) {
        sample_execute(database, "ALTER TABLE %s ADD COLUMN %s_earliest INTEGER", table, column->sql);
        sample_execute(database, "ALTER TABLE %s ADD COLUMN %s_latest INTEGER", table, column->sql);
    } else {
        sample_execute(database, "ALTER TABLE %s ADD COLUMN %s %s", table, column->sql,
                       column->type == HS_COLUMN_TEXT ? "TEXT" : "INTEGER");
    }
}

void sample_create(const struct sample *sample, sqlite3 *database)
{
    sample_execute(database, "CREATE TABLE sample (id INTEGER PRIMARY KEY) STRICT");
    for (size_t i = 0; i < sample->columns.n_columns; i++) {
        const struct hs_column *column = &sample->list[i];
        if (column->index_table != NULL) {
            sample_execute(database, "CREATE TABLE IF NOT EXISTS %s (owner INTEGER NOT NULL, place INTEGER NOT NULL) STRICT",
                           column->index_table);
        }
        add_column(column, column->index_table != NULL ? column->index_table : "sample", database);
    }
}

/* The cell as SQL to be put into a statement. */
static char *cell_sql(enum hs_column_type type, const struct sample_cell *cell, bool defaults)
{
    if (!cell->set && type != HS_COLUMN_TIMESTAMP && defaults) {
        return sqlite3_mprintf(type == HS_COLUMN_TEXT ? "''" : "0");
    }
    if (!cell->set) {
        return sqlite3_mprintf("NULL");
    }
    return type == HS_COLUMN_TEXT ? sqlite3_mprintf("%Q", cell->text) : sqlite3_mprintf("%lld", (long long)cell->integer);
}

static void update_days(const struct hs_column *column, const char *table, const struct sample_cell *cell, int64_t rowid,
                        sqlite3 *database)
{
    if (cell->set && cell->days[0] != HS_DAY_MIN) {
        sample_execute(database, "UPDATE %s SET %s_earliest = %d WHERE rowid = %lld", table, column->sql, cell->days[0],
                       (long long)rowid);
    }
    if (cell->set && cell->days[1] != HS_DAY_MAX) {
        sample_execute(database, "UPDATE %s SET %s_latest = %d WHERE rowid = %lld", table, column->sql, cell->days[1],
                       (long long)rowid);
    }
}

static void update_cell(const struct hs_column *column, const char *table, const struct sample_cell *cell, int64_t rowid,
                        bool defaults, sqlite3 *database)
{
    if (column->type == HS_COLUMN_DATE) {
        update_days(column, table, cell, rowid, database);
        return;
    }
    char *value = cell_sql(column->type, cell, defaults);
    sample_execute(database, "UPDATE %s SET %s = %s WHERE rowid = %lld", table, column->sql, value, (long long)rowid);
    sqlite3_free(value);
}

void sample_insert(const struct sample *sample, const struct sample_values *values, int64_t id, bool defaults, sqlite3 *database)
{
    sample_execute(database, "INSERT INTO sample (id) VALUES (%lld)", (long long)id);
    for (size_t i = 0; i < sample->columns.n_columns; i++) {
        const struct hs_column *column = &sample->list[i];
        if (column->index_table == NULL) {
            update_cell(column, "sample", values->cells[i], id, defaults, database);
            continue;
        }
        for (size_t j = 0; j < values->n_elements[i]; j++) {
            /* a row's id follows from its owner and place, so that each column of the element finds it */
            int64_t rowid = id * SAMPLE_MAX_ELEMENTS + (int64_t)j;
            sample_execute(database, "INSERT OR IGNORE INTO %s (rowid, owner, place) VALUES (%lld, %lld, %d)", column->index_table,
                           (long long)rowid, (long long)id, (int)j);
            update_cell(column, column->index_table, &values->cells[i][j], rowid, defaults, database);
        }
    }
}

sqlite3_stmt *sample_prepare(sqlite3 *database, const struct hs_sql *sql)
{
    sqlite3_stmt *statement = NULL;
    assert_false(sql->failed);
    if (sqlite3_prepare_v2(database, sql->text, -1, &statement, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", sql->text, sqlite3_errmsg(database));
    }
    for (size_t i = 0; i < sql->n_values; i++) {
        const struct hs_sql_value *value = &sql->values[i];
        int result = value->text != NULL ? sqlite3_bind_text(statement, (int)i + 1, value->text, -1, SQLITE_STATIC)
                                         : sqlite3_bind_int64(statement, (int)i + 1, value->integer);
        assert_int_equal(result, SQLITE_OK);
    }
    return statement;
}
