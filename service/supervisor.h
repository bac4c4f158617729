/* The supervisor: keeps a worker running, and a front where a ws address is listened on. It makes no call into the store or the
 * messaging library, so that nothing of theirs can end it. */
#ifndef HS_SUPERVISOR_H
#define HS_SUPERVISOR_H

#include "service/log.h"
#include "service/refusal.h"
#include "service/site.h"

/** What it starts and tells. */
struct hs_supervisor_options {
    const struct hs_site *site;
    const struct hs_log *log;
    char **argv;  /**< of this process: the others get the same, and HS_OPTION_WORKER or HS_OPTION_FRONT */
    int ready_fd; /**< gets the line `ready` when calls are taken at all addresses for the first time; -1 = none. Closed then, and
                     at the end */
};

/** Takes the store's lock, runs workers and fronts until SIGTERM or SIGINT, and waits for the last ones. One that ends before any
 * of its kind was ready ends the service with its exit code: what does not start at all is not tried again. A front is restarted on
 * its own; a worker with its front. `refusal` is set where this process refused; the others say so themselves. */
enum hs_exit hs_supervisor_run(const struct hs_supervisor_options *options, struct hs_refusal *refusal);

#endif
