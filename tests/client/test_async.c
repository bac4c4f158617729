/* Calls that are started and end later: completions, polling, cancelling, the window and the queue. */
#include "support.h"
#include "tally.h"
#include "wire/status.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a server that keeps requests until it is told to answer ---- */

struct kept {
    struct {
        struct fake_peer *peer;
        uint32_t id;
        uint8_t body[64];
        size_t size;
    } requests[1024];
    unsigned n, most; /* unanswered now, and at most so far */
    unsigned watches; /* requests of watches so far */
};

static void keep(struct fake_peer *peer, const struct fake_request *request, void *context)
{
    struct kept *kept = context;
    if (kept->n >= 1024 || request->envelope->body.len > 64) {
        abort();
    }
    kept->requests[kept->n].peer = peer;
    kept->requests[kept->n].id = request->id;
    kept->requests[kept->n].size = request->envelope->body.len;
    memcpy(kept->requests[kept->n].body, request->envelope->body.data, request->envelope->body.len);
    kept->watches += strcmp(request->envelope->method, watch_method.full_name) == 0;
    kept->n++;
    kept->most = kept->n > kept->most ? kept->n : kept->most;
}

static void answer_one(void *context)
{
    struct kept *kept = context;
    if (kept->n == 0) {
        abort();
    }
    kept->n--;
    fake_answer(kept->requests[kept->n].peer, kept->requests[kept->n].id, kept->requests[kept->n].body,
                kept->requests[kept->n].size);
}

static void answer_all(void *context)
{
    struct kept *kept = context;
    while (kept->n > 0) {
        answer_one(kept);
    }
}

/* ---- the tests ---- */

static void completes_on_the_channels_thread(void **state)
{
    struct tally tally;
    struct hensigt_receipt receipt;
    ProtobufCMessage *reply = NULL;
    (void)state;
    tally_init(&tally);
    struct fake_server *server = fake_start(&(struct fake_options){0});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){0}, server, NULL);
    assert_int_equal(hensigt_channel_fd(channel), -1);
    struct hensigt_pending *pending = start_text(channel, &read_method, 0, "x", count, &tally);
    assert_int_equal(hensigt_pending_wait(pending, &reply, &receipt, NULL), HS_FAILED_PRECONDITION);
    await_ended(&tally, 1);
    assert_int_equal(tally.good, 1);
    assert_false(pthread_equal(tally.last_thread, pthread_self()));
    hensigt_pending_cancel(pending); /* too late: nothing happens */
    hensigt_pending_release(pending);
    hensigt_pending_release(NULL);
    hensigt_pending_cancel(NULL);
    hensigt_channel_close(channel);
    assert_int_equal(tally.ended, 1);
    fake_stop(server);
}

static bool is_readable(int fd, int timeout_ms)
{
    struct pollfd entry = {.fd = fd, .events = POLLIN};
    return poll(&entry, 1, timeout_ms) == 1;
}

static void completes_where_it_is_dispatched(void **state)
{
    struct tally tally;
    (void)state;
    tally_init(&tally);
    struct fake_server *server = fake_start(&(struct fake_options){0});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){.polled = true}, server, NULL);
    assert_int_equal(hensigt_channel_dispatch(channel, 0), 0);
    assert_false(is_readable(hensigt_channel_fd(channel), 0));
    for (int round = 0; round < 3; round++) {
        unsigned ended = 0;
        for (int i = 0; i < 10; i++) {
            hensigt_pending_release(start_text(channel, &read_method, 0, "x", count, &tally));
        }
        while (ended < 10) {
            assert_true(is_readable(hensigt_channel_fd(channel), PATIENCE_MS));
            const size_t n = hensigt_channel_dispatch(channel, 3);
            assert_in_range(n, 1, 3);
            ended += (unsigned)n;
        }
        assert_false(is_readable(hensigt_channel_fd(channel), 0));
        assert_true(pthread_equal(tally.last_thread, pthread_self()));
    }
    assert_int_equal(tally.good, 30);
    /* Blocking calls need no dispatching. */
    assert_int_equal(call_text(channel, &read_method, NULL, "x", NULL), HS_OK);
    hensigt_channel_close(channel);
    assert_int_equal(tally.ended, 30);
    fake_stop(server);
}

