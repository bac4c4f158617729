#include "service/watch.h"

#include "service/changes.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    MICROSECONDS = 1000000,
    NANOSECONDS_IN_MICROSECOND = 1000,
    ROUND_INTERVAL = 50 * 1000,   /* microseconds between two looks at the ledger, however many commits there are */
    LOOK_PATIENCE = MICROSECONDS, /* microseconds that a look may take to begin */
    NEAR_ROWS = 1000,             /* who has missed more reads them as a report is read, so as not to hold up the others */
    SLICE_ROWS = 64,              /* rows in memory at once */
    BATCH = 256,                  /* calls answered between two holds of the lock */
    MAX_MARGIN = 500 * 1000,      /* microseconds before a call's deadline at which it is answered, so that the answer is in time */
    MARGIN_PART = 10,             /* or a tenth of its time, where that is less */
};

static const size_t slice_memory = (size_t)16 * 1024 * 1024;

/* A call that waits. Its job keeps nothing but the request's bytes, and is opened again when there is something to say. */
struct parked {
    struct hs_job *job;
    struct hs_change_filter *filter;
    int64_t after; /* it wants nothing up to here */
    int64_t due;   /* CLOCK_MONOTONIC, microseconds: when it is answered all the same */
    int64_t since; /* likewise: when it was parked */
};

struct hs_watch {
    struct hs_dispatch *dispatch;
    pthread_t thread;

    pthread_mutex_t bell; /* held for moments only: the writer waits for it */
    pthread_cond_t rung;
    int64_t newest;   /* sequence number */
    int64_t next_due; /* of all that are parked, or earlier */
    bool news;        /* a look at the ledger is worth while */
    bool draining;
    bool ending;

    pthread_mutex_t lock; /* of the table; never held while a call is answered */
    struct parked *parked;
    uint64_t *origins; /* of them, in one piece: each new call is looked for among them */
    size_t n;
    size_t room;
    size_t bytes; /* what requests and conditions take */

    int64_t last_look; /* the thread's own */
    struct hs_arena slice;
};

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static const hensigt_list_changes_request *request_of(const struct hs_job *job)
{
    return (const hensigt_list_changes_request *)(const void *)job->request;
}

static hensigt_list_changes_response *reply_of(const struct hs_job *job)
{
    return (hensigt_list_changes_response *)(void *)job->reply;
}

/* ---- the bell ------------------------------------------------------------------------------------------------------------ */

/* On the writer's thread. */
static void on_commit(void *context, int64_t sequence)
{
    struct hs_watch *watch = context;
    pthread_mutex_lock(&watch->bell);
    if (sequence > watch->newest) {
        watch->newest = sequence;
        watch->news = true;
        pthread_cond_signal(&watch->rung);
    }
    pthread_mutex_unlock(&watch->bell);
}

static int64_t newest_of(struct hs_watch *watch)
{
    pthread_mutex_lock(&watch->bell);
    int64_t newest = watch->newest;
    pthread_mutex_unlock(&watch->bell);
    return newest;
}

static bool is_draining(struct hs_watch *watch)
{
    pthread_mutex_lock(&watch->bell);
    bool draining = watch->draining;
    pthread_mutex_unlock(&watch->bell);
    return draining;
}

/* Has the thread look in time for a call that was parked just now. */
static void expect(struct hs_watch *watch, int64_t due, bool news)
{
    pthread_mutex_lock(&watch->bell);
    watch->next_due = earlier(watch->next_due, due);
    watch->news = watch->news || news;
    if (watch->news || watch->next_due == due)
        pthread_cond_signal(&watch->rung);
    pthread_mutex_unlock(&watch->bell);
}

/* What the thread was woken for. */
struct work {
    bool look;   /* at the ledger */
    bool all;    /* every call is to be answered */
    bool ending; /* there will be no more */
};

static void sleep_until(struct hs_watch *watch, int64_t time)
{
    struct timespec until = {.tv_sec = (time_t)(time / MICROSECONDS),
                             .tv_nsec = (long)(time % MICROSECONDS) * NANOSECONDS_IN_MICROSECOND};
    if (time == INT64_MAX)
        pthread_cond_wait(&watch->rung, &watch->bell);
    else
        pthread_cond_timedwait(&watch->rung, &watch->bell, &until);
}

