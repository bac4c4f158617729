/* One put on its way: the message is completed (put_message.c), then written with its index rows (put_row.c). */
#ifndef HS_STORE_PUT_H
#define HS_STORE_PUT_H

#include "store/store_internal.h"

struct hs_put {
    struct hs_view *view;
    const struct hs_table *table;
    struct hs_arena *scratch;
    struct hs_status *status;
    ProtobufCMessage *message;
    unsigned how; /**< bits of HS_PUT_* */
    const char *name;
    const char *parent;       /**< of kinds whose names stand under another; else NULL */
    ProtobufCMessage *before; /**< the stored version, or NULL */
    struct hs_row row;        /**< of it; its id also after an insert */
    const uint8_t *body;      /**< the packed message */
    size_t size;
};

/** Whether the stored version says the same already, etag and update_time aside. */
bool hs_put_is_same(struct hs_put *put);

/** Sets create_time where it is not to be kept. */
enum hs_code hs_put_set_create_time(struct hs_put *put);

/** Sets update_time where it is not to be kept, and etag, and packs the message. */
enum hs_code hs_put_seal(struct hs_put *put);

/** Sets etag and packs the message, whose times stand. */
enum hs_code hs_put_pack_anew(struct hs_put *put);

/** Gives the message the stored version's update_time and etag. */
enum hs_code hs_put_take_stored(struct hs_put *put);

/** Writes the row, its index tables and references. */
enum hs_code hs_put_write(struct hs_put *put, int64_t sequence);

/** Binds a row to the parameters of table->sql_insert and sql_holder. */
void hs_put_bind(const struct hs_put *put, sqlite3_stmt *statement, int64_t sequence, const struct hs_cell *cells);

/** Binds a row of an index table to the parameters of index->sql_insert and sql_holder. */
void hs_index_bind(sqlite3_stmt *statement, int64_t owner, const struct hs_cell *cells, size_t width);

/** Adds a row to `reference`; its parameters are those of hs_reference_bind. */
#define HS_SQL_ADD_REFERENCE "INSERT INTO reference (target, kind, owner) VALUES (?1, ?2, ?3)"
void hs_reference_bind(sqlite3_stmt *statement, const char *target, const char *kind, int64_t owner);

/** Explains why the engine refused the resource's row, or with `index` one of that table (put_refused.c). */
enum hs_code hs_put_refused(struct hs_put *put, const struct hs_index_table *index, const struct hs_cell *cells);

#endif
