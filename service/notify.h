/* Telling a service manager how the service is: the datagrams of sd_notify(3), where NOTIFY_SOCKET names who wants them. */
#ifndef HS_NOTIFY_H
#define HS_NOTIFY_H

/** Sends one state ("READY=1"). Without NOTIFY_SOCKET, or where nobody takes it, nothing happens. */
void hs_notify(const char *state);

#endif
