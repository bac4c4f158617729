#include "tally.h"

#include "support.h"

#include <stdlib.h>
#include <time.h>

void tally_init(struct tally *tally)
{
    *tally = (struct tally){.last_code = -1};
    pthread_mutex_init(&tally->mutex, NULL);
    pthread_cond_init(&tally->condition, NULL);
}

void count(void *context, const struct hensigt_outcome *outcome)
{
    struct tally *tally = context;
    if ((outcome->reply != NULL) != (outcome->error->code == 0)) {
        abort(); /* cmocka does not fail on another thread */
    }
    pthread_mutex_lock(&tally->mutex);
    tally->ended++;
    tally->good += outcome->error->code == 0;
    tally->unknown += outcome->error->outcome_unknown;
    tally->last_code = outcome->error->code;
    tally->last_thread = pthread_self();
    pthread_cond_broadcast(&tally->condition);
    pthread_mutex_unlock(&tally->mutex);
    if (outcome->reply != NULL) {
        protobuf_c_message_free_unpacked(outcome->reply, NULL);
    }
}

void await_ended(struct tally *tally, unsigned n)
{
    struct timespec until;
    int result = 0;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_MS / 1000;
    pthread_mutex_lock(&tally->mutex);
    while (tally->ended < n && result == 0) {
        result = pthread_cond_timedwait(&tally->condition, &tally->mutex, &until);
    }
    pthread_mutex_unlock(&tally->mutex);
    assert_int_equal(result, 0);
}