static void closing_dispatches_what_is_left(void **state)
{
    static struct kept kept;
    struct tally tally;
    (void)state;
    tally_init(&tally);
    kept = (struct kept){0};
    struct fake_server *server = fake_start(&(struct fake_options){.handler = keep, .context = &kept});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){.polled = true}, server, NULL);
    struct hensigt_pending *answered = start_text(channel, &read_method, PATIENCE_MS, "x", count, &tally);
    fake_await_requests(server, 1);
    fake_run(server, answer_one, &kept);
    assert_true(is_readable(hensigt_channel_fd(channel), PATIENCE_MS));
    hensigt_pending_cancel(answered); /* it has ended but nobody was told yet: stays so */
    struct hensigt_pending *open = start_text(channel, &write_method, PATIENCE_MS, "y", count, &tally);
    fake_await_requests(server, 2);
    hensigt_channel_close(channel);
    assert_int_equal(tally.ended, 2);
    assert_int_equal(tally.good, 1);
    assert_int_equal(tally.last_code, HS_CANCELLED);
    assert_int_equal(tally.unknown, 1);
    hensigt_pending_release(answered);
    hensigt_pending_release(open);
    fake_stop(server);
}

static void gives_a_result_once(void **state)
{
    ProtobufCMessage *reply = NULL;
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    (void)state;
    struct fake_server *server = fake_start(&(struct fake_options){0});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){0}, server, NULL);
    struct hensigt_pending *pending = start_text(channel, &read_method, 0, "x", NULL, NULL);
    struct hensigt_pending *forgotten = start_text(channel, &read_method, 0, "y", NULL, NULL);
    struct hensigt_pending *later = start_text(channel, &read_method, 0, "z", NULL, NULL);
    hensigt_pending_release(forgotten);
    assert_int_equal(hensigt_pending_wait(pending, &reply, NULL, &error), HS_OK);
    protobuf_c_message_free_unpacked(reply, NULL);
    assert_int_equal(hensigt_pending_wait(pending, &reply, NULL, &error), HS_FAILED_PRECONDITION);
    hensigt_pending_release(pending);
    fake_await_requests(server, 3);
    hensigt_channel_close(channel);
    const int code = hensigt_pending_wait(later, &reply, NULL, &error); /* after the channel: either end is right */
    assert_true(code == HS_OK || code == HS_CANCELLED);
    if (code == HS_OK) {
        protobuf_c_message_free_unpacked(reply, NULL);
    }
    hensigt_pending_cancel(later);
    hensigt_pending_release(later);
    fake_stop(server);
}

static void cancels(void **state)
{
    static struct kept kept;
    static const struct {
        const struct hs_method *method;
        bool sent, unknown;
    } cases[] = {
        {&read_method, true, false}, {&write_method, true, true}, {&write_method, false, false}, {&watch_method, true, false}};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        kept = (struct kept){0};
        ProtobufCMessage *reply = NULL;
        struct hensigt_error error = HENSIGT_ERROR_INIT;
        struct fake_server *server = fake_start(&(struct fake_options){.handler = keep, .context = &kept});
        struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){.window = 1}, server, NULL);
        struct hensigt_pending *first =
            cases[i].sent ? NULL : start_text(channel, cases[i].method, PATIENCE_MS, "first", NULL, NULL);
        struct hensigt_pending *pending = start_text(channel, cases[i].method, PATIENCE_MS, "x", NULL, NULL);
        fake_await_requests(server, 1);
        hensigt_pending_cancel(pending);
        hensigt_pending_cancel(pending);
        assert_int_equal(hensigt_pending_wait(pending, &reply, NULL, &error), HS_CANCELLED);
        assert_false(error.answered);
        assert_int_equal(error.outcome_unknown, cases[i].unknown);
        hensigt_pending_release(pending);
        fake_run(server, answer_all, &kept); /* its answer finds nobody, the other's its call */
        if (first != NULL) {
            assert_int_equal(hensigt_pending_wait(first, &reply, NULL, &error), HS_OK);
            assert_string_equal(((hensigt_rpc_metadatum *)reply)->key, "first");
            protobuf_c_message_free_unpacked(reply, NULL);
            hensigt_pending_release(first);
        }
        hensigt_channel_close(channel);
        assert_int_equal(fake_requests(server), 1);
        fake_stop(server);
    }
}

