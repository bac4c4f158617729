/* What the files of the store share: the store itself, its views, the ledger. */
#ifndef HS_STORE_INTERNAL_H
#define HS_STORE_INTERNAL_H

#include "store/db.h"
#include "store/store.h"
#include "store/table.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
    HS_SALT_SIZE = 16,
    HS_VIEW_MEMORY = 64 * 1024 * 1024, /**< scratch of one call: unpacking a resource takes at most some 60 times its packed size */
};

/** A connection with a snapshot, or the writer's with its transaction. */
struct hs_view {
    struct hs_store *store;
    struct hs_db db;
    struct hs_arena scratch; /**< of the call in progress; emptied where a call begins that uses it and calls no visitor */
    int64_t read_time;
    int64_t sequence;               /**< the newest row of the snapshot; of a reader only */
    int64_t write_time;             /**< of the write in progress; 0 = not asked for yet */
    struct hs_write *write;         /**< the write in progress; NULL on a reader */
    const struct hs_reader *reader; /**< for whom rows are passed over; NULL = for nobody */
    enum hs_code broken;            /**< a failure that a function without a status met */
    bool taken;                     /**< a reader that somebody holds */
    /* of the writer: what a redaction overwrote (purge.c) */
    bool unpurged;            /**< it may still stand in the files */
    bool rewritten;           /**< the files have it in the WAL at most */
    int64_t purge_again;      /**< when to try again: CLOCK_MONOTONIC, microseconds */
    atomic_int purge_failure; /**< the engine's code for why the last rewriting failed, for whoever asks; 0 = none did */
};

struct hs_writer;

/** The store. */
struct hs_store {
    struct hs_store_options options; /**< with every default filled in */
    struct hs_schema schema;
    struct hs_view *readers;
    int64_t cache_hits, cache_misses; /**< of reads that ended, under readers_lock */
    pthread_mutex_t readers_lock;
    pthread_cond_t reader_free;
    struct hs_writer *writer;
    int32_t schema_version;
};

/* ---- readers (view.c) ------------------------------------------------------------------------------------------- */

/** Opens options.readers connections. */
enum hs_code hs_readers_open(struct hs_store *store, struct hs_status *status);
void hs_readers_close(struct hs_store *store);

/** Fills in cache_hits and cache_misses. */
void hs_readers_get_stats(struct hs_store *store, struct hs_store_stats *out);

/** Returns `code` to a caller that has a status, or the failure that an earlier function without one met. */
enum hs_code hs_view_broken(struct hs_view *view, struct hs_status *status);

/** A status for functions that have none of their own: what it gets is remembered as view->broken. */
struct hs_quiet {
    struct hs_arena arena;
    struct hs_status status;
};
void hs_quiet_begin(struct hs_quiet *quiet);
void hs_quiet_end(struct hs_quiet *quiet, struct hs_view *view, enum hs_code code);

/* ---- resources (get.c) ------------------------------------------------------------------------------------------ */

/** Where a resource stands now. */
struct hs_row {
    int64_t id;
    int64_t sequence;
    bool deleted;
    const uint8_t *body; /**< in the arena given to hs_row_find, if one was */
    size_t size;
};

/** Looks a resource up by its name; *found says whether it is there. `arena` may be NULL where the body is not wanted. */
enum hs_code hs_row_find(struct hs_view *view, const struct hs_table *table, const char *name, struct hs_arena *arena,
                         struct hs_row *out, bool *found, struct hs_status *status);

/** Unpacks a stored body into the arena; DATA_LOSS, reason BODY_UNREADABLE, where it is damaged. NULL with the status set. */
ProtobufCMessage *hs_body_unpack(const struct hs_resource *resource, const uint8_t *body, size_t size, struct hs_arena *arena,
                                 struct hs_status *status);

/** The table of the kind that a name is of; NULL without setting a status. */
const struct hs_table *hs_table_of_name(const struct hs_store *store, const char *name);

/* ---- who reads (reader.c) --------------------------------------------------------------------------------------- */

/** Whether versions of this kind must be looked at before they are shown. */
bool hs_view_hides(const struct hs_view *view, const struct hs_resource *resource);

/** Whether the reader may see this version, which is that of now. */
bool hs_view_shows(struct hs_view *view, const struct hs_record *record);

/** Whether the reader may see the resource as it is now; false where it does not exist. */
bool hs_view_shows_now(struct hs_view *view, const struct hs_table *table, const char *name);

/* ---- the ledger (ledger.c) -------------------------------------------------------------------------------------- */

