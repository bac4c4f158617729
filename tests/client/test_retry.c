/* Calls that are tried again: refused for now, unanswered, on connections that break, at services that come and go. */
#include "seen.h"
#include "support.h"
#include "wire/status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void tries_again_when_unavailable(void **state)
{
    struct seen seen = {.refuse = 3};
    (void)state;
    struct fake_server *server = fake_start(&(struct fake_options){.handler = note, .context = &seen});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){.timeout_ms = PATIENCE_MS}, server, NULL);
    assert_int_equal(call_text(channel, &write_method, NULL, "x", NULL), HS_OK);
    hensigt_channel_close(channel);
    fake_stop(server);
    assert_int_equal(seen.n, 4);
    for (unsigned i = 1; i < seen.n; i++) {
        assert_memory_equal(seen.requests[i].request_id, seen.requests[0].request_id, 16);
        assert_true(seen.requests[i].timeout < seen.requests[i - 1].timeout);
    }
}

static void gives_up_when_unavailable_to_the_end(void **state)
{
    static const struct {
        bool outcome_unknown;
        int64_t retry_delay;
        uint32_t timeout_ms;
    } cases[] = {{false, 0, 300}, {true, 0, 300}, {false, 100000, PATIENCE_MS}, {false, INT64_MAX, PATIENCE_MS}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct seen seen = {.refuse = 1000, .outcome_unknown = cases[i].outcome_unknown, .retry_delay = cases[i].retry_delay};
        struct hensigt_error error = HENSIGT_ERROR_INIT;
        struct fake_server *server = fake_start(&(struct fake_options){.handler = note, .context = &seen});
        struct hensigt_channel *channel =
            open_channel((struct hensigt_channel_options){.timeout_ms = cases[i].timeout_ms}, server, NULL);
        assert_int_equal(call_text(channel, &write_method, NULL, "x", &error), HS_UNAVAILABLE);
        assert_true(error.answered);
        assert_string_equal(error.message, "starting");
        assert_int_equal(error.outcome_unknown, cases[i].outcome_unknown);
        assert_true(cases[i].retry_delay == 0 ? fake_requests(server) > 1 : fake_requests(server) == 1);
        hensigt_error_clear(&error);
        hensigt_channel_close(channel);
        fake_stop(server);
    }
}

/* An answer that the service dropped. */
static void sends_again_after_a_lost_answer(void **state)
{
    struct seen seen = {.ignore = 2};
    (void)state;
    struct fake_server *server = fake_start(&(struct fake_options){.handler = note, .context = &seen});
    struct hensigt_channel *channel =
        open_channel((struct hensigt_channel_options){.timeout_ms = PATIENCE_MS, .attempt_ms = 20}, server, NULL);
    assert_int_equal(call_text(channel, &write_method, NULL, "x", NULL), HS_OK);
    assert_int_equal(fake_connections(server), 1); /* the service lives: it answers the probes */
    hensigt_channel_close(channel);
    fake_stop(server);
    assert_true(seen.n >= 3);
    assert_memory_equal(seen.requests[2].request_id, seen.requests[0].request_id, 16);
}

static void outlives_every_fault_of_a_connection(void **state)
{
    static const char *const kinds[] = {NULL, "tcp"};
    (void)state;
    for (size_t kind = 0; kind < 2; kind++) {
        for (int fault = FAKE_SERVE; fault < FAKE_FAULTS; fault++) {
            const enum fake_fault faults[] = {(enum fake_fault)fault, (enum fake_fault)fault};
            struct hensigt_error error = HENSIGT_ERROR_INIT;
            struct fake_server *server =
                fake_start(&(struct fake_options){.endpoint = kinds[kind], .faults = faults, .n_faults = 2});
            struct hensigt_channel *channel =
                open_channel((struct hensigt_channel_options){.timeout_ms = PATIENCE_MS, .attempt_ms = 50}, server, NULL);
            assert_int_equal(call_text(channel, &write_method, NULL, "x", &error), HS_OK);
            /* On a machine under load an attempt may be given up that would have been answered. */
            assert_true(fake_connections(server) >= (fault == FAKE_SERVE ? 1 : 3));
            hensigt_channel_close(channel);
            fake_stop(server);
        }
    }
}

/* A reply for nobody, one that comes twice, one to an attempt before: none of them disturbs. */
static void strays(struct fake_peer *peer, const struct fake_request *request, void *context)
{
    (void)context;
    fake_answer(peer, request->id ^ 1, (const uint8_t *)"\x0a\x05wrong", 7);
    fake_answer(peer, request->id ^ 0x1000, (const uint8_t *)"\x0a\x05wrong", 7);
    fake_answer(peer, request->id, request->envelope->body.data, request->envelope->body.len);
    fake_answer(peer, request->id, (const uint8_t *)"\x0a\x05twice", 7);
}

static void ignores_stray_replies(void **state)
{
    (void)state;
    struct fake_server *server = fake_start(&(struct fake_options){.handler = strays});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){.timeout_ms = PATIENCE_MS}, server, NULL);
    for (int i = 0; i < 50; i++) {
        assert_int_equal(call_text(channel, &read_method, NULL, i % 2 == 0 ? "even" : "odd", NULL), HS_OK);
    }
    assert_int_equal(fake_connections(server), 1);
    hensigt_channel_close(channel);
    fake_stop(server);
}

