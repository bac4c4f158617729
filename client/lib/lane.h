/* One way to the service: a connection at a time, a window of calls on it, and the calls that wait for it.
 *
 * A lane goes through the endpoints in order until one answers, stays with it, and begins anew when it breaks. An endpoint
 * has proved itself once it has answered a call: one that accepts connections and then talks nonsense, or dies of the same
 * request again and again, counts as one that cannot be reached. */
#ifndef HS_LANE_H
#define HS_LANE_H

#include "pending.h"
#include "transport.h"

struct hensigt_channel;

struct hs_lane {
    struct hensigt_channel *channel;
    int64_t quiet; /**< so long may a service that owes an answer say nothing before it is asked whether it lives */
    bool resends;  /**< calls are sent again while the link stands */

    struct hs_link *link;      /**< NULL = none */
    size_t endpoint;           /**< index of the one in use, or next to be tried */
    size_t tried;              /**< endpoints that failed since one proved itself or the last pause */
    unsigned rounds;           /**< pauses since then */
    int64_t pause_end;         /**< no attempt before */
    int64_t opening_end;       /**< a link that is not open by then has failed */
    bool proved;               /**< the link has brought an answer */
    int64_t down_since;        /**< when calls began to want a link that is not open; HS_NEVER = it is open, or not wanted */
    char fault[HS_FAULT_SIZE]; /**< why the last link failed, with its endpoint; "" = none has */

    bool owed;           /**< something was sent since the service was last heard */
    int64_t quiet_since; /**< when it was last heard, or sent the first thing since */
    int64_t probe_end;   /**< a probe was sent and must be answered by then; HS_NEVER = none */

    struct hs_pending_list waiting, unsent;
    struct hensigt_pending **window; /**< by id & mask */
    uint32_t mask;
    uint32_t taken;   /**< places of the window */
    uint32_t next_id; /**< 31 bits, counting up */
};

/** Makes a lane. False without memory or random source. */
bool hs_lane_init(struct hs_lane *lane, struct hensigt_channel *channel);

/** Closes the link and frees; no call may be left. */
void hs_lane_free(struct hs_lane *lane);

/** Takes a new call in, or one whose pause is over. */
void hs_lane_add(struct hs_lane *lane, struct hensigt_pending *call);

/** Takes a call out, wherever it is. */
void hs_lane_remove(struct hs_lane *lane, struct hensigt_pending *call);

/** Sends a call again whose attempt has gone unanswered. */
void hs_lane_resend(struct hs_lane *lane, struct hensigt_pending *call);

/** Why there is no open link, in words; "" if there is one. */
const char *hs_lane_fault(const struct hs_lane *lane);

/** Connects, gives up, asks whether the service lives, sends: whatever can be done now. */
void hs_lane_drive(struct hs_lane *lane, int64_t now);

/** What to poll for, and until when at most. */
int64_t hs_lane_wait(struct hs_lane *lane, struct pollfd *poll);

/** Takes in what poll found. */
void hs_lane_hear(struct hs_lane *lane, short revents, int64_t now);

#endif