static void keeps_within_the_window(void **state)
{
    static struct kept kept;
    struct tally tally;
    (void)state;
    tally_init(&tally);
    kept = (struct kept){0};
    struct fake_server *server = fake_start(&(struct fake_options){.handler = keep, .context = &kept});
    struct hensigt_channel *channel =
        open_channel((struct hensigt_channel_options){.window = 7, .timeout_ms = PATIENCE_MS}, server, NULL);
    for (int i = 0; i < 200; i++) {
        hensigt_pending_release(start_text(channel, &read_method, 0, "x", count, &tally));
    }
    fake_await_requests(server, 7);
    for (unsigned i = 0; i < 200; i++) {
        fake_await_requests(server, i + 7 < 200 ? i + 7 : 200);
        fake_run(server, answer_one, &kept);
    }
    await_ended(&tally, 200);
    assert_int_equal(tally.good, 200);
    assert_int_equal(kept.most, 7);
    hensigt_channel_close(channel);
    fake_stop(server);
}

/* Calls that wait for something to happen take no places from the others. */
static void watches_stand_aside(void **state)
{
    static struct kept kept;
    struct tally tally;
    struct hensigt_pending *watches[2];
    (void)state;
    tally_init(&tally);
    kept = (struct kept){0};
    struct fake_server *server = fake_start(&(struct fake_options){.handler = keep, .context = &kept});
    struct hensigt_channel *channel =
        open_channel((struct hensigt_channel_options){.window = 2, .timeout_ms = PATIENCE_MS, .attempt_ms = 5}, server, NULL);
    for (int i = 0; i < 2; i++) {
        watches[i] = start_text(channel, &watch_method, 0, "watch", count, &tally);
    }
    fake_await_requests(server, 2);
    struct hensigt_pending *read = start_text(channel, &read_method, 0, "read", count, &tally);
    fake_await_requests(server, 4); /* the read, sent again after 5 ms: the watches are not */
    hensigt_pending_cancel(read);
    hensigt_pending_release(read);
    await_ended(&tally, 1);
    assert_int_equal(tally.last_code, HS_CANCELLED);
    assert_int_equal(fake_connections(server), 2);
    fake_run(server, answer_all, &kept);
    await_ended(&tally, 3);
    assert_int_equal(tally.good, 2);
    assert_int_equal(kept.watches, 2);
    for (int i = 0; i < 2; i++) {
        hensigt_pending_release(watches[i]);
    }
    hensigt_channel_close(channel);
    fake_stop(server);
}

static void bounds_the_queue(void **state)
{
    static struct kept kept;
    struct tally tally;
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    hensigt_rpc_metadatum request;
    struct hensigt_pending *pending = NULL;
    (void)state;
    tally_init(&tally);
    kept = (struct kept){0};
    hensigt__rpc__v1__metadatum__init(&request);
    struct fake_server *server = fake_start(&(struct fake_options){.handler = keep, .context = &kept});
    struct hensigt_channel *channel =
        open_channel((struct hensigt_channel_options){.window = 3, .queue = 5, .timeout_ms = PATIENCE_MS}, server, NULL);
    for (int i = 0; i < 8; i++) {
        hensigt_pending_release(start_text(channel, &write_method, 0, "x", count, &tally));
    }
    assert_int_equal(hensigt_start(channel, &write_method, NULL, &request.base, count, &tally, &pending, &error),
                     HS_RESOURCE_EXHAUSTED);
    assert_null(pending);
    assert_false(error.answered);
    assert_false(error.outcome_unknown);
    assert_non_null(strstr(error.message, "8 calls are under way"));
    assert_int_equal(call_text(channel, &read_method, NULL, "x", &error), HS_RESOURCE_EXHAUSTED);
    fake_await_requests(server, 3);
    fake_run(server, answer_one, &kept);
    await_ended(&tally, 1); /* its place is free before it is told */
    hensigt_pending_release(start_text(channel, &write_method, 0, "x", count, &tally));
    assert_int_equal(hensigt_start(channel, &write_method, NULL, &request.base, count, &tally, NULL, NULL), HS_RESOURCE_EXHAUSTED);
    fake_await_requests(server, 4);
    hensigt_channel_close(channel);
    assert_int_equal(tally.ended, 9);
    assert_int_equal(tally.good, 1);
    assert_int_equal(tally.unknown, 3); /* those on the wire; of those that waited it is known that they were not sent */
    fake_stop(server);
}

