/* What the files of dispatch share. */
#ifndef HS_DISPATCH_INTERNAL_H
#define HS_DISPATCH_INTERNAL_H

#include "service/dispatch.h"
#include "service/pool.h"
#include "service/stats.h"

#include "hensigt/rpc/v1/envelope.h"

#include <pthread.h>

struct hs_dispatch {
    struct hs_dispatch_options options;
    struct hs_pool *scans;
    struct hs_watch *watch;
    struct hs_stats *stats;
    struct hs_connections *connections;
    int64_t start_time;
    pthread_mutex_t lock;
    pthread_cond_t idle; /* no job is left */
    size_t jobs;         /* taken and not yet answered */
    bool draining;
};

/* One request from its bytes to its reply. It owns its arena, and everything else of it lives there. */
struct hs_job {
    struct hs_dispatch *dispatch;
    struct hs_exchange *exchange;
    struct hs_connection *connection; /* that it came over; NULL = not known, or there was no room for it */
    struct hs_arena arena;
    struct hs_status status;
    struct hs_call call;
    struct hs_caller caller;
    bool keyed; /* the caller is known by an access key, which is looked at again before anything is done */
    const hensigt_rpc_request *envelope;
    const struct hs_service_entry *entry;
    const struct hs_handler *handler;
    bool faulty; /* the request breaks rules of the contract: it is run to hear what else is wrong, and changes nothing */
    ProtobufCMessage *request;
    ProtobufCMessage *reply;
    struct hs_write write;
    struct hs_pool_task task;
    int64_t begun;    /* CLOCK_MONOTONIC, microseconds */
    int64_t deadline; /* likewise */
    int64_t waited;   /* microseconds in which it was parked */
};

/* CLOCK_MONOTONIC in microseconds. */
int64_t hs_monotonic(void);

/* The time of day in microseconds, as the options say. */
int64_t hs_dispatch_now(const struct hs_dispatch *dispatch);

/* The clock by which connections fall silent, in microseconds, as the options say. */
int64_t hs_dispatch_monotonic(const struct hs_dispatch *dispatch);

/* Unpredictable bytes, as the options say. */
void hs_dispatch_random(const struct hs_dispatch *dispatch, void *bytes, size_t size);

/* Makes a job, new or parked before, as it is when its request has just come: with an empty arena, and nothing known of it. */
void hs_job_begin(struct hs_job *job);

/* Guards and unpacks envelope and body, finds the method and who calls, checks the contract's rules: everything that can be said of
 * a request before it is run. */
enum hs_code hs_job_open(struct hs_job *job);

/* Runs the method's handler on a view, if the caller may call it: the one way to a handler. May be called again for a write whose
 * group was undone. */
enum hs_code hs_job_run(struct hs_job *job, struct hs_view *view);

/* Makes a write's reply again from the ledger row that it left. */
enum hs_code hs_job_replay(struct hs_job *job, struct hs_view *view, int64_t sequence);

/* Packs the reply, hands it to the exchange and frees the job. */
void hs_job_finish(struct hs_job *job);

/* Frees a job that another one of the same origin replaces. */
void hs_job_drop(struct hs_job *job);

#endif