static struct work wait_for_work(struct hs_watch *watch)
{
    struct work work = {.look = false};
    pthread_mutex_lock(&watch->bell);
    while (!watch->ending && !work.look) {
        int64_t now = hs_monotonic();
        int64_t look = watch->news ? watch->last_look + ROUND_INTERVAL : INT64_MAX;
        work.look = look <= now;
        if (watch->next_due <= now)
            break;
        if (!work.look)
            sleep_until(watch, earlier(look, watch->next_due));
    }
    work.all = watch->draining;
    work.ending = watch->ending;
    watch->news = watch->news && !work.look;
    watch->next_due = INT64_MAX; /* found anew from the table */
    pthread_mutex_unlock(&watch->bell);
    return work;
}

/* ---- parking --------------------------------------------------------------------------------------------------------------- */

/* When a job that waits is answered at the latest; 0 for one that does not want to wait. */
static int64_t due_of(const struct hs_job *job)
{
    const Google__Protobuf__Duration *wait = request_of(job)->wait;
    int64_t margin = earlier((job->deadline - job->begun) / MARGIN_PART, MAX_MARGIN);
    if (!wait || wait->seconds < 0 || wait->nanos < 0)
        return 0;
    int64_t time = wait->seconds >= HS_MAX_WAIT ? (int64_t)HS_MAX_WAIT * MICROSECONDS
                                                : wait->seconds * MICROSECONDS + wait->nanos / NANOSECONDS_IN_MICROSECOND;
    return time > 0 ? earlier(job->begun + time, job->deadline - margin) : 0;
}

bool hs_watch_can_begin(struct hs_watch *watch, const struct hs_job *job)
{
    int64_t behind = newest_of(watch) - request_of(job)->after_sequence;
    return behind >= 0 && behind <= NEAR_ROWS && due_of(job) > hs_monotonic();
}

/* Gives back everything but the request's bytes. */
static void slim(struct hs_job *job)
{
    hs_arena_free(&job->arena);
    job->request = NULL;
    job->reply = NULL;
}

static size_t bytes_of(const struct parked *parked)
{
    return sizeof *parked->job + parked->job->exchange->size + hs_change_filter_size(parked->filter);
}

/* Under the lock. */
static bool make_room(struct hs_watch *watch)
{
    enum { FIRST_ROOM = 64 };
    size_t room = watch->room ? 2 * watch->room : FIRST_ROOM;
    if (watch->n < watch->room)
        return true;
    struct parked *parked = realloc(watch->parked, room * sizeof *parked);
    watch->parked = parked ? parked : watch->parked;
    uint64_t *origins = realloc(watch->origins, room * sizeof *origins);
    watch->origins = origins ? origins : watch->origins;
    watch->room = parked && origins ? room : watch->room;
    return parked && origins;
}

/* Under the lock. */
static struct parked remove_at(struct hs_watch *watch, size_t i)
{
    struct parked removed = watch->parked[i];
    watch->n--;
    watch->parked[i] = watch->parked[watch->n];
    watch->origins[i] = watch->origins[watch->n];
    watch->bytes -= bytes_of(&removed);
    if (removed.job->connection)
        hs_connections_unpark(watch->dispatch->connections, removed.job->connection);
    return removed;
}

/* Takes out the call that the same message began when it was sent before: only one of the two is to be answered. Under the lock. */
static bool remove_origin(struct hs_watch *watch, uint64_t origin, struct parked *out)
{
    for (size_t i = 0; origin != 0 && i < watch->n; i++)
        if (watch->origins[i] == origin) {
            *out = remove_at(watch, i);
            return true;
        }
    return false;
}

/* Whether a call may wait. */
enum parking { PARKED, NO_ROOM, TOO_MANY_OF_CONNECTION };

