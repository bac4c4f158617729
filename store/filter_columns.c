#include "store/filter_internal.h"

#include <string.h>

const ProtobufCFieldDescriptor *hs_column_field(const struct hs_column *column)
{
    int last = column->depth - 1;
    return &column->message[last]->descriptor->fields[column->fields[last]];
}

bool hs_column_is_nullable(const struct hs_column *column)
{
    return column->type == HS_COLUMN_TIMESTAMP || column->type == HS_COLUMN_DATE;
}

static bool is_segment(const char *at, size_t length, const char *name)
{
    return strlen(name) == length && memcmp(at, name, length) == 0;
}

static bool has_path(const struct hs_column *column, const char *path, size_t length)
{
    const char *end = path + length;
    for (int i = 0; i < column->depth; i++) {
        const struct hs_message *message = column->message[i];
        int index = column->fields[i];
        const char *dot = memchr(path, '.', (size_t)(end - path));
        bool is_last = i == column->depth - 1;
        if (is_last != (dot == NULL)) {
            return false;
        }
        size_t segment = (size_t)((is_last ? end : dot) - path);
        if (!is_segment(path, segment, message->descriptor->fields[index].name) &&
            !is_segment(path, segment, message->fields[index].json_name)) {
            return false;
        }
        path += segment + (is_last ? 0 : 1);
    }
    return true;
}

const struct hs_column *hs_columns_find(const struct hs_columns *columns, const char *path, size_t length)
{
    for (size_t i = 0; i < columns->n_columns; i++) {
        if (has_path(&columns->columns[i], path, length)) {
            return &columns->columns[i];
        }
    }
    return NULL;
}

const char *hs_columns_list(const struct hs_columns *columns, bool sortable, struct hs_arena *arena)
{
    const char *list = "";
    for (size_t i = 0; i < columns->n_columns && list != NULL; i++) {
        const struct hs_column *column = &columns->columns[i];
        if (!sortable || column->index_table == NULL) {
            list = hs_arena_printf(arena, "%s%s%s", list, *list != '\0' ? ", " : "", column->path);
        }
    }
    return list != NULL ? list : "";
}
