#include "store/store_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum {
    CHECKPOINT_PAGES = 2048, /**< of the WAL, written since the last slice of a checkpoint: 8 MiB */
    CAP_PAGES = 16384,       /**< of the WAL: past them readers are waited for, so that it can begin anew: 64 MiB */
    CAP_WAIT_MICROS = 20000, /**< for how long */
    FULL_RETRY_MS = 200,     /**< a full queue has moved on by then */
    PURGE_LOOK_SECONDS = 1,  /**< between two looks whether files are to be purged again */
    FORGET_GROUPS = 64,      /**< commits between two looks at old request ids */
    FORGET_SLICES = 4,       /**< of them forgotten in one look, so that writes do not wait for long */
};

struct hs_writer {
    struct hs_view view;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    /* under the lock */
    struct hs_write *first, *last;
    unsigned queue;
    bool closing;
    bool failed;
    int64_t commits, writes, largest, sequence;
    void (*committed)(void *context, int64_t sequence);
    void *committed_context;
    /* the thread's own */
    int wal_pages;         /**< after the newest commit */
    int checkpointed;      /**< of them, when the last slice was done */
    unsigned since_forget; /**< commits */
};

/* ---- the queue -------------------------------------------------------------------------------------------------- */

enum hs_code hs_store_submit(struct hs_store *store, struct hs_write *write)
{
    struct hs_writer *writer = store->writer;
    enum hs_code code = HS_OK;
    write->next = NULL;
    pthread_mutex_lock(&writer->lock);
    if (writer->failed || writer->closing) {
        code = hs_status_fail(write->status, HS_UNAVAILABLE, "STORE_FAILED", "the store takes no writes any more");
    } else if (writer->queue >= store->options.queue) {
        code = hs_status_fail(write->status, HS_RESOURCE_EXHAUSTED, "WRITE_QUEUE_FULL", "%u writes are waiting", writer->queue);
        hs_status_retry_after(write->status, FULL_RETRY_MS);
    } else {
        *(writer->first != NULL ? &writer->last->next : &writer->first) = write;
        writer->last = write;
        writer->queue++;
        pthread_cond_signal(&writer->wake);
    }
    pthread_mutex_unlock(&writer->lock);
    return code;
}

static bool is_alone(const struct hs_write *write)
{
    return write->alone || write->purge;
}

/* Cuts the next group off the queue: as many as are waiting, up to the group's size; a write that must be alone is. Under the lock.
 */
static struct hs_write *cut_group(struct hs_writer *writer)
{
    struct hs_write *first = writer->first, *last = first;
    unsigned count = 1;
    if (first == NULL) {
        return NULL;
    }
    while (!is_alone(first) && last->next != NULL && !is_alone(last->next) && count < writer->view.store->options.group) {
        last = last->next;
        count++;
    }
    writer->first = last->next;
    writer->queue -= count;
    last->next = NULL;
    return first;
}

static void purge(struct hs_writer *writer)
{
    if (writer->view.unpurged && hs_db_now() >= writer->view.purge_again) {
        hs_purge(&writer->view, 0);
    }
}

/* Under the lock. While something is still to be purged, the wait is cut short for another attempt, as no write may come for long.
 */
static void wait_for_write(struct hs_writer *writer)
{
    struct timespec end;
    if (!writer->view.unpurged) {
        pthread_cond_wait(&writer->wake, &writer->lock);
        return;
    }
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += PURGE_LOOK_SECONDS;
    if (pthread_cond_timedwait(&writer->wake, &writer->lock, &end) == ETIMEDOUT) {
        pthread_mutex_unlock(&writer->lock);
        purge(writer);
        pthread_mutex_lock(&writer->lock);
    }
}

/* Waits for writes; NULL when the store is closing and none are left. */
static struct hs_write *wait_for_group(struct hs_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    while (writer->first == NULL && !writer->closing) {
        wait_for_write(writer);
    }
    struct hs_write *group = cut_group(writer);
    pthread_mutex_unlock(&writer->lock);
    return group;
}

/* Ends those whose deadline passed in the queue; returns the others. */
static struct hs_write *drop_late(struct hs_write *first, int64_t *count)
{
    struct hs_write *kept = NULL, **end = &kept;
    int64_t now = hs_db_now();
    while (first != NULL) {
        struct hs_write *write = first;
        first = write->next;
        write->next = NULL;
        if (write->deadline != 0 && now >= write->deadline) {
            hs_status_fail(write->status, HS_DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED",
                           "the deadline passed before the write was begun");
            write->done(write, HS_WRITE_LATE);
        } else {
            *end = write;
            end = &write->next;
            (*count)++;
        }
    }
    return kept;
}

/* ---- after a commit --------------------------------------------------------------------------------------------- */

static int count_wal(void *context, sqlite3 *db, const char *name, int pages)
{
    struct hs_writer *writer = context;
    (void)db, (void)name;
    writer->checkpointed = pages < writer->wal_pages ? 0 : writer->checkpointed;
    writer->wal_pages = pages;
    return SQLITE_OK;
}

/* Moves what the readers allow from the WAL into the database, so that the next write can begin the WAL anew. A failure is met
 * again by the next slice, and in the end by a write. */
