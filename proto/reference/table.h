/* Tables of texts on their way from data files to C: read, sorted, written. A program of the build: it ends where something is
 * wrong. */
#ifndef REFERENCE_TABLE_H
#define REFERENCE_TABLE_H

#include <stddef.h>

enum { MAX_CELLS = 9 };

/* A line: its texts, of which the first is its key. */
struct row {
    char *cells[MAX_CELLS];
    size_t order; /* of its coming */
};

struct table {
    struct row *rows;
    size_t n_rows;
    size_t n_cells;
};

/** Says what is wrong, as "place: message", and ends the program. */
_Noreturn void fail(const char *place, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/** Adds a copy of a line of table->n_cells texts. */
void table_add(struct table *table, const char *const *cells);

/** Sorts by key. Of lines with one key the first stands. */
void table_sort(struct table *table);

/** The line with a key in a sorted table; NULL where there is none. */
const struct row *table_find(const struct table *table, const char *key);

void table_free(struct table *table);

/** Reads a file of lines with commas between their texts, which have none themselves: lines with # say something to people, the
 * first other line must be `heading`. Two lines with one key are a mistake. */
void csv_read(struct table *table, const char *folder, const char *file, const char *heading);

/** What to take of the items of a standard in iso-codes: the texts of two members ("" where `value` is NULL), of items that have
 *  `code` (and `value`) and have no member `without` (may be NULL). */
struct pick {
    const char *standard;
    const char *code;
    const char *value;
    const char *without;
};

void iso_codes_read(struct table *table, const char *folder, struct pick pick);

#endif
