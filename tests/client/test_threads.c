/* One channel and many threads: calls that wait and calls that complete, cancelled ones, and connections that break. */
#include "support.h"
#include "tally.h"
#include "wire/status.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 6, PER_THREAD = 2000 };

struct worker {
    struct hensigt_channel *channel;
    struct tally *tally;
    unsigned number, wrong;
};

struct answer {
    struct worker *worker;
    char text[16];
};

static void compare(void *context, const struct hensigt_outcome *outcome)
{
    struct answer *answer = context;
    if (outcome->reply == NULL || strcmp(((hensigt_rpc_metadatum *)outcome->reply)->key, answer->text) != 0) {
        abort();
    }
    count(answer->worker->tally, outcome);
    free(answer);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    for (unsigned i = 0; i < PER_THREAD; i++) {
        struct answer *answer = malloc(sizeof *answer);
        answer->worker = worker;
        snprintf(answer->text, sizeof answer->text, "%u/%u", worker->number, i);
        if (i % 20 == 0) {
            worker->wrong += call_text(worker->channel, &write_method, NULL, answer->text, NULL) != 0;
            free(answer);
        } else {
            hensigt_pending_release(
                start_text(worker->channel, i % 2 == 0 ? &write_method : &read_method, PATIENCE_MS, answer->text, compare, answer));
        }
    }
    return NULL;
}

static void *dispatch(void *argument)
{
    struct worker *worker = argument;
    unsigned n = 0;
    while (n < worker->number) {
        struct pollfd entry = {.fd = hensigt_channel_fd(worker->channel), .events = POLLIN};
        poll(&entry, 1, PATIENCE_MS);
        n += (unsigned)hensigt_channel_dispatch(worker->channel, 0);
    }
    return NULL;
}

static void serves_many_threads(void **state)
{
    const unsigned started = THREADS * (PER_THREAD - PER_THREAD / 20);
    (void)state;
    for (int polled = 0; polled < 2; polled++) {
        struct tally tally;
        struct worker workers[THREADS + 1];
        pthread_t threads[THREADS + 1];
        tally_init(&tally);
        struct fake_server *server = fake_start(&(struct fake_options){0});
        struct hensigt_channel *channel =
            open_channel((struct hensigt_channel_options){.polled = polled == 1, .timeout_ms = PATIENCE_MS}, server, NULL);
        for (unsigned i = 0; i < THREADS; i++) {
            workers[i] = (struct worker){channel, &tally, i, 0};
            assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
        }
        workers[THREADS] = (struct worker){channel, &tally, started, 0};
        if (polled == 1) {
            assert_int_equal(pthread_create(&threads[THREADS], NULL, dispatch, &workers[THREADS]), 0);
        }
        for (unsigned i = 0; i < THREADS + (unsigned)polled; i++) {
            pthread_join(threads[i], NULL);
            assert_int_equal(workers[i].wrong, 0);
        }
        await_ended(&tally, started);
        assert_int_equal(tally.good, started);
        assert_int_equal(fake_connections(server), 1);
        hensigt_channel_close(channel);
        fake_stop(server);
    }
}

/* Everything at once: calls from many threads, some cancelled, while connections break. Each call ends exactly once. */
struct storm {
    struct hensigt_channel *channel;
    struct tally *tally;
};

static void moody(struct fake_peer *peer, const struct fake_request *request, void *context)
{
    (void)context;
    switch (request->number % 97) {
    case 13:
        fake_close(peer);
        break;
    case 31:
        fake_refuse(peer, request->id, HS_UNAVAILABLE, false, "not now");
        break;
    case 57:
        fake_refuse(peer, request->id, HS_NOT_FOUND, false, "");
        break;
    default:
        fake_answer(peer, request->id, request->envelope->body.data, request->envelope->body.len);
    }
}

static void *rage(void *argument)
{
    struct storm *storm = argument;
    for (unsigned i = 0; i < 500; i++) {
        struct hensigt_pending *pending =
            start_text(storm->channel, i % 3 == 0 ? &write_method : &read_method, PATIENCE_MS, "x", count, storm->tally);
        if (i % 5 == 0) {
            hensigt_pending_cancel(pending);
        }
        hensigt_pending_release(pending);
    }
    return NULL;
}

static void ends_every_call_once(void **state)
{
    struct tally tally;
    pthread_t threads[4];
    (void)state;
    tally_init(&tally);
    struct fake_server *server = fake_start(&(struct fake_options){.handler = moody});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){.window = 16, .attempt_ms = 200}, server, NULL);
    struct storm storm = {channel, &tally};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, rage, &storm), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
    }
    await_ended(&tally, 2000);
    hensigt_channel_close(channel);
    assert_int_equal(tally.ended, 2000);
    assert_true(tally.good > 1000);
    fake_stop(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(serves_many_threads),
        cmocka_unit_test(ends_every_call_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