/* Deadlines of calls that wait for the window are kept, each its own. */
static void keeps_deadlines_in_the_queue(void **state)
{
    enum { N = 100 };
    static struct kept kept;
    struct hensigt_pending *calls[N];
    const int64_t begin = now_ms();
    (void)state;
    kept = (struct kept){0};
    struct fake_server *server = fake_start(&(struct fake_options){.handler = keep, .context = &kept});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){.window = 1}, server, NULL);
    struct hensigt_pending *first = start_text(channel, &read_method, PATIENCE_MS, "first", NULL, NULL);
    for (int i = 0; i < N; i++) {
        calls[i] = start_text(channel, &write_method, (uint32_t)(50 + 37 * i % N * 3), "x", NULL, NULL);
    }
    for (int i = 0; i < N; i++) {
        struct hensigt_error error = HENSIGT_ERROR_INIT;
        ProtobufCMessage *reply = NULL;
        assert_int_equal(hensigt_pending_wait(calls[i], &reply, NULL, &error), HS_DEADLINE_EXCEEDED);
        assert_true(now_ms() - begin >= 50 + 37 * i % N * 3 - 1);
        assert_false(error.outcome_unknown);
        assert_non_null(strstr(error.message, "too many calls are under way"));
        hensigt_pending_release(calls[i]);
    }
    assert_true(now_ms() - begin < 50 + N * 3 + 5000);
    hensigt_pending_release(first);
    hensigt_channel_close(channel);
    fake_stop(server);
}

/* Of the writes that a full socket did not take, the outcome is known; the others reach the service whole. */
static void knows_what_was_sent(void **state)
{
    enum { N = 20, SIZE = 60000 };
    static char text[SIZE + 1];
    static const char *const kinds[] = {NULL, "tcp"};
    const enum fake_fault stalled = FAKE_STALLED;
    (void)state;
    memset(text, 's', SIZE);
    for (size_t kind = 0; kind < 2; kind++) {
        struct hensigt_pending *calls[N];
        unsigned unknown = 0;
        struct fake_server *server = fake_start(&(struct fake_options){.endpoint = kinds[kind], .faults = &stalled, .n_faults = 1});
        struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){.attempt_ms = PATIENCE_MS}, server, NULL);
        for (int i = 0; i < N; i++) {
            calls[i] = start_text(channel, &write_method, 200, text, NULL, NULL);
        }
        for (int i = 0; i < N; i++) {
            struct hensigt_error error = HENSIGT_ERROR_INIT;
            ProtobufCMessage *reply = NULL;
            assert_int_equal(hensigt_pending_wait(calls[i], &reply, NULL, &error), HS_DEADLINE_EXCEEDED);
            unknown += error.outcome_unknown;
            hensigt_pending_release(calls[i]);
        }
        assert_true(unknown > 0);
        assert_true(kind == 1 || unknown < N); /* the system decides how much a socket takes; on tcp it may be all */
        struct hensigt_pending *last = start_text(channel, &read_method, PATIENCE_MS, "last", NULL, NULL);
        ProtobufCMessage *reply = NULL;
        fake_run(server, fake_resume, server);
        assert_int_equal(hensigt_pending_wait(last, &reply, NULL, NULL), HS_OK);
        assert_int_equal(fake_requests(server), unknown + 1);
        assert_int_equal(fake_connections(server), 1);
        protobuf_c_message_free_unpacked(reply, NULL);
        hensigt_pending_release(last);
        hensigt_channel_close(channel);
        fake_stop(server);
    }
}

/* ---- what a completion may do ---- */

struct chain {
    struct hensigt_channel *channel;
    struct tally *tally;
    unsigned left;
    int refused;
};

