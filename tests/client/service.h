/* The service itself, for the client's tests: in this process, or as hensigtd. */
#ifndef CLIENT_SERVICE_H
#define CLIENT_SERVICE_H

#include "direct_transport.h"

/** A service in this process, on a new store. */
struct local_service;

/** Starts one; aborts the test program where that fails. */
struct local_service *local_service_start(void);

/** Ends it and removes its store. No channel to it may be open. */
void local_service_stop(struct local_service *service);

/** What a direct transport hands requests to. */
struct direct_service local_service_direct(struct local_service *service);

/** A hensigtd on a new store, at an ipc and a tcp endpoint. */
struct daemon;

/** Starts one and waits until it takes calls; aborts the test program where that fails. */
struct daemon *daemon_start(void);

/** Ends it and removes what it made. */
void daemon_stop(struct daemon *daemon);

const char *daemon_ipc(const struct daemon *daemon);
const char *daemon_tcp(const struct daemon *daemon);

/** The owner's access key, which tcp demands. */
const char *daemon_key(const struct daemon *daemon);

#endif
