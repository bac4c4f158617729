/* A hensigtd in a folder of its own, and the memory of its worker. */
#ifndef TESTS_SOAK_DAEMON_H
#define TESTS_SOAK_DAEMON_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct daemon {
    char folder[64];
    char endpoint[128];
    pid_t supervisor;
    pid_t worker;
};

/** Starts the program and waits until it is ready. False where it is not; then nothing runs. */
bool daemon_start(struct daemon *daemon, const char *program);

/** Stops it and removes the folder. */
void daemon_stop(struct daemon *daemon);

/** The worker's memory in kilobytes (VmRSS), or -1. */
long daemon_memory(const struct daemon *daemon);

#endif
