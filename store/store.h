/* The registry's memory: resources, their history, and the one writer.
 *
 * A resource's truth is its packed message; the store finds the columns that index it by comparing a table's column
 * names with the message's field paths. Every change appends a row to the ledger, whose rows chain by SHA-256.
 *
 * Times are microseconds since 1970-01-01T00:00:00Z. All functions may be called from any thread unless they say so;
 * one view or arena is used by one thread at a time. No type of the database engine appears here. */
#ifndef HS_STORE_H
#define HS_STORE_H

#include "wire/arena.h"
#include "wire/contract.h"
#include "wire/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hs_store;
struct hs_view;

/** Limits of the store. */
enum {
    HS_STORE_MAX_BODY = 48 * 1024, /**< bytes of one packed resource */
    /** Bytes of the bodies on one page: with 4 bytes around each of 1000 and the envelope, a reply stays below 64 KiB. */
    HS_STORE_MAX_PAGE_BYTES = 56 * 1024,
    HS_STORE_MAX_PAGE_SIZE = 1000,   /**< resources on one page */
    HS_STORE_DEFAULT_PAGE_SIZE = 50, /**< where the caller names no size */
    HS_STORE_REQUEST_ID_SIZE = 16,
    HS_STORE_HASH_SIZE = 32,
};

/** How to open a store. Zero means the default of each. Strings and pointers must outlive the store. */
struct hs_store_options {
    const char *path;                                        /**< the database file */
    const struct hs_contract *contract;                      /**< whose resources it holds */
    unsigned readers;                                        /**< read connections kept open (default 4) */
    unsigned queue;                                          /**< writes that may wait (default 4096) */
    unsigned group;                                          /**< writes in one commit at most (default 128) */
    int64_t request_id_seconds;                              /**< how long a write's request id is remembered (default 86,400) */
    int64_t request_id_rows;                                 /**< how many are remembered at most (default 5,000,000) */
    int64_t (*clock)(void *context);                         /**< the time of day in microseconds (default: the system's) */
    void (*random)(void *context, void *bytes, size_t size); /**< unpredictable bytes (default: the system's) */
    void *context;                                           /**< passed to clock and random */
    /** Called while a migration binds rows anew; NULL = nobody listens. */
    void (*progress)(void *context, const char *kind, int64_t done, int64_t total);
};

/** Opens the store, makes it where the file is absent or empty, and brings its schema up to date. Starts the writer.
 *  FAILED_PRECONDITION: the file is newer than this program, of another application, or its columns do not fit the
 *  contract. UNAVAILABLE: it cannot be opened or is in use. On failure nothing is changed and *out is untouched. */
enum hs_code hs_store_open(struct hs_store **out, const struct hs_store_options *options, struct hs_status *status);

/** Lets the writer finish what is queued, closes everything. No view may be open. NULL is allowed. */
void hs_store_close(struct hs_store *store);

/* ---- reading ---------------------------------------------------------------------------------------------------- */

/** Opens a snapshot. It waits for a free connection until `deadline` (CLOCK_MONOTONIC, microseconds; 0 = for ever), and every
 *  read on it stops there with DEADLINE_EXCEEDED. The caller closes *out. */
enum hs_code hs_view_open(struct hs_store *store, int64_t deadline, struct hs_view **out, struct hs_status *status);

/** Closes a snapshot. NULL is allowed. A view handed to hs_write.run is the writer's and is not closed. */
void hs_view_close(struct hs_view *view);

/** The time of the newest ledger row the view sees: reading again at this time gives the same answers. */
int64_t hs_view_read_time(const struct hs_view *view);

/** The sequence number of that row; 0 for an empty ledger. */
int64_t hs_view_sequence(const struct hs_view *view);

/** One version of one resource. Pointers live in the arena it was read into. */
struct hs_record {
    const struct hs_resource *resource;
    const char *name;
    const uint8_t *body;
    size_t size;
    int64_t sequence; /**< the ledger row that wrote this version */
    bool deleted;     /**< softly deleted (AIP-164) */
};

