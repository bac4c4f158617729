#include "table.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 4096 };

static const char *member(const json_t *item, const char *key)
{
    return key == NULL ? "" : json_string_value(json_object_get(item, key));
}

void iso_codes_read(struct table *table, const char *folder, struct pick pick)
{
    char path[PATH_SIZE];
    json_error_t error;
    json_t *root;
    const json_t *items;
    const json_t *item;
    size_t index;
    size_t before = table->n_rows;
    snprintf(path, sizeof path, "%s/iso_%s.json", folder, pick.standard);
    root = json_load_file(path, 0, &error);
    if (root == NULL) {
        fail(path, "%s", error.text);
    }
    items = json_object_get(root, pick.standard);
    table->n_cells = 2;
    json_array_foreach(items, index, item)
    {
        const char *cells[] = {member(item, pick.code), member(item, pick.value)};
        /* A range, such as qaa-qtz, is no code. */
        bool is_code = cells[0] != NULL && strchr(cells[0], '-') == NULL;
        if (is_code && cells[1] != NULL && (pick.without == NULL || member(item, pick.without) == NULL)) {
            table_add(table, cells);
        }
    }
    if (table->n_rows == before) {
        fail(path, "has no %s", pick.code);
    }
    json_decref(root);
}
