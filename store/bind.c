#include "store/table.h"

#include "wire/date.h"
#include "wire/member.h"

#include <stdlib.h>
#include <string.h>

static const struct hs_cell null_cell = {.is_null = true};

static struct hs_cell text_cell(const char *text)
{
    return text == NULL || *text == '\0' ? null_cell : (struct hs_cell){.text = text};
}

static struct hs_cell integer_cell(int64_t integer)
{
    return (struct hs_cell){.integer = integer};
}

static void bind_date(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, size_t index, struct hs_cell cells[2])
{
    int32_t earliest = HS_DAY_MIN, latest = HS_DAY_MAX;
    bool is_date =
        field->type == PROTOBUF_C_TYPE_MESSAGE
            ? hs_partial_date_days((const hensigt_partial_date *)hs_member_message(message, field, index), &earliest, &latest)
            : hs_date_parse(hs_member_text(message, field, index), &earliest, &latest);
    cells[0] = is_date && earliest != HS_DAY_MIN ? integer_cell(earliest) : null_cell;
    cells[1] = is_date && latest != HS_DAY_MAX ? integer_cell(latest) : null_cell;
}

static struct hs_cell time_cell(const ProtobufCMessage *time)
{
    return time != NULL ? integer_cell(hs_time_of(time)) : null_cell;
}

/* The cells of the value `index` of the field that a column's path ends with; a NULL message has none. */
static void bind_value(const struct hs_column *column, const ProtobufCMessage *message, size_t index, struct hs_cell *cells)
{
    const ProtobufCFieldDescriptor *field =
        &column->message[column->depth - 1]->descriptor->fields[column->fields[column->depth - 1]];
    if (message == NULL || hs_member_has_rival(message, field)) {
        cells[0] = null_cell;
        cells[hs_column_width(column) - 1] = null_cell;
        return;
    }
    switch (column->type) {
    case HS_COLUMN_TEXT:
        cells[0] = text_cell(hs_member_text(message, field, index));
        break;
    case HS_COLUMN_DATE:
        bind_date(message, field, index, cells);
        break;
    case HS_COLUMN_TIMESTAMP:
        cells[0] = time_cell(hs_member_message(message, field, index));
        break;
    default:
        cells[0] = integer_cell(hs_member_number(message, field, index));
        break;
    }
}

/* The repeated field that a column of an index table begins with. */
static const ProtobufCFieldDescriptor *repeated_field(const struct hs_column *column)
{
    return &column->message[0]->descriptor->fields[column->fields[0]];
}

/* Follows a column's path from `depth` on. */
static void bind_below(const struct hs_column *column, int depth, const ProtobufCMessage *message, struct hs_cell *cells)
{
    for (; message != NULL && depth < column->depth - 1; depth++) {
        message = hs_message_child(message, column->fields[depth]);
    }
    bind_value(column, message, 0, cells);
}

/* The cells of one element. */
static void bind_element(const struct hs_column *column, const ProtobufCMessage *message, size_t index, struct hs_cell *cells)
{
    if (column->depth == 1) {
        bind_value(column, message, index, cells);
    } else {
        bind_below(column, 1, hs_member_message(message, repeated_field(column), index), cells);
    }
}

void hs_bind_column(const struct hs_column *column, const ProtobufCMessage *message, struct hs_cell *cells)
{
    bind_below(column, 0, message, cells);
}

static bool is_deleted(const struct hs_table *table, const ProtobufCMessage *message)
{
    return hs_message_child(message, table->delete_time) != NULL;
}

void hs_bind_row(const struct hs_table *table, const ProtobufCMessage *message, struct hs_cell *cells)
{
    *cells++ = integer_cell(is_deleted(table, message));
    for (size_t i = 0; i < table->n_own; i++) {
        const struct hs_column *column = &table->columns.columns[i];
        hs_bind_column(column, message, cells);
        cells += hs_column_width(column);
    }
}

bool hs_bind_elements(const struct hs_table *table, const struct hs_index_table *index, const ProtobufCMessage *message,
                      struct hs_arena *arena, struct hs_cells *out)
{
    size_t count = hs_member_count(message, &message->descriptor->fields[index->field]);
    struct hs_cell *cells = hs_arena_alloc(arena, count * index->width * sizeof *cells);
    if (cells == NULL) {
        return false;
    }
    *out = (struct hs_cells){.cells = cells, .width = index->width, .n_rows = count};
    for (size_t row = 0; row < count; row++) {
        if (index->has_deleted) {
            *cells++ = integer_cell(is_deleted(table, message));
        }
        for (size_t i = 0; i < index->n_columns; i++) {
            bind_element(&index->columns[i], message, row, cells);
            cells += hs_column_width(&index->columns[i]);
        }
    }
    return true;
}

