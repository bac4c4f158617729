/* One call on its way. */
#ifndef HS_PENDING_H
#define HS_PENDING_H

#include "hensigt/async.h"

#include "clock.h"

#include <pthread.h>
#include <stdatomic.h>

/** Where the channel's thread has a call. */
enum hs_pending_state {
    HS_PENDING_WAITING, /**< for a place in the window */
    HS_PENDING_UNSENT,  /**< has a place; is to be sent, or sent again, as soon as a link takes it */
    HS_PENDING_SENT,    /**< an answer is awaited */
    HS_PENDING_PAUSED,  /**< the service was not available; waits to try again */
    HS_PENDING_ENDED,
};

/** Calls in order. A call is in one list at most. */
struct hs_pending_list {
    struct hensigt_pending *first, *last;
};

struct hensigt_pending {
    /* Set when the call starts, then constant. */
    struct hensigt_channel *channel; /**< lives until the call has ended */
    const struct hs_method *method;
    hensigt_completion completed; /**< NULL: the result stays here for hensigt_pending_wait */
    void *context;
    int64_t started, deadline;
    uint32_t timeout_ms;
    uint8_t request_id[HENSIGT_REQUEST_ID_SIZE]; /**< all zero for reads */
    char *traceparent;                           /**< NULL = none; behind the body */
    size_t body_size;

    /* Owned by the channel's thread. */
    enum hs_pending_state state;
    struct hs_pending_list *list;
    struct hensigt_pending *previous, *next;
    size_t timer;          /**< 1 + its index in the timers, 0 = not there */
    int64_t due;           /**< when the timers bring it up */
    uint32_t id;           /**< on the wire, while it has a place in the window */
    unsigned attempts;     /**< sent so often in all */
    unsigned unanswered;   /**< of these, without an answer */
    unsigned on_this_link; /**< of these, on the link there is now */
    unsigned refusals;     /**< answered with UNAVAILABLE so often */
    bool doubtful;         /**< the service itself did not know the outcome of an attempt */

    /* How it ended: the channel's thread until `ended`, then whoever asks. */
    ProtobufCMessage *reply;
    bool has_receipt;
    struct hensigt_receipt receipt;
    struct hensigt_error error;

    /* Guarded by `mutex`. */
    pthread_mutex_t mutex;
    pthread_cond_t condition;
    bool ended;

    /* Guarded by the channel's mutex. */
    bool cancelled;
    struct hensigt_pending *next_cancelled;

    atomic_uint references;
    uint8_t body[];
};

/** A call with room for a packed body and a copy of `traceparent` (may be NULL), and one reference; NULL without memory. */
struct hensigt_pending *hs_pending_new(size_t body_size, const char *traceparent);

void hs_pending_hold(struct hensigt_pending *call);

/** Drops a reference; the last one frees the call and a result that nobody took. */
void hs_pending_drop(struct hensigt_pending *call);

/** Says that the call has ended: to its completion, or to those who wait. The result is set. */
void hs_pending_complete(struct hensigt_pending *call);

void hs_pending_append(struct hs_pending_list *list, struct hensigt_pending *call);

/** Takes a call out of the list it is in, if any. */
void hs_pending_remove(struct hensigt_pending *call);

#endif
