#include "service/dispatch.h"

#include "crypto/crypto.h"
#include "service/dispatch_internal.h"
#include "service/import.h"
#include "service/rules/redaction.h"
#include "service/watch.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MICROSECONDS = 1000000, NANOSECONDS_IN_MICROSECOND = 1000, MILLISECONDS = 1000, NANOSECONDS_IN_MILLISECOND = 1000000 };

static int64_t read_clock(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * MICROSECONDS + time.tv_nsec / NANOSECONDS_IN_MICROSECOND;
}

int64_t hs_monotonic(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t hs_dispatch_now(const struct hs_dispatch *dispatch)
{
    return dispatch->options.clock ? dispatch->options.clock(dispatch->options.context) : read_clock(CLOCK_REALTIME);
}

int64_t hs_dispatch_monotonic(const struct hs_dispatch *dispatch)
{
    return dispatch->options.monotonic ? dispatch->options.monotonic(dispatch->options.context) : hs_monotonic();
}

void hs_dispatch_random(const struct hs_dispatch *dispatch, void *bytes, size_t size)
{
    if (dispatch->options.random)
        dispatch->options.random(dispatch->options.context, bytes, size);
    else
        hs_random(bytes, size);
}

static void free_parts(struct hs_dispatch *dispatch)
{
    hs_watch_free(dispatch->watch);
    hs_pool_free(dispatch->scans);
    hs_stats_free(dispatch->stats);
    hs_connections_free(dispatch->connections);
    pthread_cond_destroy(&dispatch->idle);
    pthread_mutex_destroy(&dispatch->lock);
    free(dispatch);
}

enum hs_code hs_dispatch_new(struct hs_dispatch **out, const struct hs_dispatch_options *options, struct hs_status *status)
{
    pthread_condattr_t monotonic;
    struct hs_dispatch *dispatch = calloc(1, sizeof *dispatch);
    if (!dispatch)
        return hs_status_fail(status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for the dispatcher");
    dispatch->options = *options;
    dispatch->start_time = hs_dispatch_now(dispatch);
    dispatch->stats = hs_stats_new();
    dispatch->connections = hs_connections_new(options->max_connections > 0 ? (size_t)options->max_connections : HS_MAX_CONNECTIONS,
                                               options->crowded, options->context);
    dispatch->scans = hs_pool_new(HS_SCAN_THREADS, HS_SCAN_QUEUE);
    if (!dispatch->stats || !dispatch->connections || !dispatch->scans) {
        hs_stats_free(dispatch->stats);
        hs_connections_free(dispatch->connections);
        hs_pool_free(dispatch->scans);
        free(dispatch);
        return hs_status_fail(status, HS_RESOURCE_EXHAUSTED, "THREADS", "no memory or threads for the dispatcher");
    }
    pthread_mutex_init(&dispatch->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&dispatch->idle, &monotonic);
    pthread_condattr_destroy(&monotonic);
    enum hs_code code = hs_watch_new(&dispatch->watch, dispatch, status);
    if (code != HS_OK) {
        free_parts(dispatch);
        return code;
    }
    *out = dispatch;
    return HS_OK;
}

static void wait_until_idle(struct hs_dispatch *dispatch)
{
    pthread_mutex_lock(&dispatch->lock);
    while (dispatch->jobs > 0)
        pthread_cond_wait(&dispatch->idle, &dispatch->lock);
    pthread_mutex_unlock(&dispatch->lock);
}

void hs_dispatch_free(struct hs_dispatch *dispatch)
{
    if (!dispatch)
        return;
    hs_watch_drain(dispatch->watch);
    wait_until_idle(dispatch);
    free_parts(dispatch);
}

void hs_dispatch_get_stats(struct hs_dispatch *dispatch, struct hs_dispatch_stats *out)
{
    *out = (struct hs_dispatch_stats){
        .start_time = dispatch->start_time,
        .queued_scans = (int64_t)hs_pool_queued(dispatch->scans),
        .parked = (int64_t)hs_watch_count(dispatch->watch),
    };
    hs_connections_count(dispatch->connections, hs_dispatch_monotonic(dispatch), &out->connections);
    hs_store_get_stats(dispatch->options.store, &out->store);
}

const char *hs_dispatch_purge_trouble(struct hs_dispatch *dispatch)
{
    return hs_store_purge_trouble(dispatch->options.store);
}

const struct hs_stats *hs_dispatch_calls(const struct hs_dispatch *dispatch)
{
    return dispatch->stats;
}

bool hs_dispatch_drain(struct hs_dispatch *dispatch, unsigned timeout_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += timeout_ms / MILLISECONDS;
    until.tv_nsec += (long)(timeout_ms % MILLISECONDS) * NANOSECONDS_IN_MILLISECOND;
    if (until.tv_nsec >= (long)MICROSECONDS * NANOSECONDS_IN_MICROSECOND) {
        until.tv_sec++;
        until.tv_nsec -= (long)MICROSECONDS * NANOSECONDS_IN_MICROSECOND;
    }
    int waited = 0;
    pthread_mutex_lock(&dispatch->lock);
    dispatch->draining = true;
    hs_watch_drain(dispatch->watch);
    while (dispatch->jobs > 0 && waited == 0)
        waited = pthread_cond_timedwait(&dispatch->idle, &dispatch->lock, &until);
    bool idle = dispatch->jobs == 0;
    pthread_mutex_unlock(&dispatch->lock);
    return idle;
}

/* ---- the three ways a job can go ---------------------------------------------------------------------------------- */

static struct hs_job *job_of_write(struct hs_write *write)
{
    return (struct hs_job *)(void *)((char *)write - offsetof(struct hs_job, write));
}

static enum hs_code write_run(struct hs_write *write, struct hs_view *view)
{
    return hs_job_run(job_of_write(write), view);
}

static enum hs_code write_replay(struct hs_write *write, struct hs_view *view, int64_t sequence)
{
    return hs_job_replay(job_of_write(write), view, sequence);
}

static void write_done(struct hs_write *write, enum hs_write_end end)
{
    struct hs_job *job = job_of_write(write);
    struct hs_dispatch *dispatch = job->dispatch;
    if (end == HS_WRITE_UNKNOWN) {
        hs_status_init(&job->status, &job->arena);
        hs_status_fail(&job->status, HS_UNAVAILABLE, "OUTCOME_UNKNOWN",
                       "the write may have been stored: repeat it with its request id");
        job->status.message.outcome_unknown = true;
    }
    hs_job_finish(job);
    if (end == HS_WRITE_UNKNOWN && dispatch->options.lost)
        dispatch->options.lost(dispatch->options.context);
}

static void digest_of_request(const hensigt_rpc_request *envelope, uint8_t digest[HS_STORE_HASH_SIZE])
{
    struct hs_sha256 hash;
    hs_sha256_init(&hash);
    hs_sha256_add(&hash, envelope->method, strlen(envelope->method) + 1);
    hs_sha256_add(&hash, envelope->body.data, envelope->body.len);
    hs_sha256_end(&hash, digest);
}

static void submit_write(struct hs_job *job)
{
    job->write = (struct hs_write){
        .caller = job->call.caller->name,
        .method = job->call.method->full_name,
        .deadline = job->deadline,
        .status = &job->status,
        .run = write_run,
        .replay = write_replay,
        .done = write_done,
    };
    hs_import_prepare_write(job->call.method, &job->write);
    if (job->call.request_id)
        memcpy(job->write.request_id, job->call.request_id, HS_STORE_REQUEST_ID_SIZE);
    digest_of_request(job->envelope, job->write.digest);
    hs_redaction_prepare_write(job->call.method, &job->write);
    if (hs_store_submit(job->dispatch->options.store, &job->write) != HS_OK)
        hs_job_finish(job);
}

static bool waits(const struct hs_job *job)
{
    return job->call.method->cost == HS_COST_WAIT;
}

static void read_now(struct hs_job *job)
{
    struct hs_view *view = NULL;
    if (hs_monotonic() >= job->deadline)
        hs_status_fail(&job->status, HS_DEADLINE_EXCEEDED, "NOT_BEGUN", "the time was up before the call was begun");
    else if (hs_view_open(job->dispatch->options.store, job->deadline, &view, &job->status) == HS_OK)
        hs_job_run(job, view);
    hs_view_close(view);
    if (!waits(job) || !hs_watch_park(job->dispatch->watch, job))
        hs_job_finish(job);
}

static void scan_run(struct hs_pool_task *task)
{
    read_now((struct hs_job *)(void *)((char *)task - offsetof(struct hs_job, task)));
}

static void queue_scan(struct hs_job *job)
{
    job->task.run = scan_run;
    job->arena.limit = HS_SCAN_MEMORY;
    if (!hs_pool_add(job->dispatch->scans, &job->task)) {
        hs_status_fail(&job->status, HS_RESOURCE_EXHAUSTED, "SCAN_QUEUE_FULL", "%d reports and listings are waiting already",
                       HS_SCAN_QUEUE);
        hs_status_retry_after(&job->status, HS_SCAN_RETRY_MS);
        hs_job_finish(job);
    }
}

/* Who asks for changes he can have missed few of is parked, and else reads them first as a report is read. */
static void wait_for_changes(struct hs_job *job)
{
    struct hs_watch *watch = job->dispatch->watch;
    if (!hs_watch_can_begin(watch, job))
        queue_scan(job);
    else if (job->keyed)
        read_now(job); /* what the key may do is known from a view only */
    else if (!hs_watch_park(watch, job))
        hs_job_finish(job);
}

/* ---- taking a request ---------------------------------------------------------------------------------------------- */

/* Counts the job as under way; false while draining. */
static bool enter(struct hs_job *job)
{
    struct hs_dispatch *dispatch = job->dispatch;
    pthread_mutex_lock(&dispatch->lock);
    dispatch->jobs++;
    bool open = !dispatch->draining;
    pthread_mutex_unlock(&dispatch->lock);
    return open;
}

/* Whether there is room for the connection that the job came over. */
static bool admit(struct hs_job *job)
{
    struct hs_dispatch *dispatch = job->dispatch;
    uint64_t connection = job->exchange->connection;
    return connection == 0 ||
           hs_connections_enter(dispatch->connections, connection, hs_dispatch_monotonic(dispatch), &job->connection);
}

static void refuse_connection(struct hs_job *job)
{
    hs_status_fail(&job->status, HS_RESOURCE_EXHAUSTED, "CONNECTIONS_FULL",
                   "there are too many connections; this one is not served");
    hs_status_retry_after(&job->status, HS_CONNECTIONS_RETRY_MS);
}

void hs_dispatch_take(struct hs_dispatch *dispatch, struct hs_exchange *exchange)
{
    /* UNAVAILABLE without details, for the moment in which there is no memory even for a job: Reply{status{code: 14}}. */
    static const uint8_t no_memory[] = {0x0a, 0x02, 0x08, HS_UNAVAILABLE};
    struct hs_job *job = calloc(1, sizeof *job);
    if (!job) {
        exchange->reply(exchange, no_memory, sizeof no_memory);
        return;
    }
    job->dispatch = dispatch;
    job->exchange = exchange;
    job->begun = hs_monotonic();
    hs_job_begin(job);
    if (!enter(job))
        hs_status_fail(&job->status, HS_UNAVAILABLE, "DRAINING", "the service is about to end; try again");
    else if (!admit(job))
        refuse_connection(job);
    if (hs_status_code(&job->status) != HS_OK || hs_job_open(job) != HS_OK)
        hs_job_finish(job);
    else if (job->call.method->write)
        submit_write(job);
    else if (waits(job))
        wait_for_changes(job);
    else if (job->call.method->cost == HS_COST_SCAN)
        queue_scan(job);
    else
        read_now(job);
}

/* ---- a call that waits ------------------------------------------------------------------------------------------------ */

struct waiting_call {
    struct hs_exchange exchange;
    pthread_mutex_t lock;
    pthread_cond_t answered;
    bool done;
    uint8_t *reply;
    size_t size;
};

static void keep_reply(struct hs_exchange *exchange, const uint8_t *reply, size_t size)
{
    struct waiting_call *call = (struct waiting_call *)(void *)((char *)exchange - offsetof(struct waiting_call, exchange));
    uint8_t *copy = malloc(size + 1);
    if (copy)
        memcpy(copy, reply, size);
    pthread_mutex_lock(&call->lock);
    call->reply = copy;
    call->size = size;
    call->done = true;
    pthread_cond_signal(&call->answered);
    pthread_mutex_unlock(&call->lock);
}

enum hs_code hs_dispatch_call(struct hs_dispatch *dispatch, enum hs_trust trust, const uint8_t *request, size_t size,
                              uint8_t **reply, size_t *reply_size)
{
    struct waiting_call call = {
        .exchange = {.request = request, .size = size, .trust = trust, .reply = keep_reply},
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .answered = PTHREAD_COND_INITIALIZER,
    };
    hs_dispatch_take(dispatch, &call.exchange);
    pthread_mutex_lock(&call.lock);
    while (!call.done)
        pthread_cond_wait(&call.answered, &call.lock);
    pthread_mutex_unlock(&call.lock);
    pthread_cond_destroy(&call.answered);
    pthread_mutex_destroy(&call.lock);
    if (!call.reply)
        return HS_RESOURCE_EXHAUSTED;
    *reply = call.reply;
    *reply_size = call.size;
    return HS_OK;
}