/** The version of a resource known at `read_time` (0 = now; later than hs_view_read_time counts as now). A resource that was
 *  deleted is found, with `deleted` set. NOT_FOUND (reason RESOURCE_NOT_FOUND) where the name was not known then. */
enum hs_code hs_view_get(struct hs_view *view, const char *name, int64_t read_time, struct hs_arena *arena, struct hs_record *out,
                         struct hs_status *status);

/** Whether a resource exists and is not deleted, now. */
bool hs_view_exists(struct hs_view *view, const char *name);

/** An equality on an indexed field: `path` is a field path with a column ("process", "identifiers.value"). */
struct hs_match {
    const char *path;
    const char *value;
};

/** What to list. Zeroed members are "no condition". */
struct hs_query {
    const struct hs_resource *resource;
    const char *parent;             /**< "partnerships/x", "partnerships/-" (any); NULL for resources without a parent, or any */
    const struct hs_match *matches; /**< all must hold; for the rules of the field, which need no filter text */
    size_t n_matches;
    const char *filter;   /**< AIP-160, over the fields that have a column */
    const char *order_by; /**< AIP-132, likewise; the default is by name */
    int32_t page_size;    /**< 0 = HS_STORE_DEFAULT_PAGE_SIZE; past HS_STORE_MAX_PAGE_SIZE it is cut; negative is a violation */
    const char *page_token;
    bool show_deleted;
    bool all;          /**< every match, ignoring page size and byte limit: for rules and reports */
    int64_t read_time; /**< 0 = now; otherwise versions known then, evaluated on the messages */
    bool unread;       /**< only what is wrong with the query is told: nothing is listed */
};

/** Receives one record; it and its body are valid during the call only. Anything but HS_OK ends the listing and is its result. */
typedef enum hs_code hs_record_visitor(void *context, const struct hs_record *record);

/** Lists. Violations name the fields filter, order_by, page_size, page_token. *next_page_token (may be NULL where not wanted)
 *  is "" on the last page and lives in the arena. A page ends at page_size or HS_STORE_MAX_PAGE_BYTES. */
enum hs_code hs_view_list(struct hs_view *view, const struct hs_query *query, hs_record_visitor *visit, void *context,
                          struct hs_arena *arena, const char **next_page_token, struct hs_status *status);

/** The names of resources, not deleted, that refer to `name`, up to `limit`; *out lives in the arena. Returns how many, or -1
 *  with the status set. */
int hs_view_referrers(struct hs_view *view, const char *name, int limit, struct hs_arena *arena, const char *const **out,
                      struct hs_status *status);

/** What somebody looks for, now: words of the past are not kept. */
struct hs_search_query {
    const char *text;                       /**< as it was typed; the last word may go on in what is found */
    const struct hs_resource *const *kinds; /**< only those */
    size_t n_kinds;                         /**< 0 = all that have the option `search` */
    int32_t page_size;                      /**< 0 = 20; past 100 it is cut; negative is a violation */
    const char *page_token;
};

/** A resource that was found. Pointers are valid during the visit only. */
struct hs_hit {
    const char *name;
    const struct hs_resource *resource;
    const char *title; /**< what it is called, cut where it is long; of kinds without a title the first text that is searched */
    const char *region_code; /**< "" where it has none */
    const char *field;       /**< path of the field that fits best: "titles.text" */
    const char *excerpt;     /**< of the text there, as it was written, cut around what was found */
};

typedef enum hs_code hs_hit_visitor(void *context, const struct hs_hit *hit);

/** What a search says besides its hits. */
struct hs_search_page {
    const char *next_page_token; /**< "" on the last page; in the arena */
    bool more_matches;           /**< more resources fit than a search ranks (2,000), and only the best of the oldest are told */
};

/** Searches resources, not deleted, that have all words in the fields of their option `search`; accents, case and ways of writing
 *  Nordic letters aside. Best first: those whose title is just what was typed, then those whose title has the words, then the
 * others, words in earlier fields first; by name among equals. What the reader may not see takes no part at all. Violations name
 * the fields query, kinds, page_size, page_token. */
