#include "service/worker.h"

#include "service/descriptors.h"
#include "service/dispatch.h"
#include "service/key_file.h"
#include "service/notify.h"
#include "service/refused_keys.h"
#include "service/server.h"
#include "service/socket.h"
#include "service/upkeep.h"
#include "store/store.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    DRAIN_MS = 10000,    /* for the calls that were taken; a report may need that long */
    FLUSH_MS = 3000,     /* for clients to read their replies */
    LOST_FLUSH_MS = 500, /* the same where the process must end at once */
    SLOW_CALL_US = 500 * 1000,
    PROGRESS_US = 1000 * 1000, /* between two lines about a migration */
    STATUS_MEMORY = 64 * 1024,
};

/* What the callbacks of store, dispatch and server are given. */
struct worker {
    const struct hs_site *site;
    const struct hs_log *log;
    struct hs_store *store;
    struct hs_dispatch *dispatch;
    struct hs_server *server;
    struct hs_upkeep *upkeep;
    char key[HS_KEY_DIGITS + 1];
    int64_t next_progress;
    pthread_mutex_t refused_lock;
    struct hs_refused_keys refused; /* behind the lock */
};

static int64_t monotonic_us(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void log_event(const struct worker *worker, enum hs_log_level level, const char *what)
{
    struct hs_log_line line;

    hs_log_begin(&line, level, what);
    hs_log_write(worker->log, &line);
}

static void on_progress(void *context, const char *kind, int64_t done, int64_t total)
{
    struct worker *worker = context;
    struct hs_log_line line;
    int64_t now = monotonic_us();

    if (now < worker->next_progress && done < total)
        return;
    worker->next_progress = now + PROGRESS_US;
    hs_log_begin(&line, HS_LOG_INFO, "migrating");
    hs_log_text(&line, "kind", kind);
    hs_log_number(&line, "done", done);
    hs_log_number(&line, "total", total);
    hs_log_write(worker->log, &line);
}

/* A defect, a damaged store or a full disk is for the operator to know, whoever called. */
static bool is_failure(int code, const char *reason)
{
    return code == HS_INTERNAL || code == HS_DATA_LOSS || strcmp(reason, "STORE_FULL") == 0;
}

static void on_call(void *context, const char *method, int code, const char *reason, int64_t duration, size_t request_size,
                    size_t reply_size)
{
    const struct worker *worker = context;
    bool slow = duration > SLOW_CALL_US;
    bool failed = is_failure(code, reason);
    enum hs_log_level level = failed ? HS_LOG_ERROR : slow ? HS_LOG_INFO : HS_LOG_DEBUG;
    struct hs_log_line line;

    if (!hs_log_wants(worker->log, level))
        return;
    hs_log_begin(&line, level, failed ? "failed call" : slow ? "slow call" : "call");
    hs_log_text(&line, "method", method);
    hs_log_text(&line, "code", hs_code_name(code));
    if (*reason)
        hs_log_text(&line, "reason", reason);
    hs_log_number(&line, "duration_us", duration);
    hs_log_number(&line, "request_bytes", (int64_t)request_size);
    hs_log_number(&line, "reply_bytes", (int64_t)reply_size);
    hs_log_write(worker->log, &line);
}

static void on_refused(void *context, const char *key, const char *method, const char *reason)
{
    struct worker *worker = context;
    struct hs_log_line line;
    int64_t silent = 0;
    bool tell;

    (void)pthread_mutex_lock(&worker->refused_lock);
    tell = hs_refused_keys_tell(&worker->refused, monotonic_us(), &silent);
    (void)pthread_mutex_unlock(&worker->refused_lock);
    if (!tell)
        return;
    hs_log_begin(&line, HS_LOG_INFO, "access key refused");
    hs_log_text(&line, "reason", reason);
    hs_log_text(&line, "key", key);
    hs_log_text(&line, "method", method);
    if (silent > 0)
        hs_log_number(&line, "untold", silent);
    hs_log_write(worker->log, &line);
}

/* Another worker recovers the store, and the callers' request ids tell what was done. */
static void on_lost(void *context)
{
    const struct worker *worker = context;

    log_event(worker, HS_LOG_ERROR, "the outcome of a commit is unknown");
    hs_sockets_flush(LOST_FLUSH_MS);
    _exit(HS_EXIT_LOST);
}

static void on_server_failed(void *context, const char *why)
{
    const struct worker *worker = context;
    struct hs_log_line line;

    hs_log_begin(&line, HS_LOG_ERROR, "a socket failed");
    hs_log_text(&line, "reason", why);
    hs_log_write(worker->log, &line);
    _exit(HS_EXIT_FAILED);
}

static enum hs_exit open_store(struct worker *worker, struct hs_status *status, struct hs_refusal *refusal)
{
    struct hs_store_options options = {
        .path = worker->site->store,
        .contract = &hs_contract,
        .queue = HS_WRITE_QUEUE,
        .group = HS_WRITE_GROUP,
        .request_id_seconds = worker->site->request_id_seconds,
        .request_id_rows = worker->site->request_ids,
        .context = worker,
        .progress = on_progress,
    };

    if (hs_store_open(&worker->store, &options, status) != HS_OK)
        return hs_refuse(refusal, HS_EXIT_STORE, "%s: %s", worker->site->store, status->message.message);
    return HS_EXIT_STOPPED;
}

static bool is_crowded(void *context)
{
    (void)context;
    return hs_descriptors_are_scarce();
}

static enum hs_exit make_dispatch(struct worker *worker, struct hs_status *status, struct hs_refusal *refusal)
{
    struct hs_dispatch_options options = {
        .store = worker->store,
        .version = HENSIGT_VERSION,
        .owner_key = worker->site->keyed ? worker->key : NULL,
        .max_connections = hs_descriptors_fit(worker->site->max_connections),
        .crowded = is_crowded,
        .context = worker,
        .lost = on_lost,
        .refused = on_refused,
        .log = on_call,
    };

    if (hs_dispatch_new(&worker->dispatch, &options, status) != HS_OK)
        return hs_refuse(refusal, HS_EXIT_FAILED, "%s", status->message.message);
    return HS_EXIT_STOPPED;
}

static enum hs_exit serve(struct worker *worker, struct hs_refusal *refusal)
{
    struct hs_server_options options = {
        .dispatch = worker->dispatch,
        .endpoints = worker->site->endpoints,
        .n_endpoints = worker->site->n_endpoints,
        .inside = worker->site->fronted ? &worker->site->inside : NULL,
        .failed = on_server_failed,
        .context = worker,
    };

    return hs_server_start(&worker->server, &options, refusal);
}

/* In the order in which a refusal has touched least. */
static enum hs_exit start(struct worker *worker, struct hs_refusal *refusal)
{
    struct hs_arena arena;
    struct hs_status status;
    enum hs_exit code = hs_site_prepare(worker->site, refusal);

    if (code == HS_EXIT_STOPPED && worker->site->keyed)
        code = hs_key_file_read(worker->site->key, worker->key, refusal);
    if (code != HS_EXIT_STOPPED)
        return code;
    hs_arena_init(&arena, STATUS_MEMORY);
    hs_status_init(&status, &arena);
    code = open_store(worker, &status, refusal);
    if (code == HS_EXIT_STOPPED)
        code = make_dispatch(worker, &status, refusal);
    if (code == HS_EXIT_STOPPED)
        code = serve(worker, refusal);
    hs_arena_free(&arena);
    return code;
}

static void report_ready(int ready_fd)
{
    static const char line[] = "ready\n";
    ssize_t written = write(ready_fd, line, sizeof line - 1);

    (void)written; /* the supervisor is gone, and so are we soon */
}

/* Four times as often as the service manager expects to hear of it, so that a late one is early enough. */
static enum hs_exit start_upkeep(struct worker *worker, int ready_fd, struct hs_refusal *refusal)
{
    int64_t pulse_interval = hs_notify_interval(getppid()) / 4;
    const struct hs_upkeep_options options = {
        .dispatch = worker->dispatch,
        .log = worker->log,
        .version = HENSIGT_VERSION,
        .metrics_file = worker->site->metrics_file,
        .pulse_fd = pulse_interval > 0 ? ready_fd : -1,
        .pulse_interval = pulse_interval,
    };

    if (options.pulse_fd < 0)
        (void)close(ready_fd);
    worker->upkeep = hs_upkeep_start(&options);
    if (!worker->upkeep)
        return hs_refuse(refusal, HS_EXIT_FAILED, "no memory or thread for the upkeep");
    return HS_EXIT_STOPPED;
}

/* Answers what was taken and sees the answers off. The store is closed only when nothing can use it any more. */
static void stop(struct worker *worker)
{
    bool drained;

    log_event(worker, HS_LOG_INFO, "stopping");
    drained = hs_dispatch_drain(worker->dispatch, DRAIN_MS);
    hs_server_stop(worker->server);
    hs_sockets_flush(FLUSH_MS);
    if (drained) {
        hs_upkeep_stop(worker->upkeep);
        hs_dispatch_free(worker->dispatch);
        hs_store_close(worker->store);
    } else {
        log_event(worker, HS_LOG_ERROR, "calls were still running and are cut off");
    }
    for (size_t i = 0; i < worker->site->n_endpoints; i++)
        hs_endpoint_remove(&worker->site->endpoints[i]);
    if (worker->site->fronted)
        hs_endpoint_remove(&worker->site->inside);
}

enum hs_exit hs_worker_run(const struct hs_site *site, int ready_fd, const struct hs_log *log, struct hs_refusal *refusal)
{
    struct worker worker = {.site = site, .log = log, .refused_lock = PTHREAD_MUTEX_INITIALIZER};
    sigset_t stops;
    int signal = 0;
    enum hs_exit code;

    (void)sigemptyset(&stops);
    (void)sigaddset(&stops, SIGTERM);
    (void)sigaddset(&stops, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &stops, NULL); /* before the first thread, which inherits it */
    hs_sockets_raise_limit();
    code = start(&worker, refusal);
    if (code != HS_EXIT_STOPPED)
        return code;
    report_ready(ready_fd);
    code = start_upkeep(&worker, ready_fd, refusal);
    if (code != HS_EXIT_STOPPED)
        return code;
    while (sigwait(&stops, &signal) != 0)
        ;
    stop(&worker);
    return HS_EXIT_STOPPED;
}