/* ---- services that come and go ---- */

/* Waits until a server has taken a connection that a client made: it may be slower than the client's next choice. */
static void await_connection(struct fake_server *server)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    for (int waited_ms = 0; fake_connections(server) == 0 && waited_ms < PATIENCE_MS; waited_ms++) {
        nanosleep(&pause, NULL);
    }
    assert_true(fake_connections(server) >= 1);
}

static void finds_the_living_endpoint(void **state)
{
    (void)state;
    for (int fault = FAKE_CLOSE_AT_ONCE; fault < FAKE_FAULTS; fault++) {
        enum fake_fault faults[16];
        for (size_t i = 0; i < 16; i++) {
            faults[i] = (enum fake_fault)fault;
        }
        struct fake_server *dead = fake_start(&(struct fake_options){.faults = faults, .n_faults = 16});
        struct fake_server *living = fake_start(&(struct fake_options){.endpoint = "tcp"});
        struct hensigt_channel *channel =
            open_channel((struct hensigt_channel_options){.timeout_ms = PATIENCE_MS, .attempt_ms = 50}, dead, living);
        assert_int_equal(call_text(channel, &read_method, NULL, "one", NULL), HS_OK);
        assert_int_equal(call_text(channel, &read_method, NULL, "two", NULL), HS_OK);
        await_connection(dead);
        assert_true(fake_connections(living) >= 1);
        hensigt_channel_close(channel);
        fake_stop(living);
        fake_stop(dead);
    }
}

static void outlives_a_restart(void **state)
{
    static const char *const kinds[] = {NULL, "tcp"};
    (void)state;
    for (size_t kind = 0; kind < 2; kind++) {
        struct fake_server *server = fake_start(&(struct fake_options){.endpoint = kinds[kind], .handler = fake_ignore});
        char endpoint[80];
        char text[8] = "";
        struct hensigt_pending *calls[40];
        snprintf(endpoint, sizeof endpoint, "%s", fake_endpoint(server));
        struct hensigt_channel *channel =
            open_channel((struct hensigt_channel_options){.window = 32, .attempt_ms = PATIENCE_MS}, server, NULL);
        for (int i = 0; i < 40; i++) {
            snprintf(text, sizeof text, "%d", i);
            calls[i] = start_text(channel, i % 2 == 0 ? &read_method : &write_method, PATIENCE_MS, text, NULL, NULL);
        }
        fake_await_requests(server, 32);
        fake_stop(server); /* the folder of an ipc endpoint goes too: the next one makes its own */
        if (kind == 0) {
            char folder[80];
            snprintf(folder, sizeof folder, "%s", endpoint + 6);
            *strrchr(folder, '/') = '\0';
            mkdir(folder, 0700);
        }
        server = fake_start(&(struct fake_options){.endpoint = endpoint});
        for (int i = 0; i < 40; i++) {
            ProtobufCMessage *reply = NULL;
            assert_int_equal(hensigt_pending_wait(calls[i], &reply, NULL, NULL), HS_OK);
            snprintf(text, sizeof text, "%d", i);
            assert_string_equal(((hensigt_rpc_metadatum *)reply)->key, text);
            protobuf_c_message_free_unpacked(reply, NULL);
            hensigt_pending_release(calls[i]);
        }
        assert_int_equal(fake_requests(server), 40);
        hensigt_channel_close(channel);
        fake_stop(server);
        if (kind == 0) {
            unlink(endpoint + 6);
            *strrchr(endpoint, '/') = '\0';
            rmdir(endpoint + 6);
        }
    }
}

/* What an attempt before did is not known from being turned away now. */
static void refuse_second(struct fake_peer *peer, const struct fake_request *request, void *context)
{
    (void)context;
    if (request->number % 2 == 0) {
        fake_close(peer);
    } else {
        fake_refuse(peer, request->id, request->number == 1 ? HS_RESOURCE_EXHAUSTED : HS_FAILED_PRECONDITION, false, "no");
    }
}

static void remembers_lost_attempts(void **state)
{
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    (void)state;
    struct fake_server *server = fake_start(&(struct fake_options){.handler = refuse_second});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){.timeout_ms = PATIENCE_MS}, server, NULL);
    assert_int_equal(call_text(channel, &write_method, NULL, "x", &error), HS_RESOURCE_EXHAUSTED);
    assert_true(error.answered);
    assert_true(error.outcome_unknown);
    assert_int_equal(call_text(channel, &write_method, NULL, "x", &error), HS_FAILED_PRECONDITION);
    assert_false(error.outcome_unknown);
    hensigt_error_clear(&error);
    hensigt_channel_close(channel);
    fake_stop(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tries_again_when_unavailable),
        cmocka_unit_test(gives_up_when_unavailable_to_the_end),
        cmocka_unit_test(sends_again_after_a_lost_answer),
        cmocka_unit_test(outlives_every_fault_of_a_connection),
        cmocka_unit_test(ignores_stray_replies),
        cmocka_unit_test(finds_the_living_endpoint),
        cmocka_unit_test(outlives_a_restart),
        cmocka_unit_test(remembers_lost_attempts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