enum hs_code hs_view_search(struct hs_view *view, const struct hs_search_query *query, hs_hit_visitor *visit, void *context,
                            struct hs_arena *arena, struct hs_search_page *out, struct hs_status *status);

/* ---- who reads -------------------------------------------------------------------------------------------------- */

/** What somebody may see, where that is not everything. */
struct hs_reader {
    /** Whether versions of this kind may be hidden from this reader: where not, none is looked at. */
    bool (*hides)(const struct hs_reader *reader, const struct hs_resource *resource);
    /** Whether this version may be seen. It may read the view, of other kinds than those that may be hidden. */
    bool (*shows)(const struct hs_reader *reader, struct hs_view *view, const struct hs_record *record);
};

/** From now on hs_view_get, hs_view_exists, hs_view_list and hs_view_history pass over what the reader may not see, as if it were
 * not there; NULL = nothing is hidden. hs_view_changes and hs_view_referrers tell everything: who shows what they tell asks
 *  hs_view_may_read. Returns the reader there was. It must be taken off before the view is closed or the write ends. */
const struct hs_reader *hs_view_set_reader(struct hs_view *view, const struct hs_reader *reader);

/** Whether the view's reader may see this version: neither it nor the resource as it is now is hidden. What cannot be found out is
 *  hidden, and fails the view's next read. */
bool hs_view_may_read(struct hs_view *view, const struct hs_record *record);

/* ---- history ---------------------------------------------------------------------------------------------------- */

/** One row of the ledger. Pointers are valid during the visit only. */
struct hs_ledger_row {
    int64_t sequence;
    int64_t time;
    const char *caller; /**< "owner", later the name of an access key */
    const char *method; /**< full name of the method that wrote it */
    const char *name;   /**< the resource */
    const struct hs_resource *resource;
    const uint8_t *body; /**< the message after the change */
    size_t size;
    int64_t previous; /**< the resource's previous row, or 0 */
    bool imported;
    uint8_t chain_hash[HS_STORE_HASH_SIZE];
};

typedef enum hs_code hs_ledger_visitor(void *context, const struct hs_ledger_row *row);

/** A resource's rows, newest first, older than `before` (0 = all), up to `limit`. NOT_FOUND for a name never known. */
enum hs_code hs_view_history(struct hs_view *view, const char *name, int64_t before, int limit, hs_ledger_visitor *visit,
                             void *context, struct hs_status *status);

/** All rows after a sequence number, oldest first, up to `limit`. */
enum hs_code hs_view_changes(struct hs_view *view, int64_t after, int limit, hs_ledger_visitor *visit, void *context,
                             struct hs_status *status);

/** What verifying found. */
struct hs_verification {
    int64_t last;                           /**< the last sequence number looked at */
    int64_t broken;                         /**< the first row that does not fit, or 0 */
    int64_t redacted;                       /**< rows whose message was changed since and whose salt is gone */
    bool complete;                          /**< the end of the ledger was reached */
    uint8_t chain_hash[HS_STORE_HASH_SIZE]; /**< at `last` */
    const char *reason;                     /**< what does not fit, or NULL: a constant string */
};

/** Recomputes digests and chain of up to `limit` rows after `after`. */
enum hs_code hs_view_verify(struct hs_view *view, int64_t after, int limit, struct hs_verification *out, struct hs_status *status);

/** Compares bodies with columns, index tables and the words that searches find, resource by resource; visits nothing, adds each
 * difference to the status as DATA_LOSS / COLUMN_MISMATCH metadata (the first 20). */
enum hs_code hs_view_check(struct hs_view *view, struct hs_status *status);

/* ---- writing ---------------------------------------------------------------------------------------------------- */

/** How a write ended, for hs_write.done. */
enum hs_write_end {
    HS_WRITE_COMMITTED, /**< durable; a write that failed by its own status ends so too: it changed nothing */
    HS_WRITE_LATE,      /**< its deadline passed before it was begun: not begun */
    HS_WRITE_UNKNOWN,   /**< the commit failed in a way that leaves its outcome unknown: the process must end */
};

