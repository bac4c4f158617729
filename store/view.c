#include "store/store_internal.h"

#include <stdlib.h>
#include <time.h>

/* What a status of our own may take. */
enum { QUIET_MEMORY = 64 * 1024 };

void hs_quiet_begin(struct hs_quiet *quiet)
{
    hs_arena_init(&quiet->arena, QUIET_MEMORY);
    hs_status_init(&quiet->status, &quiet->arena);
}

void hs_quiet_end(struct hs_quiet *quiet, struct hs_view *view, enum hs_code code)
{
    if (view->broken == HS_OK) {
        view->broken = code;
    }
    hs_arena_free(&quiet->arena);
}

enum hs_code hs_view_broken(struct hs_view *view, struct hs_status *status)
{
    if (view->broken == HS_OK) {
        return HS_OK;
    }
    return hs_status_fail(status, view->broken, "STORE_UNREADABLE", "an earlier step of this call could not read the store");
}

/* Ends whatever transaction there is. Without memory it may stay, until the connection is used again. */
static void end(struct hs_view *view)
{
    view->db.deadline = 0;
    if (!sqlite3_get_autocommit(view->db.handle)) {
        sqlite3_exec(view->db.handle, "ROLLBACK", NULL, NULL, NULL);
    }
}

/* Holds the snapshot: the first read of a transaction fixes it. */
static enum hs_code begin(struct hs_view *view, int64_t deadline, struct hs_status *status)
{
    struct hs_ledger_head head = {0};
    end(view);
    view->db.deadline = deadline;
    enum hs_code code = hs_db_run(&view->db, hs_db_prepare(&view->db, "BEGIN", status), status);
    if (code == HS_OK) {
        code = hs_ledger_head(view, &head, status);
    }
    /* Before the first row nothing was ever known; 1 is a time that can be asked for again. */
    view->read_time = head.sequence > 0 ? head.time : 1;
    view->sequence = head.sequence;
    return code;
}

static struct hs_view *free_reader(struct hs_store *store)
{
    for (unsigned i = 0; i < store->options.readers; i++) {
        if (!store->readers[i].taken) {
            return &store->readers[i];
        }
    }
    return NULL;
}

/* Waits until a reader may be free; false where the deadline passed. */
static bool wait_for_reader(struct hs_store *store, int64_t deadline)
{
    struct timespec until = {.tv_sec = (time_t)(deadline / 1000000), .tv_nsec = (long)(deadline % 1000000) * 1000};
    if (deadline == 0) {
        return pthread_cond_wait(&store->reader_free, &store->readers_lock) == 0;
    }
    return pthread_cond_timedwait(&store->reader_free, &store->readers_lock, &until) == 0;
}

static struct hs_view *take_reader(struct hs_store *store, int64_t deadline)
{
    bool in_time = true;
    struct hs_view *view = NULL;
    pthread_mutex_lock(&store->readers_lock);
    while ((view = free_reader(store)) == NULL && in_time) {
        in_time = wait_for_reader(store, deadline);
    }
    if (view != NULL) {
        view->taken = true;
    }
    pthread_mutex_unlock(&store->readers_lock);
    return view;
}

/* What a connection has counted since it was asked last. */
static int64_t take_count(struct hs_view *view, int what)
{
    int count = 0, highest = 0;
    sqlite3_db_status(view->db.handle, what, &count, &highest, 1);
    return count;
}

static void give_reader(struct hs_view *view)
{
    struct hs_store *store = view->store;
    int64_t hits = take_count(view, SQLITE_DBSTATUS_CACHE_HIT);
    int64_t misses = take_count(view, SQLITE_DBSTATUS_CACHE_MISS);
    pthread_mutex_lock(&store->readers_lock);
    store->cache_hits += hits;
    store->cache_misses += misses;
    view->taken = false;
    pthread_cond_signal(&store->reader_free);
    pthread_mutex_unlock(&store->readers_lock);
}

enum hs_code hs_view_open(struct hs_store *store, int64_t deadline, struct hs_view **out, struct hs_status *status)
{
    struct hs_view *view = take_reader(store, deadline);
    if (view == NULL) {
        return hs_status_fail(status, HS_DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED", "the deadline passed before a reader was free");
    }
    view->broken = HS_OK;
    enum hs_code code = begin(view, deadline, status);
    if (code != HS_OK) {
        hs_view_close(view);
        return code;
    }
    *out = view;
    return HS_OK;
}

void hs_view_close(struct hs_view *view)
{
    if (view == NULL || view->write != NULL) {
        return;
    }
    end(view);
    hs_arena_reset(&view->scratch);
    give_reader(view);
}

void hs_readers_get_stats(struct hs_store *store, struct hs_store_stats *out)
{
    pthread_mutex_lock(&store->readers_lock);
    out->cache_hits = store->cache_hits;
    out->cache_misses = store->cache_misses;
    pthread_mutex_unlock(&store->readers_lock);
}

int64_t hs_view_read_time(const struct hs_view *view)
{
    return view->read_time;
}

int64_t hs_view_sequence(const struct hs_view *view)
{
    return view->sequence;
}

enum hs_code hs_readers_open(struct hs_store *store, struct hs_status *status)
{
    enum hs_code code = HS_OK;
    store->readers = calloc(store->options.readers, sizeof *store->readers);
    if (store->readers == NULL) {
        return hs_out_of_memory(status);
    }
    for (unsigned i = 0; i < store->options.readers; i++) {
        store->readers[i].store = store;
        hs_arena_init(&store->readers[i].scratch, HS_VIEW_MEMORY);
    }
    for (unsigned i = 0; code == HS_OK && i < store->options.readers; i++) {
        code = hs_db_open(&store->readers[i].db, store->options.path, HS_DB_READER, status);
    }
    return code;
}

void hs_readers_close(struct hs_store *store)
{
    for (unsigned i = 0; store->readers != NULL && i < store->options.readers; i++) {
        hs_db_close(&store->readers[i].db);
        hs_arena_free(&store->readers[i].scratch);
    }
    free(store->readers);
    store->readers = NULL;
}
