/* A completion that counts how calls ended. */
#ifndef CLIENT_TALLY_H
#define CLIENT_TALLY_H

#include "hensigt/async.h"

#include <pthread.h>

struct tally {
    pthread_mutex_t mutex;
    pthread_cond_t condition;
    unsigned ended, good, unknown; /* calls in all, those that succeeded, writes whose outcome is unknown */
    int last_code;
    pthread_t last_thread;
};

/** Makes an empty tally. It needs no cleaning up. */
void tally_init(struct tally *tally);

/** The completion; its context is the tally. */
void count(void *context, const struct hensigt_outcome *outcome);

/** Waits until so many calls have ended. */
void await_ended(struct tally *tally, unsigned n);

#endif