/** One write on its way through the group commit. The caller owns it and keeps it until `done`.
 *  Fields above the line are set by the caller before hs_store_submit. */
struct hs_write {
    const char *caller;                           /**< for ledger and request ids */
    const char *method;                           /**< full name */
    uint8_t request_id[HS_STORE_REQUEST_ID_SIZE]; /**< all zero = none */
    uint8_t digest[HS_STORE_HASH_SIZE];           /**< of method and request body; all zero = known by its request id alone */
    int64_t deadline;                             /**< CLOCK_MONOTONIC, microseconds; 0 = none */
    bool alone;               /**< must have a commit of its own: an import, whose foreign keys are checked at its end */
    bool imported;            /**< its ledger rows say so */
    bool purge;               /**< what it overwrites must be gone from the files: has a commit of its own (hs_view_redact) */
    struct hs_status *status; /**< gets the outcome */
    /** Does the write. Called on the writer's thread within a savepoint of its own; sees the group's earlier writes. Any code
     *  but HS_OK undoes everything it did. It may be called again after the group was rolled back: it keeps nothing
     *  from a first run but what it overwrites. */
    enum hs_code (*run)(struct hs_write *write, struct hs_view *view);
    /** Called instead of run when (caller, request_id) is known with the same digest: `sequence` is the ledger row from
     *  which the reply is made again. With another digest the store answers INVALID_ARGUMENT / REQUEST_ID_REUSED itself. */
    enum hs_code (*replay)(struct hs_write *write, struct hs_view *view, int64_t sequence);
    /** Called once, on the writer's thread, after the commit. Short: it hands the reply on. */
    void (*done)(struct hs_write *write, enum hs_write_end end);
    /* ------------------------------------------------------------------------------------------------------------- */
    bool undo;          /**< `run` sets it: what it did is to be undone though it ended well, a trial */
    int64_t sequence;   /**< of the receipt: the last ledger row it appended or found; 0 = none */
    int64_t write_time; /**< of the receipt */
    uint8_t chain_hash[HS_STORE_HASH_SIZE];
    struct hs_write *next; /**< the store's */
};

/** Queues a write. RESOURCE_EXHAUSTED (reason WRITE_QUEUE_FULL) without queueing it; then `done` is not called. */
enum hs_code hs_store_submit(struct hs_store *store, struct hs_write *write);

/** Calls `committed` with the newest sequence number after every commit, once the commit's writes are done, on the writer's thread:
 *  it must be short and must not call the store. NULL ends that; when this returns, it is called no more. */
void hs_store_on_commit(struct hs_store *store, void (*committed)(void *context, int64_t sequence), void *context);

/** Bits of how to put. */
enum {
    HS_PUT_KEEP_TIMES = 1 << 0, /**< create_time, update_time and delete_time stand as they are, where set: an import */
    HS_PUT_NEW = 1 << 1, /**< ALREADY_EXISTS (reason RESOURCE_EXISTS, or ID_USED for a deleted one) if the name was ever used */
};

/** Writes a resource and its ledger row. Only within hs_write.run. Sets create_time, update_time and etag in the message; what they
 *  need comes from status->arena. A message equal to the stored one in all but update_time and etag changes nothing, and gets the
 *  stored one's. The write's receipt becomes that of the row written or found.
 *  INVALID_ARGUMENT, reason RESOURCE_TOO_LARGE, past HS_STORE_MAX_BODY. ALREADY_EXISTS, reason VALUE_TAKEN with a field violation,
 * where a unique index is hit; the metadata's `holder` names who has the value. A field violation REFERENCE_NOT_FOUND where a
 * foreign key points to nothing, and DUPLICATE where one message has a unique value twice. After a failure the write must fail,
 * since a part of the resource may be written; until then further puts tell what is wrong with theirs. */
enum hs_code hs_view_put(struct hs_view *view, const struct hs_resource *resource, ProtobufCMessage *message, unsigned how,
                         struct hs_status *status);

/** The time this write will have in the ledger: all its rows have the same, and later writes later ones. Only within hs_write.run.
 */