bool hs_bind_each(const struct hs_column *column, const ProtobufCMessage *message,
                  bool (*visit)(void *context, const struct hs_cell *cell), void *context)
{
    struct hs_cell cells[2];
    if (column->index_table == NULL) {
        hs_bind_column(column, message, cells);
        return visit(context, cells);
    }
    size_t count = hs_member_count(message, repeated_field(column));
    bool stopped = false;
    for (size_t i = 0; i < count && !stopped; i++) {
        bind_element(column, message, i, cells);
        stopped = visit(context, cells);
    }
    return stopped;
}

/* ---- references ------------------------------------------------------------------------------------------------- */

struct names {
    struct hs_arena *arena;
    const char **names;
    size_t count;
};

static bool add_name(struct names *names, const char *name)
{
    if (*name == '\0') {
        return true;
    }
    void *grown = hs_arena_grow(names->arena, names->names, names->count, sizeof *names->names);
    if (grown == NULL) {
        return false;
    }
    names->names = grown;
    names->names[names->count++] = name;
    return true;
}

/* Adds the names at the end of a reference's path, from `depth` on. */
static bool collect(const struct hs_reference *reference, int depth, const ProtobufCMessage *message, struct names *names)
{
    const ProtobufCFieldDescriptor *field = &message->descriptor->fields[reference->fields[depth]];
    size_t count = hs_member_count(message, field);
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        ok = depth == reference->depth - 1 ? add_name(names, hs_member_text(message, field, i))
                                           : collect(reference, depth + 1, hs_member_message(message, field, i), names);
    }
    return ok;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_distinct(struct names *names)
{
    size_t kept = 0;
    if (names->count > 1) {
        qsort(names->names, names->count, sizeof *names->names, compare_names);
    }
    for (size_t i = 0; i < names->count; i++) {
        if (kept == 0 || strcmp(names->names[kept - 1], names->names[i]) != 0) {
            names->names[kept++] = names->names[i];
        }
    }
    names->count = kept;
}

bool hs_bind_references(const struct hs_table *table, const ProtobufCMessage *message, struct hs_arena *arena, const char ***out,
                        size_t *count)
{
    struct names names = {.arena = arena};
    for (size_t i = 0; i < table->n_references; i++) {
        if (!collect(&table->references[i], 0, message, &names)) {
            return false;
        }
    }
    sort_distinct(&names);
    *out = names.names;
    *count = names.count;
    return true;
}

/* ---- cells ------------------------------------------------------------------------------------------------------ */

bool hs_cell_equal(const struct hs_cell *a, const struct hs_cell *b)
{
    if (a->is_null || b->is_null) {
        return a->is_null == b->is_null;
    }
    if (a->text != NULL || b->text != NULL) {
        return a->text != NULL && b->text != NULL && strcmp(a->text, b->text) == 0;
    }
    return a->integer == b->integer;
}

bool hs_cells_equal(const struct hs_cells *a, const struct hs_cells *b)
{
    bool equal = a->n_rows == b->n_rows && a->width == b->width;
    for (size_t i = 0; equal && i < a->n_rows * a->width; i++) {
        equal = hs_cell_equal(&a->cells[i], &b->cells[i]);
    }
    return equal;
}

void hs_cell_bind(sqlite3_stmt *statement, int parameter, const struct hs_cell *cell)
{
    if (cell->is_null) {
        sqlite3_bind_null(statement, parameter);
    } else if (cell->text != NULL) {
        sqlite3_bind_text(statement, parameter, cell->text, -1, SQLITE_STATIC);
    } else {
        sqlite3_bind_int64(statement, parameter, cell->integer);
    }
}

struct hs_cell hs_cell_read(sqlite3_stmt *statement, int column)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
        return null_cell;
    case SQLITE_TEXT:
        return (struct hs_cell){.text = (const char *)sqlite3_column_text(statement, column)};
    default:
        return integer_cell(sqlite3_column_int64(statement, column));
    }
}
