/* Calls that wait for changes. They are parked in a table, without a thread each, and answered by one thread of their own when
 * a change comes that they want, when their time is up, or when the service is about to end. */
#ifndef HS_WATCH_H
#define HS_WATCH_H

#include "service/dispatch_internal.h"

struct hs_watch;

/** Starts the thread and listens to the store's commits. */
enum hs_code hs_watch_new(struct hs_watch **out, struct hs_dispatch *dispatch, struct hs_status *status);

/** Ends the thread. No call may be parked any more: hs_watch_drain. NULL is allowed. */
void hs_watch_free(struct hs_watch *watch);

/** Whether an opened job can be parked before anything was read for it: it is ready to wait, and what it has not seen yet is
 *  recent. */
bool hs_watch_can_begin(struct hs_watch *watch, const struct hs_job *job);

/** Parks a job that can begin so, or one that was run and found nothing. False, and the job is to be finished, where it does not
 *  want to wait, has found something, or there is no room (its status says so then). */
bool hs_watch_park(struct hs_watch *watch, struct hs_job *job);

/** Answers all that are parked, and from now on parks none. Returns at once. */
void hs_watch_drain(struct hs_watch *watch);

/** How many are parked. */
size_t hs_watch_count(struct hs_watch *watch);

#endif