/** The number of a text that stands in many rows (callers, methods); entered where it is new. Only within a write. */
enum hs_code hs_word_id(struct hs_view *view, const char *word, int64_t *out, struct hs_status *status);

/** The end of the ledger. All zero for an empty one. */
struct hs_ledger_head {
    int64_t sequence;
    int64_t time;
    uint8_t chain_hash[HS_STORE_HASH_SIZE];
};

enum hs_code hs_ledger_head(struct hs_view *view, struct hs_ledger_head *out, struct hs_status *status);

/** A row to be appended. */
struct hs_ledger_entry {
    int64_t time;
    const char *caller;
    const char *method;
    const char *name;
    int64_t previous;
    bool imported;
    const uint8_t *body;
    size_t size;
};

/** Appends a row; *out is the ledger's new end. */
enum hs_code hs_ledger_append(struct hs_view *view, const struct hs_ledger_entry *entry, struct hs_ledger_head *out,
                              struct hs_status *status);

/** The version of a resource that was known at `read_time`, beginning at its newest row. *found is false where it was not known
 * yet. */
enum hs_code hs_ledger_version(struct hs_view *view, int64_t newest, int64_t read_time, struct hs_arena *arena,
                               struct hs_record *out, bool *found, struct hs_status *status);

/** Time and chain hash of a row. NOT_FOUND, reason LEDGER_ROW_NOT_FOUND. */
enum hs_code hs_ledger_receipt(struct hs_view *view, int64_t sequence, struct hs_ledger_head *out, struct hs_status *status);

/** What the digest and the chain hash of a row cover. */
struct hs_ledger_seal {
    int64_t sequence;
    int64_t time;
    int64_t previous;
    bool imported;
    const char *caller;
    const char *method;
    const char *name;
    const uint8_t *digest;
};

void hs_ledger_digest(const uint8_t salt[HS_SALT_SIZE], const uint8_t *body, size_t size, uint8_t out[HS_STORE_HASH_SIZE]);
void hs_ledger_chain(const uint8_t previous[HS_STORE_HASH_SIZE], const struct hs_ledger_seal *seal,
                     uint8_t out[HS_STORE_HASH_SIZE]);

/* ---- request ids (request_id.c) --------------------------------------------------------------------------------- */

/** What is known of a request id. */
enum hs_request_known { HS_REQUEST_NEW, HS_REQUEST_REPEATED, HS_REQUEST_REUSED };

/** Looks a write's request id up; *sequence is its ledger row where it is repeated. */
enum hs_code hs_request_find(struct hs_view *view, const struct hs_write *write, enum hs_request_known *out, int64_t *sequence,
                             struct hs_status *status);

/** Remembers it, with the write's sequence. */
enum hs_code hs_request_remember(struct hs_view *view, const struct hs_write *write, struct hs_status *status);

/** Forgets a slice of what is too old or too much, in a transaction of its own; *more says whether something is left to forget. */
enum hs_code hs_request_forget(struct hs_view *view, bool *more, struct hs_status *status);

/* ---- purging (purge.c) ------------------------------------------------------------------------------------------ */

/** Within a write: what it overwrites is to be gone from the files. Remembered until that is so. */
enum hs_code hs_purge_demand(struct hs_view *view, struct hs_status *status);

/** Sets view->unpurged to what was remembered. */
enum hs_code hs_purge_look(struct hs_view *view, struct hs_status *status);

/** Takes it out of the files, between writes. Waits up to `wait` microseconds for readers; view->unpurged says whether it has to be
 *  tried again. */
void hs_purge(struct hs_view *view, int64_t wait);

/* ---- the writer (writer.c, group.c) ----------------------------------------------------------------------------- */

enum hs_code hs_writer_open(struct hs_store *store, struct hs_status *status);

/** Waits until the queue is empty and ends the thread. NULL is allowed. */
void hs_writer_close(struct hs_writer *writer);

/** Fills in commits, writes, queue and ledger_rows. */
void hs_writer_get_stats(struct hs_writer *writer, struct hs_store_stats *out);

/** Carries out writes that are linked by `next` in one commit and calls their `done`. False where the outcome is unknown: nothing
 *  may be written any more. */
bool hs_group_commit(struct hs_view *view, struct hs_write *first);

/** Ends writes that were not begun, since the store has failed. */
void hs_group_refuse(struct hs_write *first);

/** Fails where a foreign key points to nothing, with a violation for each (foreign_keys.c). */
enum hs_code hs_foreign_keys_check(struct hs_view *view, struct hs_status *status);

#endif
