/* The columns of a kind in a spreadsheet: one for each field that is no message, by its path. */
#ifndef CLI_CSV_COLUMNS_H
#define CLI_CSV_COLUMNS_H

#include "access.h"

#include <stdbool.h>
#include <stddef.h>

/** The most messages within messages that a column leads through. */
enum { CSV_MAX_DEPTH = 8 };

/** What a column shows of the field its path ends at. */
enum csv_shape {
    CSV_SCALAR,  /**< one value */
    CSV_SCALARS, /**< the values of a repeated field, parted by | */
    CSV_TEXT,    /**< a message that has a text form: a partial date, a time */
    CSV_AMOUNT,  /**< the number of a Money */
    CSV_JSON,    /**< the messages of a repeated field, as a list in JSON */
};

/** One column. */
struct csv_column {
    const char *path; /**< "quantity.value" */
    enum csv_shape shape;
    size_t depth; /**< of `members`, at least 1 */
    struct member
        members[CSV_MAX_DEPTH]; /**< from the resource's own field to the one shown; but for CSV_AMOUNT that is the Money */
};

/** The columns of a kind, in the order of the contract; `name` is the first. */
struct csv_columns {
    const struct hs_resource *resource;
    struct csv_column *columns;
    size_t n;
};

/** Finds the columns of a kind; false without memory. What the registry keeps by itself (etag and times) has none. */
bool csv_columns_find(struct hs_arena *arena, const struct hs_resource *resource, struct csv_columns *out);

/** A column by its path, or NULL. */
const struct csv_column *csv_column_named(const struct csv_columns *columns, const char *path);

/** The field that a column shows. */
struct member csv_column_member(const struct csv_column *column);

/** The message that holds the field a column shows: NULL where one on the way is not set. */
const ProtobufCMessage *csv_column_holder(const struct csv_column *column, const ProtobufCMessage *resource);

/** Whether the registry sets what a column shows. */
bool csv_column_is_computed(const struct csv_column *column);

/** What a column means, from the contract's comments; "" without memory. */
const char *csv_column_doc(struct hs_arena *arena, const struct csv_columns *columns, const struct csv_column *column);

#endif