/* Under the lock. */
static enum parking try_insert(struct hs_watch *watch, const struct parked *parked)
{
    struct hs_connection *connection = parked->job->connection;
    size_t bytes = bytes_of(parked);
    if (watch->n == HS_MAX_PARKED || bytes > HS_MAX_PARKED_BYTES - watch->bytes || !make_room(watch))
        return NO_ROOM;
    if (connection && !hs_connections_park(watch->dispatch->connections, connection))
        return TOO_MANY_OF_CONNECTION;
    watch->parked[watch->n] = *parked;
    watch->origins[watch->n++] = parked->job->exchange->origin;
    watch->bytes += bytes;
    return PARKED;
}

static enum parking insert(struct hs_watch *watch, const struct parked *parked)
{
    struct parked earlier_one;
    pthread_mutex_lock(&watch->lock);
    bool sent_again = remove_origin(watch, parked->job->exchange->origin, &earlier_one);
    enum parking parking = try_insert(watch, parked);
    pthread_mutex_unlock(&watch->lock);
    if (sent_again) {
        free(earlier_one.filter);
        hs_job_drop(earlier_one.job);
    }
    return parking;
}

static void refuse(struct hs_job *job, enum parking parking)
{
    if (parking == TOO_MANY_OF_CONNECTION)
        hs_status_fail(&job->status, HS_RESOURCE_EXHAUSTED, "CONNECTION_PARKED_FULL",
                       "%d calls of this connection wait for changes already", HS_MAX_CONNECTION_PARKED);
    else
        hs_status_fail(&job->status, HS_RESOURCE_EXHAUSTED, "PARKED_FULL", "too many calls wait for changes, or too large ones");
    hs_status_retry_after(&job->status, HS_PARKED_RETRY_MS);
}

