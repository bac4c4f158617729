/* Which fields of a resource have a column: found once, when the store is opened, from the tables themselves.
 *
 * Naming rule of the schema: a column is its field's path with "__" for each dot (`purchase_period__currency_code`);
 * a PartialDate has two INTEGER columns, `..._earliest` and `..._latest` (days since 1970-01-01, NULL = open);
 * a text that is empty, and any value below an unset message, is NULL;
 * a repeated field has an index table `<table>__<field>` with `owner` (the resource's rowid) and, for messages, one
 * column per path below the element, for scalars one column `value`; it may have a column `deleted`, the resource's own.
 * Columns of the store itself: id, ledger_seq, deleted, body, and `parent` for kinds whose names stand under another. */
#ifndef HS_STORE_COLUMNS_H
#define HS_STORE_COLUMNS_H

#include "wire/contract.h"

#include <stdbool.h>
#include <stddef.h>

/** What a column holds. */
enum hs_column_type {
    HS_COLUMN_TEXT,
    HS_COLUMN_INTEGER,
    HS_COLUMN_BOOL,
    HS_COLUMN_ENUM,      /**< INTEGER: the number */
    HS_COLUMN_TIMESTAMP, /**< INTEGER: microseconds; google.protobuf.Timestamp */
    HS_COLUMN_DATE,      /**< two INTEGER columns: hensigt.v1.PartialDate, or a string of format DATE or DAY */
};

enum { HS_COLUMN_MAX_DEPTH = 4 };

/** One indexed field. */
struct hs_column {
    const char *path;        /**< "purchase_period.start_date", "identifiers.value" */
    const char *sql;         /**< column name; for HS_COLUMN_DATE without `_earliest` / `_latest` */
    const char *index_table; /**< the index table it stands in, or NULL: the resource's own */
    enum hs_column_type type;
    bool unique;                                           /**< part of a UNIQUE index */
    int depth;                                             /**< how many fields the path has */
    int fields[HS_COLUMN_MAX_DEPTH];                       /**< descriptor indexes along the path; the first may be repeated */
    const struct hs_message *message[HS_COLUMN_MAX_DEPTH]; /**< the type in which each index is to be read */
};

/** The indexed fields of a resource. */
struct hs_columns {
    const struct hs_resource *resource;
    const struct hs_column *columns;
    size_t n_columns;
};

#endif
