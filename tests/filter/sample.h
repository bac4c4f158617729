/* What the tests of filters share: columns as a schema would give them, messages made from values, and the same values as rows.
 * Rows are made from the values and not from the messages, so that a test of SQL against messages compares two things. */
#ifndef TESTS_FILTER_SAMPLE_H
#define TESTS_FILTER_SAMPLE_H

#include "store/filter.h"

#include <sqlite3.h>

enum { SAMPLE_MAX_COLUMNS = 24, SAMPLE_MAX_ELEMENTS = 4, SAMPLE_MAX_STATUS_BYTES = 1 << 20 };

/** A column to be: a field's path and the type of its column. */
struct sample_field {
    const char *path;
    enum hs_column_type type;
};

/** The columns of a message type. */
struct sample {
    struct hs_arena arena;
    struct hs_columns columns;
    struct hs_column list[SAMPLE_MAX_COLUMNS];
    const struct hs_message *message;
};

/** Three types that have between them every type of column, nested fields, and repeated scalars, enums and messages. */
enum sample_kind { SAMPLE_INTENTION, SAMPLE_ORGANISATION, SAMPLE_PROCESS, SAMPLE_KINDS };

/** Makes the columns; free with sample_close. */
void sample_open(struct sample *sample, enum sample_kind kind);
void sample_close(struct sample *sample);

/** The index of the column with this path. */
size_t sample_column(const struct sample *sample, const char *path);

/** The value of a field. */
struct sample_cell {
    bool set;         /**< whether the field is written at all */
    const char *text; /**< of a text column; of a date column, its text form */
    int64_t integer;  /**< of the others; of a timestamp, microseconds */
    int32_t days[2];  /**< of a date column: HS_DAY_MIN and HS_DAY_MAX where open */
};

/** The values of a resource: of a column outside repeated fields only the first element counts. */
struct sample_values {
    struct sample_cell cells[SAMPLE_MAX_COLUMNS][SAMPLE_MAX_ELEMENTS];
    size_t n_elements[SAMPLE_MAX_COLUMNS]; /**< the same for all columns of one index table */
};

/** A message with these values; it lives in the arena. */
ProtobufCMessage *sample_message(const struct sample *sample, const struct sample_values *values, struct hs_arena *arena);

/** Makes the table `sample` and its index tables. */
void sample_create(const struct sample *sample, sqlite3 *database);

/** Inserts the values as row `id`. Unset fields other than times and dates become NULL, or with `defaults` "" and 0. */
void sample_insert(const struct sample *sample, const struct sample_values *values, int64_t id, bool defaults, sqlite3 *database);

/** Runs SQL that must succeed. */
void sample_execute(sqlite3 *database, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Prepares SQL with its bound values; it must succeed. */
sqlite3_stmt *sample_prepare(sqlite3 *database, const struct hs_sql *sql);

#endif
