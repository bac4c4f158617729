/* How often it is told that a key was refused: whoever tries keys does not fill the log. */
#ifndef HS_REFUSED_KEYS_H
#define HS_REFUSED_KEYS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    HS_REFUSED_KEYS_SHOWN = 10, /**< in each span */
    HS_REFUSED_KEYS_SPAN_US = 60 * 1000 * 1000,
};

/** What was told of late. Begins zeroed; used by one thread at a time. */
struct hs_refused_keys {
    int64_t begun;  /**< when the span began, microseconds */
    int64_t shown;  /**< told in it */
    int64_t silent; /**< not told since the last that was */
};

/** Whether a refusal at `now` (microseconds of a clock that does not go back) is to be told; then *silent is how many before it
 * were not. */
bool hs_refused_keys_tell(struct hs_refused_keys *refused, int64_t now, int64_t *silent);

#endif