/* The answer that nothing has happened. */
static void set_nothing(struct hs_job *job, int64_t after)
{
    job->reply = hs_arena_new(&job->arena, &hensigt__v1__list_changes_response__descriptor);
    if (job->reply)
        reply_of(job)->last_sequence = after;
    else
        hs_status_fail(&job->status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for the reply");
}

bool hs_watch_park(struct hs_watch *watch, struct hs_job *job)
{
    struct parked parked = {.job = job, .since = hs_monotonic()};
    bool has_found = hs_status_code(&job->status) != HS_OK || (job->reply && reply_of(job)->n_changes > 0);
    if (has_found)
        return false;
    parked.after = job->reply ? reply_of(job)->last_sequence : request_of(job)->after_sequence;
    parked.due = due_of(job);
    int64_t behind = newest_of(watch) - parked.after;
    if (!job->reply)
        set_nothing(job, parked.after);
    if (behind > NEAR_ROWS || parked.due <= parked.since || is_draining(watch) ||
        hs_change_filter_new(&parked.filter, request_of(job), &job->status) != HS_OK)
        return false;
    slim(job);
    enum parking parking = insert(watch, &parked);
    if (parking != PARKED) {
        free(parked.filter);
        hs_job_begin(job);
        refuse(job, parking);
        return false;
    }
    /* A commit or the end may have come meanwhile, while the table did not have it yet. */
    expect(watch, is_draining(watch) ? 0 : parked.due, newest_of(watch) > parked.after);
    return true;
}

/* ---- answering --------------------------------------------------------------------------------------------------------------- */

/* Opens a job again as if it had come just now. */
static bool reopen(struct parked *parked)
{
    struct hs_job *job = parked->job;
    hs_job_begin(job);
    job->waited += hs_monotonic() - parked->since;
    return hs_job_open(job) == HS_OK;
}

static void finish(struct parked *parked)
{
    free(parked->filter);
    hs_job_finish(parked->job);
}

static void answer_nothing(struct parked *parked)
{
    if (reopen(parked))
        set_nothing(parked->job, parked->after);
    finish(parked);
}

/* Answers with the rows that the call wants and may see; parks it again if there is none. */
static void answer(struct hs_watch *watch, struct parked *parked, struct hs_view *view, const struct hs_change_rows *rows)
{
    struct hs_job *job = parked->job;
    bool is_open = reopen(parked);
    if (is_open) {
        ((hensigt_list_changes_request *)(void *)job->request)->after_sequence = parked->after;
        job->call.changes = rows;
        is_open = hs_job_run(job, view) == HS_OK;
    }
    if (is_open && reply_of(job)->n_changes == 0) {
        parked->after = reply_of(job)->last_sequence;
        parked->since = hs_monotonic();
        slim(job);
        enum parking parking = insert(watch, parked);
        if (parking == PARKED)
            return;
        hs_job_begin(job);
        refuse(job, parking);
    }
    finish(parked);
}

/* Takes out up to BATCH calls whose time is up, or any with `all`, and notes when the next one's is. */
static size_t take_due(struct hs_watch *watch, bool all, struct parked *out)
{
    int64_t now = hs_monotonic();
    int64_t next = INT64_MAX;
    size_t taken = 0;
    pthread_mutex_lock(&watch->lock);
    for (size_t i = 0; i < watch->n;) {
        if (taken < BATCH && (all || watch->parked[i].due <= now)) {
            out[taken++] = remove_at(watch, i);
        } else {
            next = earlier(next, watch->parked[i].due);
            i++;
        }
    }
    pthread_mutex_unlock(&watch->lock);
    if (next != INT64_MAX)
        expect(watch, next, false);
    return taken;
}

static void answer_due(struct hs_watch *watch, bool all)
{
    struct parked batch[BATCH];
    size_t taken;
    do {
        taken = take_due(watch, all, batch);
        for (size_t i = 0; i < taken; i++)
            answer_nothing(&batch[i]);
    } while (taken == BATCH);
}

/* ---- looking at the ledger ------------------------------------------------------------------------------------------------------
 */

/* The rows of one slice, in the making. */
struct slice {
    struct hs_watch *watch;
    struct hs_ledger_row *rows;
    size_t n;
};

static enum hs_code keep_row(void *context, const struct hs_ledger_row *row)
{
    struct slice *slice = context;
    struct hs_arena *arena = &slice->watch->slice;
    struct hs_ledger_row *kept = &slice->rows[slice->n];
    *kept = *row;
    kept->caller = hs_arena_string(arena, row->caller);
    kept->method = hs_arena_string(arena, row->method);
    kept->name = hs_arena_string(arena, row->name);
    kept->body = (const uint8_t *)hs_arena_bytes(arena, row->body, row->size);
    if (!kept->caller || !kept->method || !kept->name || !kept->body)
        return HS_RESOURCE_EXHAUSTED;
    slice->n++;
    return HS_OK;
}

/* Reads the next rows; false where it cannot. */
static bool read_slice(struct hs_watch *watch, struct hs_view *view, struct hs_change_rows *out)
{
    struct slice slice = {.watch = watch};
    struct hs_status status;
    int64_t after = out->last;
    hs_arena_reset(&watch->slice);
    hs_status_init(&status, &watch->slice);
    slice.rows = hs_arena_alloc(&watch->slice, SLICE_ROWS * sizeof *slice.rows);
    if (!slice.rows || hs_view_changes(view, after, SLICE_ROWS, keep_row, &slice, &status) != HS_OK)
        return false;
    bool is_whole = slice.n < SLICE_ROWS;
    *out =
        (struct hs_change_rows){slice.rows, slice.n, after, is_whole ? hs_view_sequence(view) : slice.rows[slice.n - 1].sequence};
    return true;
}

/* Where the rows begin that somebody has not seen. */
static int64_t lowest_of(struct hs_watch *watch)
{
    int64_t lowest = INT64_MAX;
    pthread_mutex_lock(&watch->lock);
    for (size_t i = 0; i < watch->n; i++)
        lowest = earlier(lowest, watch->parked[i].after);
    pthread_mutex_unlock(&watch->lock);
    return lowest;
}

static bool wants_any(const struct parked *parked, const struct hs_change_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rows->rows[i].sequence > parked->after && hs_change_filter_matches(parked->filter, &rows->rows[i]))
            return true;
    return false;
}

/* Takes out up to BATCH calls that want a row of a slice. The others are through with it. */
static size_t take_matching(struct hs_watch *watch, const struct hs_change_rows *rows, struct parked *out)
{
    size_t taken = 0;
    pthread_mutex_lock(&watch->lock);
    for (size_t i = 0; i < watch->n && taken < BATCH;) {
        struct parked *parked = &watch->parked[i];
        bool is_touched = parked->after >= rows->after && parked->after < rows->last;
        if (is_touched && wants_any(parked, rows)) {
            out[taken++] = remove_at(watch, i);
        } else {
            parked->after = is_touched ? rows->last : parked->after;
            i++;
        }
    }
    pthread_mutex_unlock(&watch->lock);
    return taken;
}

