/* Calls in the order in which time brings them up: a binary heap. */
#ifndef HS_TIMERS_H
#define HS_TIMERS_H

#include "pending.h"

struct hs_timers {
    struct hensigt_pending **calls;
    size_t n, capacity;
};

/** Makes room for one more call, so that hs_timers_set cannot fail. False without memory. */
bool hs_timers_reserve(struct hs_timers *timers);

/** Sets when a call is due. For a call that is not in yet, room must have been reserved. */
void hs_timers_set(struct hs_timers *timers, struct hensigt_pending *call, int64_t due);

/** Takes a call out, if it is in. */
void hs_timers_remove(struct hs_timers *timers, struct hensigt_pending *call);

/** The call that is due first, or NULL. */
struct hensigt_pending *hs_timers_first(const struct hs_timers *timers);

/** Gives the memory back; no call may be in. */
void hs_timers_free(struct hs_timers *timers);

#endif
