#include "table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fail(const char *place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: ", place);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(EXIT_FAILURE);
}

void table_add(struct table *table, const char *const *cells)
{
    struct row *rows = realloc(table->rows, (table->n_rows + 1) * sizeof *rows);
    if (rows == NULL) {
        fail("memory", "there is none left");
    }
    table->rows = rows;
    rows[table->n_rows] = (struct row){.order = table->n_rows};
    for (size_t i = 0; i < table->n_cells; i++) {
        rows[table->n_rows].cells[i] = strdup(cells[i]);
        if (rows[table->n_rows].cells[i] == NULL) {
            fail("memory", "there is none left");
        }
    }
    table->n_rows++;
}

static int compare(const void *a, const void *b)
{
    const struct row *left = a;
    const struct row *right = b;
    int order = strcmp(left->cells[0], right->cells[0]);
    return order != 0 ? order : (left->order > right->order) - (left->order < right->order);
}

static void free_row(const struct table *table, const struct row *row)
{
    for (size_t i = 0; i < table->n_cells; i++) {
        free(row->cells[i]);
    }
}

void table_sort(struct table *table)
{
    size_t kept = 0;
    if (table->n_rows > 0) {
        qsort(table->rows, table->n_rows, sizeof *table->rows, compare);
    }
    for (size_t i = 0; i < table->n_rows; i++) {
        if (kept > 0 && strcmp(table->rows[kept - 1].cells[0], table->rows[i].cells[0]) == 0) {
            free_row(table, &table->rows[i]);
        } else {
            table->rows[kept++] = table->rows[i];
        }
    }
    table->n_rows = kept;
}

static int compare_key(const void *key, const void *row)
{
    return strcmp(key, ((const struct row *)row)->cells[0]);
}

const struct row *table_find(const struct table *table, const char *key)
{
    return table->n_rows > 0 ? bsearch(key, table->rows, table->n_rows, sizeof *table->rows, compare_key) : NULL;
}

void table_free(struct table *table)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        free_row(table, &table->rows[i]);
    }
    free(table->rows);
    *table = (struct table){.n_cells = table->n_cells};
}
