#include "service/upkeep.h"

#include "service/metrics.h"

#include "hensigt/rpc/v1/envelope.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MICROSECONDS = 1000000, NANOSECONDS_IN_MICROSECOND = 1000 };

static const int64_t never = INT64_MAX;

struct hs_upkeep {
    struct hs_upkeep_options options;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool ending;          /* under the lock */
    int64_t next_metrics; /* CLOCK_MONOTONIC, microseconds; the thread's own, as what follows */
    int64_t next_pulse;
    int64_t next_look;
    bool complained;     /* that the figures cannot be written */
    const char *trouble; /* of the store, that was told of last; NULL = none */
};

static int64_t now_us(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * MICROSECONDS + now.tv_nsec / NANOSECONDS_IN_MICROSECOND;
}

/* A file that cannot be written is told once, until it can be again. */
static void write_metrics(struct hs_upkeep *upkeep)
{
    const struct hs_upkeep_options *options = &upkeep->options;
    struct hs_log_line line;
    bool written = hs_metrics_write(options->metrics_file, options->dispatch, options->version);
    int error = errno;

    if (!written && !upkeep->complained) {
        hs_log_begin(&line, HS_LOG_ERROR, "the metrics file cannot be written");
        hs_log_text(&line, "file", options->metrics_file);
        hs_log_text(&line, "reason", strerror(error));
        hs_log_write(options->log, &line);
    }
    upkeep->complained = !written;
}

/* A redaction has been answered by then, and only the log can tell that the files still hold what it took away. */
static void look_at_store(struct hs_upkeep *upkeep)
{
    struct hs_log_line line;
    const char *trouble = hs_dispatch_purge_trouble(upkeep->options.dispatch);

    if (trouble && (!upkeep->trouble || strcmp(trouble, upkeep->trouble) != 0)) {
        hs_log_begin(&line, HS_LOG_ERROR, "the files still hold what was redacted: they cannot be written anew");
        hs_log_text(&line, "reason", trouble);
        hs_log_write(upkeep->options.log, &line);
    }
    upkeep->trouble = trouble;
}

/* Whether a call on the way that all calls take is answered, and well. */
static bool is_well(struct hs_dispatch *dispatch)
{
    hensigt_rpc_request request = HENSIGT_RPC_REQUEST_INIT;
    uint8_t bytes[128];
    uint8_t *reply = NULL;
    size_t size = 0;

    request.method = (char *)(uintptr_t) "hensigt.v1.HealthService/CheckHealth";
    if (protobuf_c_message_get_packed_size(&request.base) > sizeof bytes ||
        hs_dispatch_call(dispatch, HS_TRUST_OWNER, bytes, protobuf_c_message_pack(&request.base, bytes), &reply, &size) != HS_OK)
        return false;
    hensigt_rpc_reply *answer =
        (hensigt_rpc_reply *)(void *)protobuf_c_message_unpack(&hensigt__rpc__v1__reply__descriptor, NULL, size, reply);
    bool well = answer && (!answer->status || answer->status->code == HENSIGT_RPC_CODE_OK);
    if (answer)
        protobuf_c_message_free_unpacked(&answer->base, NULL);
    free(reply);
    return well;
}

static void send_pulse(struct hs_upkeep *upkeep)
{
    if (is_well(upkeep->options.dispatch)) {
        ssize_t written = write(upkeep->options.pulse_fd, "\n", 1);
        (void)written; /* the supervisor is gone, and so are we soon */
    }
}

static void do_what_is_due(struct hs_upkeep *upkeep)
{
    int64_t now = now_us();

    if (upkeep->next_metrics <= now) {
        write_metrics(upkeep);
        upkeep->next_metrics = now + (int64_t)HS_METRICS_SECONDS * MICROSECONDS;
    }
    if (upkeep->next_look <= now) {
        look_at_store(upkeep);
        upkeep->next_look = now + (int64_t)HS_LOOK_SECONDS * MICROSECONDS;
    }
    if (upkeep->next_pulse <= now) {
        send_pulse(upkeep);
        upkeep->next_pulse = now + upkeep->options.pulse_interval;
    }
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Waits until something is due; false at the end. */
static bool wait_until_due(struct hs_upkeep *upkeep)
{
    int64_t due = earlier(upkeep->next_look, earlier(upkeep->next_metrics, upkeep->next_pulse));
    const struct timespec until = {.tv_sec = (time_t)(due / MICROSECONDS),
                                   .tv_nsec = (long)(due % MICROSECONDS) * NANOSECONDS_IN_MICROSECOND};
    bool ending;
    int waited = 0;

    (void)pthread_mutex_lock(&upkeep->lock);
    while (!upkeep->ending && waited == 0)
        waited = pthread_cond_timedwait(&upkeep->changed, &upkeep->lock, &until);
    ending = upkeep->ending;
    (void)pthread_mutex_unlock(&upkeep->lock);
    return !ending;
}

static void *run(void *context)
{
    struct hs_upkeep *upkeep = context;

    do
        do_what_is_due(upkeep);
    while (wait_until_due(upkeep));
    return NULL;
}

static void free_parts(struct hs_upkeep *upkeep)
{
    (void)pthread_cond_destroy(&upkeep->changed);
    (void)pthread_mutex_destroy(&upkeep->lock);
    free(upkeep);
}

struct hs_upkeep *hs_upkeep_start(const struct hs_upkeep_options *options)
{
    struct hs_upkeep *upkeep = calloc(1, sizeof *upkeep);
    pthread_condattr_t monotonic;

    if (!upkeep)
        return NULL;
    upkeep->options = *options;
    upkeep->next_metrics = options->metrics_file ? 0 : never;
    upkeep->next_pulse = options->pulse_fd >= 0 ? 0 : never;
    (void)pthread_mutex_init(&upkeep->lock, NULL);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&upkeep->changed, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    if (pthread_create(&upkeep->thread, NULL, run, upkeep) != 0) {
        free_parts(upkeep);
        return NULL;
    }
    return upkeep;
}

void hs_upkeep_stop(struct hs_upkeep *upkeep)
{
    if (!upkeep)
        return;
    (void)pthread_mutex_lock(&upkeep->lock);
    upkeep->ending = true;
    (void)pthread_cond_signal(&upkeep->changed);
    (void)pthread_mutex_unlock(&upkeep->lock);
    (void)pthread_join(upkeep->thread, NULL);
    free_parts(upkeep);
}
