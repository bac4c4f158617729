/* The worker: the process that serves. It may die at any time; what it has acknowledged is in the store. */
#ifndef HS_WORKER_H
#define HS_WORKER_H

#include "service/log.h"
#include "service/refusal.h"
#include "service/site.h"

/** Serves until SIGTERM or SIGINT. Writes a line to `ready_fd` and closes it once calls are taken. The process must then end with
 *  _exit(), however this returned, since sockets and their threads are left as they are. */
enum hs_exit hs_worker_run(const struct hs_site *site, int ready_fd, const struct hs_log *log, struct hs_refusal *refusal);

#endif
