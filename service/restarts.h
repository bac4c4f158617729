/* When a worker that died is started again: at once, unless it keeps dying. */
#ifndef HS_RESTARTS_H
#define HS_RESTARTS_H

#include <stddef.h>
#include <stdint.h>

enum {
    HS_RESTART_DEATHS = 5,      /**< so many deaths ... */
    HS_RESTART_SPAN_MS = 10000, /**< ... in such a time are too many */
    HS_RESTART_PAUSE_MS = 1000, /**< then the first pause; each following one is twice as long */
    HS_RESTART_MAX_PAUSE_MS = 30000,
};

/** The deaths that are remembered. Begins zeroed. */
struct hs_restarts {
    int64_t deaths[HS_RESTART_DEATHS]; /**< the times of the last ones, a ring */
    size_t n;                          /**< ever */
    int64_t pause;
};

/** Takes note of a death at `now` (milliseconds, any clock that never goes back). Returns how long to wait before the next start.
 */
int64_t hs_restarts_after(struct hs_restarts *restarts, int64_t now);

#endif
