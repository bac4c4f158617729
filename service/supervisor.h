/* The supervisor: keeps a worker running. It makes no call into the store or the messaging library, so that nothing of theirs can
 * end it. */
#ifndef HS_SUPERVISOR_H
#define HS_SUPERVISOR_H

#include "service/log.h"
#include "service/refusal.h"
#include "service/site.h"

/** What it starts and tells. */
struct hs_supervisor_options {
    const struct hs_site *site;
    const struct hs_log *log;
    char **argv;  /**< of this process: the worker gets the same, and HS_OPTION_WORKER */
    int ready_fd; /**< gets the line `ready` at the first worker that takes calls; -1 = none. Closed then, and at the end */
};

/** Takes the store's lock, runs workers until SIGTERM or SIGINT, and waits for the last one. A worker that ends before any was
 * ready ends the service with its exit code: what does not start at all is not tried again. `refusal` is set where this process
 *  refused; a worker says so itself. */
enum hs_exit hs_supervisor_run(const struct hs_supervisor_options *options, struct hs_refusal *refusal);

#endif
