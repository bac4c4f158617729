/* A hensigtd of a campaign's own, whose worker can be killed. */
#ifndef CAMPAIGN_DAEMON_H
#define CAMPAIGN_DAEMON_H

#include <stdbool.h>
#include <sys/types.h>

enum { CAMPAIGN_PATH_SIZE = 256, CAMPAIGN_KEY_SIZE = 128 };

struct campaign_daemon {
    char folder[CAMPAIGN_PATH_SIZE];
    char ipc[CAMPAIGN_PATH_SIZE]; /* endpoints */
    char tcp[CAMPAIGN_PATH_SIZE];
    char dead[CAMPAIGN_PATH_SIZE]; /* where nothing listens */
    char key[CAMPAIGN_KEY_SIZE];   /* the owner key, which tcp demands */
    pid_t supervisor;
};

/** Starts hensigtd on a fresh store in a folder of its own, at both endpoints, and waits until it takes calls. */
bool campaign_daemon_start(struct campaign_daemon *daemon);

/** The worker of now, or 0 while there is none. */
pid_t campaign_daemon_worker(const struct campaign_daemon *daemon);

/** Ends hensigtd with SIGTERM; true if it ended well. Removes the folder then, unless it is to be kept for a look. */
bool campaign_daemon_stop(struct campaign_daemon *daemon, bool keep);

#endif
