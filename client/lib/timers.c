#include "timers.h"

#include <stdlib.h>

enum { FIRST_CAPACITY = 64 };

bool hs_timers_reserve(struct hs_timers *timers)
{
    if (timers->n < timers->capacity) {
        return true;
    }
    const size_t capacity = timers->capacity == 0 ? FIRST_CAPACITY : 2 * timers->capacity;
    struct hensigt_pending **calls = realloc(timers->calls, capacity * sizeof *calls);
    if (calls == NULL) {
        return false;
    }
    timers->calls = calls;
    timers->capacity = capacity;
    return true;
}

static void put(struct hs_timers *timers, size_t index, struct hensigt_pending *call)
{
    timers->calls[index] = call;
    call->timer = index + 1;
}

/* Finds the place of a call, with `index` free, on the way up and then down. */
static void settle(struct hs_timers *timers, size_t index, struct hensigt_pending *call)
{
    while (index > 0 && timers->calls[(index - 1) / 2]->due > call->due) {
        put(timers, index, timers->calls[(index - 1) / 2]);
        index = (index - 1) / 2;
    }
    for (;;) {
        size_t child = 2 * index + 1;
        if (child + 1 < timers->n && timers->calls[child + 1]->due < timers->calls[child]->due) {
            child++;
        }
        if (child >= timers->n || timers->calls[child]->due >= call->due) {
            break;
        }
        put(timers, index, timers->calls[child]);
        index = child;
    }
    put(timers, index, call);
}

void hs_timers_set(struct hs_timers *timers, struct hensigt_pending *call, int64_t due)
{
    call->due = due;
    settle(timers, call->timer == 0 ? timers->n++ : call->timer - 1, call);
}

void hs_timers_remove(struct hs_timers *timers, struct hensigt_pending *call)
{
    if (call->timer == 0) {
        return;
    }
    const size_t index = call->timer - 1;
    struct hensigt_pending *last = timers->calls[--timers->n];
    call->timer = 0;
    if (last != call) {
        settle(timers, index, last);
    }
}

struct hensigt_pending *hs_timers_first(const struct hs_timers *timers)
{
    return timers->n == 0 ? NULL : timers->calls[0];
}

void hs_timers_free(struct hs_timers *timers)
{
    free(timers->calls);
    *timers = (struct hs_timers){0};
}
