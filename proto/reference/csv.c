#include "table.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 4096, LINE_SIZE = 1024 };

/* Cuts a line at its commas. */
static size_t split(char *line, const char *cells[MAX_CELLS])
{
    size_t count = 0;
    for (char *next = line; next != NULL && count < MAX_CELLS; count++) {
        char *comma = strchr(next, ',');
        cells[count] = next;
        next = comma == NULL ? NULL : comma + 1;
        if (comma != NULL) {
            *comma = '\0';
        }
    }
    return count;
}

static size_t count_cells(const char *heading)
{
    size_t count = 1;
    for (; *heading != '\0'; heading++) {
        count += *heading == ',' ? 1 : 0;
    }
    return count;
}

static void refuse_key_given_twice(const struct table *table, const char *path)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(table->rows[i].cells[0], table->rows[k].cells[0]) == 0) {
                fail(path, "%s stands there twice", table->rows[i].cells[0]);
            }
        }
    }
}

void csv_read(struct table *table, const char *folder, const char *file, const char *heading)
{
    char path[PATH_SIZE];
    char line[LINE_SIZE];
    bool has_heading = false;
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *stream = fopen(path, "r");
    if (stream == NULL) {
        fail(path, "cannot be read");
    }
    table->n_cells = count_cells(heading);
    while (fgets(line, sizeof line, stream) != NULL) {
        const char *cells[MAX_CELLS];
        size_t length = strcspn(line, "\n");
        if (line[length] != '\n') {
            fail(path, "a line is too long: %s", line);
        }
        line[length] = '\0';
        if (line[0] == '#') {
            continue;
        }
        if (!has_heading) {
            if (strcmp(line, heading) != 0) {
                fail(path, "must begin with %s, found %s", heading, line);
            }
            has_heading = true;
        } else if (split(line, cells) != table->n_cells || *cells[0] == '\0') {
            fail(path, "must have %zu texts on a line, the first not empty, found %s...", table->n_cells, line);
        } else {
            table_add(table, cells);
        }
    }
    fclose(stream);
    refuse_key_given_twice(table, path);
}
