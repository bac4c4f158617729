/* The ws front: the process that takes calls over WebSocket and hands them on to the worker. libnanomsg's ws has many ways to abort
 * its process by one packet, so it has a process of its own, which knows neither the store nor the calls. */
#ifndef HS_FRONT_H
#define HS_FRONT_H

#include "service/log.h"
#include "service/refusal.h"
#include "service/site.h"

#include <signal.h>

/** Ends a front once its last replies have left. Not SIGTERM, which all processes of a service may get at once: the front has to
 *  outlive the worker, whose last replies go through it. */
#define HS_FRONT_STOP SIGUSR1

/** Hands on calls until HS_FRONT_STOP. Writes a line to `ready_fd` and closes it once calls are taken. It does not look for another
 *  worker when its own is gone: it is to be ended then. The process must end with _exit(), however this returned. */
enum hs_exit hs_front_run(const struct hs_site *site, int ready_fd, const struct hs_log *log, struct hs_refusal *refusal);

#endif
