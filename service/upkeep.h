/* What a worker does from time to time: it writes its figures to a file, looks whether its store lags behind with something that
 * nobody waits for, and tells the supervisor that it is well. */
#ifndef HS_UPKEEP_H
#define HS_UPKEEP_H

#include "service/dispatch.h"
#include "service/log.h"

#include <stdbool.h>

enum {
    HS_METRICS_SECONDS = 15, /**< between two writings of the figures */
    HS_LOOK_SECONDS = 5,     /**< between two looks at the store */
};

/** What to do. Pointers must outlive the process. */
struct hs_upkeep_options {
    struct hs_dispatch *dispatch;
    const struct hs_log *log;
    const char *version;
    const char *metrics_file; /**< NULL = none is written */
    int pulse_fd;             /**< gets a byte for each call to itself that was answered; -1 = none */
    int64_t pulse_interval;   /**< microseconds between two of them */
};

struct hs_upkeep;

/** Begins, on a thread of its own. NULL without memory or a thread. */
struct hs_upkeep *hs_upkeep_start(const struct hs_upkeep_options *options);

/** Ends it; the dispatcher is not used any more then. NULL is allowed. */
void hs_upkeep_stop(struct hs_upkeep *upkeep);

#endif
