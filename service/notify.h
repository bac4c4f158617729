/* Telling a service manager how the service is: the datagrams of sd_notify(3), where NOTIFY_SOCKET names who wants them. */
#ifndef HS_NOTIFY_H
#define HS_NOTIFY_H

#include <stdint.h>
#include <sys/types.h>

/** Sends one state ("READY=1"). Without NOTIFY_SOCKET, or where nobody takes it, nothing happens. */
void hs_notify(const char *state);

/** How often a service manager that watches the process `pid` expects WATCHDOG=1, in microseconds (WATCHDOG_USEC, WATCHDOG_PID); 0
 * = it does not. */
int64_t hs_notify_interval(pid_t pid);

#endif
