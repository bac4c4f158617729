/* The inside of a channel: what callers hand over, and the thread that does the work. */
#ifndef HS_ENGINE_H
#define HS_ENGINE_H

#include "error.h"
#include "lane.h"
#include "pending.h"
#include "timers.h"
#include "transport.h"

/** The lanes of a channel. Calls that wait for something to happen must not take the places of others. */
enum hs_lane_index { HS_LANE_PROMPT, HS_LANE_WATCH, HS_LANES };

struct hensigt_channel {
    /* Set when the channel opens, then constant. */
    const struct hs_transport *transport;
    char **endpoints;
    size_t n_endpoints;
    char *access_key; /**< NULL = none */
    uint32_t timeout_ms;
    uint32_t window;
    uint64_t limit;      /**< calls in one lane, on the wire and waiting */
    int64_t attempt;     /**< until a call is sent again */
    int64_t unreachable; /**< until calls fail for want of an endpoint; HS_NEVER = they wait for their deadlines */
    int wake;            /**< eventfd that ends the thread's poll */
    int due;             /**< eventfd that is readable while completions are due; -1 unless polled */

    /* Owned by the channel's thread. */
    struct hs_lane lanes[HS_LANES];
    struct hs_timers timers;
    uint8_t *scratch; /**< HS_SCRATCH_SIZE, for packed envelopes */

    atomic_uint_fast64_t load[HS_LANES]; /**< calls started and not ended */

    pthread_mutex_t mutex;
    /* Guarded by the mutex. */
    bool running; /**< the thread has started */
    bool closing;
    bool woken; /**< `wake` is set already */
    pthread_t thread;
    struct hs_pending_list started;    /**< not yet seen by the thread */
    struct hensigt_pending *cancelled; /**< calls to cancel, linked by next_cancelled, each with a reference */
    struct hs_pending_list completed;  /**< with completions that are due */
};

/** Bytes of envelopes packed before they are offered to a link: at least one of the largest. */
enum { HS_SCRATCH_SIZE = 2 * HENSIGT_MAX_REQUEST };

/** Which lane a method's calls take. */
enum hs_lane_index hs_lane_of(const struct hs_method *method);

/** The channel's thread. */
void *hs_engine_run(void *channel);

/** Makes an eventfd readable, and unreadable again. */
void hs_event_set(int fd);
void hs_event_clear(int fd);

/** Makes the thread look at what was handed over. The mutex is held. */
void hs_engine_wake(struct hensigt_channel *channel);

/** Ends a call on the channel's thread, with the result that is in it: takes it out of everything, says of a failed write
 *  whether its outcome is known, and completes it. */
void hs_engine_end(struct hensigt_channel *channel, struct hensigt_pending *call);

/** Ends a call with an error that arose on this side. */
void hs_engine_fail(struct hensigt_channel *channel, struct hensigt_pending *call, enum hs_code code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