int64_t hs_view_write_time(const struct hs_view *view);

/* ---- redaction -------------------------------------------------------------------------------------------------- */

/** What stands in the place of a redacted name. */
#define HS_REDACTED "[redacted]"

/** Where a name was found. */
enum hs_redacted_place {
    HS_REDACTED_NOW,     /**< in a resource as it is */
    HS_REDACTED_THEN,    /**< in a row of the ledger */
    HS_REDACTED_STAGED,  /**< in a line of an import under way */
    HS_REDACTED_MENTION, /**< in a text that is no person's name, in one of these places: it stays */
};

/** One body with the name in it, or one text of it. Pointers are valid during the visit only. */
struct hs_redacted {
    enum hs_redacted_place place;
    const struct hs_resource *resource;
    const char *name; /**< of the resource */
    const char *path; /**< of the field that mentions it ("provenance.note"); else NULL */
};

typedef enum hs_code hs_redacted_visitor(void *context, const struct hs_redacted *found);

/** Takes a person's name, white space around it aside, out of all that is stored: in every field that the contract calls a
 * person's, in resources, their columns and the search index, in the ledger, whose rows lose their salts, and in staged lines.
 * Etags follow the content. Remembered requests are known by their ids alone afterwards. Only within hs_write.run of a write with
 * `purge`. */
enum hs_code hs_view_redact(struct hs_view *view, const char *person, hs_redacted_visitor *visit, void *context,
                            struct hs_status *status);

/** A name without the white space around it, which is the white space of ASCII: where it starts in the text, and its bytes. */
void hs_trim_person(const char *text, const char **start, size_t *length);

/* ---- staging of imports ----------------------------------------------------------------------------------------- */

/** One staged line. */
struct hs_staged {
    int32_t line;
    const char *name;                   /**< of the resource */
    const struct hs_resource *resource; /**< NULL for line 0, which says what the import itself is */
    const uint8_t *body;
    size_t size;
};

typedef enum hs_code hs_staged_visitor(void *context, const struct hs_staged *staged);

/** Stages lines under an import's id, within hs_write.run. A line staged before under the same number is replaced. */
enum hs_code hs_view_stage(struct hs_view *view, const char *import, const struct hs_staged *staged, struct hs_status *status);

/** The staged lines in order, after line `after`. */
enum hs_code hs_view_staged(struct hs_view *view, const char *import, int32_t after, hs_staged_visitor *visit, void *context,
                            struct hs_status *status);

/** The line that stages a resource of this name, or 0. With two lines of one name, the first. */
int32_t hs_view_staged_line(struct hs_view *view, const char *import, const char *name);

/** How many lines are staged for an import. */
int64_t hs_view_staged_count(struct hs_view *view, const char *import);

/** Forgets an import's lines, and those of imports begun before `older` (0 = only this one). Within hs_write.run. */
enum hs_code hs_view_unstage(struct hs_view *view, const char *import, int64_t older, struct hs_status *status);

/** Small facts about the registry that live outside the ledger ("registry_id"): NULL if not set; the text lives in the arena. */
const char *hs_view_setting(struct hs_view *view, const char *key, struct hs_arena *arena);

/** Figures for operations. */
struct hs_store_stats {
    int64_t commits;     /**< since the start */
    int64_t writes;      /**< writes in them */
    int64_t largest;     /**< writes in the largest of them */
    int64_t queue;       /**< writes waiting now */
    int64_t ledger_rows; /**< the newest sequence number */
    int64_t database_bytes;
    int64_t wal_bytes;
    int32_t schema_version;
    int64_t cache_hits;   /**< pages that reads found in memory, since the start */
    int64_t cache_misses; /**< pages that they did not */
    int64_t memory_bytes; /**< of the engine */
};
void hs_store_get_stats(struct hs_store *store, struct hs_store_stats *out);

/** Why the files could not be written anew when that was last tried, so that they may still hold what a redaction overwrote: a
 *  constant text, or NULL where nothing hinders it. It is tried again each minute. */
const char *hs_store_purge_trouble(struct hs_store *store);

#endif