static void go_on(void *context, const struct hensigt_outcome *outcome)
{
    struct chain *chain = context;
    hensigt_rpc_metadatum request;
    ProtobufCMessage *reply = NULL;
    hensigt__rpc__v1__metadatum__init(&request);
    chain->refused += hensigt_call(chain->channel, &read_method, NULL, &request.base, &reply, NULL) == HS_FAILED_PRECONDITION;
    if (chain->left-- > 0 && hensigt_start(chain->channel, &read_method, NULL, &request.base, go_on, chain, NULL, NULL) != 0) {
        abort();
    }
    count(chain->tally, outcome);
}

static void lets_completions_start_calls_but_not_wait(void **state)
{
    struct tally tally;
    (void)state;
    tally_init(&tally);
    struct fake_server *server = fake_start(&(struct fake_options){0});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){.timeout_ms = PATIENCE_MS}, server, NULL);
    struct chain chain = {channel, &tally, 10, 0};
    hensigt_pending_release(start_text(channel, &read_method, 0, "x", go_on, &chain));
    await_ended(&tally, 11);
    hensigt_channel_close(channel);
    assert_int_equal(tally.good, 11);
    assert_int_equal(chain.refused, 11);
    assert_int_equal(fake_requests(server), 11);
    fake_stop(server);
}

struct attempt {
    struct hensigt_channel *channel;
    int code;
};

static void start_another(void *context, const struct hensigt_outcome *outcome)
{
    struct attempt *attempt = context;
    hensigt_rpc_metadatum request;
    (void)outcome;
    hensigt__rpc__v1__metadatum__init(&request);
    attempt->code = hensigt_start(attempt->channel, &read_method, NULL, &request.base, NULL, NULL, NULL, NULL);
}

static void starts_nothing_while_closing(void **state)
{
    static struct kept kept;
    (void)state;
    kept = (struct kept){0};
    struct fake_server *server = fake_start(&(struct fake_options){.handler = keep, .context = &kept});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){.timeout_ms = PATIENCE_MS}, server, NULL);
    struct attempt attempt = {channel, -1};
    hensigt_pending_release(start_text(channel, &read_method, 0, "x", start_another, &attempt));
    fake_await_requests(server, 1);
    hensigt_channel_close(channel);
    assert_int_equal(attempt.code, HS_CANCELLED);
    fake_stop(server);
}

/* Signals are the program's: none is delivered to the channel's thread. */
static void record_mask(void *context, const struct hensigt_outcome *outcome)
{
    protobuf_c_message_free_unpacked(outcome->reply, NULL);
    pthread_sigmask(SIG_SETMASK, NULL, context);
}

static void blocks_signals_in_its_thread(void **state)
{
    sigset_t mask, before, after;
    (void)state;
    sigemptyset(&mask);
    pthread_sigmask(SIG_SETMASK, NULL, &before);
    struct fake_server *server = fake_start(&(struct fake_options){0});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){0}, server, NULL);
    hensigt_pending_release(start_text(channel, &read_method, PATIENCE_MS, "x", record_mask, &mask));
    fake_await_requests(server, 1);
    assert_int_equal(call_text(channel, &read_method, NULL, "y", NULL), HS_OK);
    hensigt_channel_close(channel);
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    for (int signal = 1; signal < 32; signal++) {
        assert_int_equal(sigismember(&before, signal), sigismember(&after, signal));
        assert_true(signal == SIGKILL || signal == SIGSTOP || sigismember(&mask, signal));
    }
    fake_stop(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(completes_on_the_channels_thread),
        cmocka_unit_test(completes_where_it_is_dispatched),
        cmocka_unit_test(closing_dispatches_what_is_left),
        cmocka_unit_test(gives_a_result_once),
        cmocka_unit_test(cancels),
        cmocka_unit_test(keeps_within_the_window),
        cmocka_unit_test(watches_stand_aside),
        cmocka_unit_test(bounds_the_queue),
        cmocka_unit_test(keeps_deadlines_in_the_queue),
        cmocka_unit_test(knows_what_was_sent),
        cmocka_unit_test(lets_completions_start_calls_but_not_wait),
        cmocka_unit_test(starts_nothing_while_closing),
        cmocka_unit_test(blocks_signals_in_its_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
