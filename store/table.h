/* What the store knows of a resource's tables: found once, when it is opened, from the tables and the contract. */
#ifndef HS_STORE_TABLE_H
#define HS_STORE_TABLE_H

#include "store/columns.h"
#include "store/db.h"

/** A value as it stands in a column. */
struct hs_cell {
    bool is_null;
    const char *text; /**< NULL = take `integer` */
    int64_t integer;
};

/** Cells of several rows, one row after the other. */
struct hs_cells {
    struct hs_cell *cells;
    size_t width;
    size_t n_rows;
};

/** The index table of a repeated field. Its columns are a part of hs_table.columns. */
struct hs_index_table {
    const char *name;
    int field; /**< the repeated field, in the resource's descriptor */
    const struct hs_column *columns;
    size_t n_columns;
    size_t width; /**< cells of a row, `owner` left aside; `deleted`, if there is one, is the first */
    bool has_deleted;
    const char *sql_select; /**< cells by owner, in the order in which they were inserted */
    const char *sql_insert; /**< owner, cells */
    const char *sql_delete; /**< by owner */
    const char *sql_holder; /**< as sql_insert; gives the owner of the row in its way */
};

/** A column that the engine keeps pointing at an existing resource. */
struct hs_foreign_key {
    const struct hs_index_table *index; /**< where the column stands, or NULL: the resource's own table */
    const char *column;
    const char *target; /**< the table it points to */
    const char *path;   /**< of the field; NULL for `parent` */
};

/** Deeper reference fields are not looked for; the contract's deepest is 3. */
enum { HS_REFERENCE_MAX_DEPTH = 6 };

/** A reference field that has no foreign key: it is kept in the table `reference`. */
struct hs_reference {
    int depth;
    int fields[HS_REFERENCE_MAX_DEPTH]; /**< descriptor indexes along the path; any of them may be repeated */
};

struct hs_search_kind;

/** A resource's tables. */
struct hs_table {
    const struct hs_resource *resource;
    struct hs_columns columns; /**< those of the own table first */
    size_t n_own;              /**< columns of the own table */
    size_t width;              /**< cells of a row: `deleted`, then those of the own columns */
    struct hs_index_table *indexes;
    size_t n_indexes;
    struct hs_foreign_key *foreign_keys;
    size_t n_foreign_keys;
    struct hs_reference *references;
    size_t n_references;
    struct hs_search_kind *search; /**< NULL where a search finds no such resource (search.h) */
    const char *sql_find;          /**< id, ledger_seq, deleted, body by name */
    const char *sql_check;         /**< id, name, ledger_seq, body, cells of every row */
    const char *sql_insert;        /**< ledger_seq, body, parent, cells */
    const char *sql_rebind;        /**< cells, then id: writes the cells anew */
    const char *sql_holder;        /**< as sql_insert; gives the name of the row in its way */
    /* indexes of the fields that every resource has */
    int name, etag, create_time, update_time, delete_time;
};

/** The tables of a contract, in the order of its resources. */
struct hs_schema {
    struct hs_arena arena; /**< holds all of it */
    const struct hs_contract *contract;
    struct hs_table *tables;
    size_t n_tables;
};

/** Reads the tables of a contract. FAILED_PRECONDITION, reason SCHEMA_MISMATCH, where a table is missing or has a column that is no
 * field path. The caller frees it with hs_schema_free, failure or not. */
enum hs_code hs_schema_load(struct hs_schema *schema, struct hs_db *db, const struct hs_contract *contract,
                            struct hs_status *status);
void hs_schema_free(struct hs_schema *schema);

/** Reads the tables of one resource; they live in the arena. */
enum hs_code hs_table_load(struct hs_table *table, struct hs_db *db, const struct hs_resource *resource, struct hs_arena *arena,
                           struct hs_status *status);

/** The part of hs_table_load that finds columns, index tables and foreign keys of table->resource. */
enum hs_code hs_columns_load(struct hs_table *table, struct hs_db *db, struct hs_arena *arena, struct hs_status *status);

/** A resource's tables; NULL if it is of another contract. */
const struct hs_table *hs_schema_table(const struct hs_schema *schema, const struct hs_resource *resource);

/** The name of the nth cell's column, without quotes; `..._earliest` and `..._latest` for dates. Lives in the arena. */
const char *hs_cell_column(const struct hs_column *columns, size_t n_columns, size_t cell, struct hs_arena *arena);

/** The field path that `length` characters of a column's name spell; NULL without memory. */
char *hs_column_path(const char *name, size_t length, struct hs_arena *arena);

/** How many cells a column has: 2 for dates, else 1. */
size_t hs_column_width(const struct hs_column *column);

/* ---- a message's cells (bind.c) --------------------------------------------------------------------------------- */

/** The cells of a resource's own row; `cells` has room for table->width. Texts are the message's. */
void hs_bind_row(const struct hs_table *table, const ProtobufCMessage *message, struct hs_cell *cells);

/** The cells of an index table's rows, in the arena. False without memory. */
bool hs_bind_elements(const struct hs_table *table, const struct hs_index_table *index, const ProtobufCMessage *message,
                      struct hs_arena *arena, struct hs_cells *out);

/** The distinct names that a message's references without a foreign key point to, sorted, in the arena. False without memory. */
bool hs_bind_references(const struct hs_table *table, const ProtobufCMessage *message, struct hs_arena *arena, const char ***out,
                        size_t *count);

/** The cells of one column of the own table, or of one element of an index table: one, or two for a date. */
void hs_bind_column(const struct hs_column *column, const ProtobufCMessage *message, struct hs_cell *cells);

/** Calls `visit` for each value that a message has in a column, until it returns true; returns whether it did. */
bool hs_bind_each(const struct hs_column *column, const ProtobufCMessage *message,
                  bool (*visit)(void *context, const struct hs_cell *cell), void *context);

bool hs_cell_equal(const struct hs_cell *a, const struct hs_cell *b);
bool hs_cells_equal(const struct hs_cells *a, const struct hs_cells *b);

/** Binds a cell to a statement's parameter. */
void hs_cell_bind(sqlite3_stmt *statement, int parameter, const struct hs_cell *cell);

/** Reads a cell; its text is the statement's. */
struct hs_cell hs_cell_read(sqlite3_stmt *statement, int column);

/* ---- fields (field.c) ------------------------------------------------------------------------------------------- */

/** A singular string field of a message; "" where it is unset. */
const char *hs_message_string(const ProtobufCMessage *message, int field);

/** A singular message field; NULL where it is unset. */
ProtobufCMessage *hs_message_child(const ProtobufCMessage *message, int field);

/** A google.protobuf.Timestamp as microseconds. */
int64_t hs_time_of(const ProtobufCMessage *timestamp);

/** Sets a string field; the text is kept as it is. */
void hs_message_set_string(ProtobufCMessage *message, int field, const char *text);

/** Sets a message field; NULL unsets it. */
void hs_message_set_child(ProtobufCMessage *message, int field, ProtobufCMessage *child);

/** Sets a Timestamp field to a new message in the arena. False without memory. */
bool hs_message_set_time(ProtobufCMessage *message, int field, int64_t time, struct hs_arena *arena);

#endif