static void tell(struct hs_watch *watch, struct hs_view *view, const struct hs_change_rows *rows)
{
    struct parked batch[BATCH];
    size_t taken;
    do {
        taken = take_matching(watch, rows, batch);
        for (size_t i = 0; i < taken; i++)
            answer(watch, &batch[i], view, rows);
    } while (taken == BATCH);
}

/* Reads what is new, once for all; false where it is to be tried again. */
static bool look(struct hs_watch *watch)
{
    struct hs_status status;
    struct hs_view *view = NULL;
    struct hs_change_rows rows = {.last = lowest_of(watch)};
    if (rows.last == INT64_MAX)
        return true;
    hs_arena_reset(&watch->slice);
    hs_status_init(&status, &watch->slice);
    if (hs_view_open(watch->dispatch->options.store, hs_monotonic() + LOOK_PATIENCE, &view, &status) != HS_OK)
        return false;
    bool is_read = true;
    while (is_read && rows.last < hs_view_sequence(view)) {
        is_read = read_slice(watch, view, &rows);
        if (is_read)
            tell(watch, view, &rows);
    }
    hs_view_close(view);
    return is_read;
}

static void *run(void *context)
{
    struct hs_watch *watch = context;
    struct work work = {.look = false};
    while (!work.ending) {
        work = wait_for_work(watch);
        if (work.look) {
            watch->last_look = hs_monotonic();
            if (!look(watch))
                expect(watch, INT64_MAX, true);
        }
        answer_due(watch, work.all);
    }
    return NULL;
}

/* ---- beginning and end
 * ------------------------------------------------------------------------------------------------------------ */

static bool start_thread(struct hs_watch *watch)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&watch->thread, NULL, run, watch) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

static void free_parts(struct hs_watch *watch)
{
    pthread_cond_destroy(&watch->rung);
    pthread_mutex_destroy(&watch->bell);
    pthread_mutex_destroy(&watch->lock);
    hs_arena_free(&watch->slice);
    free(watch->parked);
    free(watch->origins);
    free(watch);
}

enum hs_code hs_watch_new(struct hs_watch **out, struct hs_dispatch *dispatch, struct hs_status *status)
{
    struct hs_store *store = dispatch->options.store;
    pthread_condattr_t monotonic;
    struct hs_store_stats stats;
    struct hs_watch *watch = calloc(1, sizeof *watch);
    if (!watch)
        return hs_status_fail(status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for calls that wait");
    watch->dispatch = dispatch;
    watch->next_due = INT64_MAX;
    hs_arena_init(&watch->slice, slice_memory);
    pthread_mutex_init(&watch->bell, NULL);
    pthread_mutex_init(&watch->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&watch->rung, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (!start_thread(watch)) {
        free_parts(watch);
        return hs_status_fail(status, HS_RESOURCE_EXHAUSTED, "THREADS", "no thread for calls that wait");
    }
    hs_store_on_commit(store, on_commit, watch);
    hs_store_get_stats(store, &stats);
    on_commit(watch, stats.ledger_rows);
    *out = watch;
    return HS_OK;
}

void hs_watch_drain(struct hs_watch *watch)
{
    pthread_mutex_lock(&watch->bell);
    watch->draining = true;
    watch->next_due = 0;
    pthread_cond_signal(&watch->rung);
    pthread_mutex_unlock(&watch->bell);
}

void hs_watch_free(struct hs_watch *watch)
{
    if (!watch)
        return;
    hs_store_on_commit(watch->dispatch->options.store, NULL, NULL);
    pthread_mutex_lock(&watch->bell);
    watch->ending = true;
    pthread_cond_signal(&watch->rung);
    pthread_mutex_unlock(&watch->bell);
    pthread_join(watch->thread, NULL);
    free_parts(watch);
}

size_t hs_watch_count(struct hs_watch *watch)
{
    pthread_mutex_lock(&watch->lock);
    size_t count = watch->n;
    pthread_mutex_unlock(&watch->lock);
    return count;
}