static void checkpoint(struct hs_writer *writer)
{
    if (writer->wal_pages - writer->checkpointed < CHECKPOINT_PAGES) {
        return;
    }
    bool is_capped = writer->wal_pages >= CAP_PAGES;
    writer->view.db.deadline = hs_db_now() + CAP_WAIT_MICROS;
    sqlite3_wal_checkpoint_v2(writer->view.db.handle, NULL, is_capped ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, NULL,
                              NULL);
    writer->view.db.deadline = 0;
    writer->checkpointed = writer->wal_pages;
}

static void forget_requests(struct hs_writer *writer)
{
    struct hs_quiet quiet;
    bool more = true;
    if (++writer->since_forget < FORGET_GROUPS) {
        return;
    }
    hs_quiet_begin(&quiet);
    for (int i = 0; more && i < FORGET_SLICES; i++) {
        more = hs_request_forget(&writer->view, &more, &quiet.status) == HS_OK && more;
    }
    hs_quiet_end(&quiet, &writer->view, HS_OK);
    /* The rest goes after the next commit. */
    writer->since_forget = more ? FORGET_GROUPS : 0;
}

/* What the figures, and who waits for changes, need to know of a commit. */
static void count_commit(struct hs_writer *writer, int64_t writes)
{
    struct hs_quiet quiet;
    struct hs_ledger_head head = {0};
    hs_quiet_begin(&quiet);
    enum hs_code code = hs_ledger_head(&writer->view, &head, &quiet.status);
    hs_quiet_end(&quiet, &writer->view, HS_OK);
    pthread_mutex_lock(&writer->lock);
    writer->commits++;
    writer->writes += writes;
    writer->largest = writes > writer->largest ? writes : writer->largest;
    writer->sequence = code == HS_OK ? head.sequence : writer->sequence;
    if (writer->committed != NULL) {
        writer->committed(writer->committed_context, writer->sequence);
    }
    pthread_mutex_unlock(&writer->lock);
}

/* ---- the thread ------------------------------------------------------------------------------------------------- */

/* Nothing may be written any more: ends what waits. */
static void fail(struct hs_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    struct hs_write *first = writer->first;
    writer->failed = true;
    writer->first = NULL;
    writer->queue = 0;
    pthread_mutex_unlock(&writer->lock);
    hs_group_refuse(first);
}

static void *run(void *context)
{
    struct hs_writer *writer = context;
    struct hs_write *group = NULL;
    purge(writer); /* what the last one to have the store open did not finish */
    while ((group = wait_for_group(writer)) != NULL) {
        int64_t count = 0;
        group = drop_late(group, &count);
        if (group == NULL) {
            continue;
        }
        if (!hs_group_commit(&writer->view, group)) {
            fail(writer);
            continue;
        }
        count_commit(writer, count);
        checkpoint(writer);
        purge(writer);
        forget_requests(writer);
    }
    return NULL;
}

static enum hs_code start(struct hs_writer *writer, struct hs_status *status)
{
    writer->has_thread = pthread_create(&writer->thread, NULL, run, writer) == 0;
    return writer->has_thread ? HS_OK
                              : hs_status_fail(status, HS_UNAVAILABLE, "NO_THREAD", "the writer's thread could not be started");
}

enum hs_code hs_writer_open(struct hs_store *store, struct hs_status *status)
{
    struct hs_writer *writer = calloc(1, sizeof *writer);
    struct hs_ledger_head head = {0};
    if (writer == NULL) {
        return hs_out_of_memory(status);
    }
    store->writer = writer;
    writer->view.store = store;
    pthread_mutex_init(&writer->lock, NULL);
    pthread_cond_init(&writer->wake, NULL);
    hs_arena_init(&writer->view.scratch, HS_VIEW_MEMORY);
    enum hs_code code = hs_db_open(&writer->view.db, store->options.path, HS_DB_WRITER, status);
    if (code == HS_OK) {
        sqlite3_wal_hook(writer->view.db.handle, count_wal, writer);
        code = hs_ledger_head(&writer->view, &head, status);
    }
    if (code == HS_OK) {
        code = hs_purge_look(&writer->view, status);
    }
    writer->sequence = head.sequence;
    return code == HS_OK ? start(writer, status) : code;
}

void hs_writer_close(struct hs_writer *writer)
{
    if (writer == NULL) {
        return;
    }
    if (writer->has_thread) {
        pthread_mutex_lock(&writer->lock);
        writer->closing = true;
        pthread_cond_signal(&writer->wake);
        pthread_mutex_unlock(&writer->lock);
        pthread_join(writer->thread, NULL);
    }
    hs_db_close(&writer->view.db);
    hs_arena_free(&writer->view.scratch);
    pthread_cond_destroy(&writer->wake);
    pthread_mutex_destroy(&writer->lock);
    free(writer);
}

void hs_store_on_commit(struct hs_store *store, void (*committed)(void *context, int64_t sequence), void *context)
{
    struct hs_writer *writer = store->writer;
    pthread_mutex_lock(&writer->lock);
    writer->committed = committed;
    writer->committed_context = context;
    pthread_mutex_unlock(&writer->lock);
}

const char *hs_store_purge_trouble(struct hs_store *store)
{
    int failure = atomic_load(&store->writer->view.purge_failure);
    return failure != SQLITE_OK ? sqlite3_errstr(failure) : NULL;
}

void hs_writer_get_stats(struct hs_writer *writer, struct hs_store_stats *out)
{
    pthread_mutex_lock(&writer->lock);
    out->commits = writer->commits;
    out->writes = writer->writes;
    out->largest = writer->largest;
    out->queue = writer->queue;
    out->ledger_rows = writer->sequence;
    pthread_mutex_unlock(&writer->lock);
}
