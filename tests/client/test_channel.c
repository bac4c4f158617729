/* Blocking calls on a channel: what goes out, what comes back, and every way in which it can go wrong. */
#include "seen.h"
#include "support.h"
#include "wire/status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void refuses_bad_options(void **state)
{
    static const char *const bad[] = {
        "",
        "ipc:",
        "ipc://",
        "tcp://127.0.0.1",
        "tcp://127.0.0.1:",
        "tcp://127.0.0.1:0",
        "tcp://127.0.0.1:65536",
        "tcp://:80",
        "ws://",
        "tcp://example:80",
        "tcp://[::1:80",
        "tcp://127.0.0.1:80x",
        "tcp://127.0.0.1:000080",
        "inproc://x",
        "tcp://[]:1",
        "ipc:///0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678",
    };
    (void)state;
    struct hensigt_channel *channel = NULL;
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    struct hensigt_channel_options options = {0};
    assert_int_equal(hensigt_channel_open(&channel, &options, &error), HS_INVALID_ARGUMENT);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const char *endpoints[] = {"ipc:///tmp/good", bad[i]};
        options = (struct hensigt_channel_options){.endpoints = endpoints, .n_endpoints = 2};
        assert_int_equal(hensigt_channel_open(&channel, &options, &error), HS_INVALID_ARGUMENT);
        assert_int_equal(error.code, HS_INVALID_ARGUMENT);
        assert_non_null(strstr(error.message, "endpoints: "));
        assert_null(channel);
        assert_int_equal(hensigt_channel_open(&channel, &options, NULL), HS_INVALID_ARGUMENT);
    }
    options = (struct hensigt_channel_options){
        .endpoints = (const char *const[]){"tcp://localhost:1"}, .n_endpoints = 1, .window = 65537};
    assert_int_equal(hensigt_channel_open(&channel, &options, &error), HS_INVALID_ARGUMENT);
    assert_non_null(strstr(error.message, "window"));
    options.window = 65536;
    assert_int_equal(hensigt_channel_open(&channel, &options, &error), HS_OK);
    assert_int_equal(error.code, 0);
    hensigt_channel_close(channel);
    hensigt_channel_close(NULL);
}

static void answers_over_every_kind_of_endpoint(void **state)
{
    static const char *const kinds[] = {NULL, "tcp", "tcp6"};
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct fake_server *server = fake_start(&(struct fake_options){.endpoint = kinds[i]});
        struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){0}, server, NULL);
        struct hensigt_error error = HENSIGT_ERROR_INIT;
        assert_int_equal(call_text(channel, &read_method, NULL, "one", &error), 0);
        assert_int_equal(call_text(channel, &write_method, NULL, "two", &error), 0);
        assert_int_equal(error.code, 0);
        assert_int_equal(fake_connections(server), 1);
        hensigt_channel_close(channel);
        fake_stop(server);
    }
}

/* A reply much larger than what is read at once, and requests up to the limit. */
static void carries_large_messages(void **state)
{
    static char text[HENSIGT_MAX_REQUEST + 1];
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    (void)state;
    struct fake_server *server = fake_start(&(struct fake_options){0});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){0}, server, NULL);
    memset(text, 'a', sizeof text - 1);
    assert_int_equal(call_text(channel, &read_method, NULL, text, &error), HS_INVALID_ARGUMENT);
    assert_non_null(strstr(error.message, "REQUEST_TOO_LARGE"));
    assert_false(error.answered);
    assert_int_equal(call_text(channel, &write_method, NULL, text, &error), HS_INVALID_ARGUMENT);
    assert_false(error.outcome_unknown);
    assert_int_equal(fake_requests(server), 0);
    text[HENSIGT_MAX_REQUEST - 100] = '\0';
    assert_int_equal(call_text(channel, &write_method, NULL, text, &error), HS_OK);
    assert_int_equal(error.code, HS_OK);
    hensigt_channel_close(channel);
    fake_stop(server);
}

static void refuses_bad_requests(void **state)
{
    hensigt_rpc_metadatum request;
    hensigt_rpc_error_info other;
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    ProtobufCMessage *reply = NULL;
    (void)state;
    struct fake_server *server = fake_start(&(struct fake_options){0});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){0}, server, NULL);
    hensigt__rpc__v1__metadatum__init(&request);
    hensigt__rpc__v1__error_info__init(&other);
    assert_int_equal(hensigt_call(channel, &read_method, NULL, &other.base, &reply, &error), HS_INVALID_ARGUMENT);
    assert_string_equal(error.message, "test.Service/Read takes a hensigt.rpc.v1.Metadatum, not a hensigt.rpc.v1.ErrorInfo");
    assert_int_equal(hensigt_call(channel, &read_method, NULL, NULL, &reply, &error), HS_INVALID_ARGUMENT);
    other.n_metadata = 1;
    assert_int_equal(hensigt_call(channel, &read_method, NULL, &other.base, &reply, &error), HS_INVALID_ARGUMENT);
    assert_null(reply);
    assert_int_equal(fake_requests(server), 0);
    hensigt_channel_close(channel);
    fake_stop(server);
}

/* ---- what goes out ---- */

static void sends_what_the_envelope_needs(void **state)
{
    static const uint8_t given[16] = {9, 8, 7, 6, 5, 4, 3, 2, 1};
    struct seen seen = {0};
    (void)state;
    struct fake_server *server = fake_start(&(struct fake_options){.handler = note, .context = &seen});
    struct hensigt_channel *channel =
        open_channel((struct hensigt_channel_options){.access_key = "secret", .timeout_ms = PATIENCE_MS}, server, NULL);
    const struct hensigt_call_options traced = {.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                                                .timeout_ms = 5000};
    const struct hensigt_call_options repeated = {.request_id = given};
    assert_int_equal(call_text(channel, &read_method, &traced, "", NULL), HS_OK);
    assert_int_equal(call_text(channel, &write_method, NULL, "b", NULL), HS_OK);
    assert_int_equal(call_text(channel, &write_method, NULL, "c", NULL), HS_OK);
    assert_int_equal(call_text(channel, &write_method, &repeated, "d", NULL), HS_OK);
    assert_int_equal(call_text(channel, &read_method, &repeated, "e", NULL), HS_OK);
    hensigt_channel_close(channel);
    fake_stop(server);

    assert_int_equal(seen.n, 5);
    assert_string_equal(seen.requests[0].method, "test.Service/Read");
    assert_string_equal(seen.requests[1].method, "test.Service/Write");
    assert_string_equal(seen.requests[0].access_key, "secret");
    assert_string_equal(seen.requests[0].traceparent, traced.traceparent);
    assert_string_equal(seen.requests[1].traceparent, "");
    assert_int_equal(seen.requests[0].request_id_size, 0);
    assert_int_equal(seen.requests[4].request_id_size, 0);
    assert_int_equal(seen.requests[1].request_id_size, 16);
    assert_int_equal(seen.requests[1].request_id[6] >> 4, 7);
    assert_int_equal(seen.requests[1].request_id[8] >> 6, 2);
    assert_memory_not_equal(seen.requests[1].request_id, seen.requests[2].request_id, 16);
    assert_memory_equal(seen.requests[3].request_id, given, 16);
    assert_in_range(seen.requests[0].timeout, 1, INT64_C(5000000000));
    assert_in_range(seen.requests[1].timeout, INT64_C(5000000001), PATIENCE_MS * INT64_C(1000000));
}

/* ---- what comes back ---- */

static void not_found(struct fake_peer *peer, const struct fake_request *request, void *context)
{
    hensigt_rpc_reply reply;
    hensigt_rpc_status status;
    hensigt_rpc_error_info info;
    (void)context;
    hensigt__rpc__v1__reply__init(&reply);
    hensigt__rpc__v1__status__init(&status);
    hensigt__rpc__v1__error_info__init(&info);
    info.reason = (char *)(uintptr_t) "NO_SUCH_CENTRE";
    status.error_info = &info;
    status.code = (Hensigt__Rpc__V1__Code)HS_NOT_FOUND;
    reply.status = &status;
    fake_reply(peer, request->id, &reply);
}

static void gives_the_services_answer(void **state)
{
    static const uint8_t nothing[16] = {0};
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    struct hensigt_receipt receipt = {.sequence = 77};
    const struct hensigt_call_options options = {.receipt = &receipt};
    (void)state;
    struct fake_server *server = fake_start(&(struct fake_options){.handler = not_found});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){0}, server, NULL);
    assert_int_equal(call_text(channel, &read_method, &options, "x", &error), HS_NOT_FOUND);
    assert_int_equal(error.code, HS_NOT_FOUND);
    assert_true(error.answered);
    assert_false(error.outcome_unknown);
    assert_string_equal(error.message, "NOT_FOUND"); /* the service said nothing in words */
    assert_non_null(error.status);
    assert_string_equal(error.status->error_info->reason, "NO_SUCH_CENTRE");
    assert_memory_equal(error.request_id, nothing, 16);
    assert_int_equal(call_text(channel, &write_method, &options, "x", &error), HS_NOT_FOUND);
    assert_memory_not_equal(error.request_id, nothing, 16);
    assert_int_equal(receipt.sequence, 77);
    assert_int_equal(call_text(channel, &write_method, NULL, "x", NULL), HS_NOT_FOUND);
    hensigt_error_clear(&error);
    assert_null(error.status);
    hensigt_channel_close(channel);
    fake_stop(server);
}

static void with_receipt(struct fake_peer *peer, const struct fake_request *request, void *context)
{
    static uint8_t hash[32] = {1, 2, 3};
    hensigt_rpc_reply reply;
    hensigt_rpc_receipt receipt;
    Google__Protobuf__Timestamp time = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
    (void)context;
    hensigt__rpc__v1__reply__init(&reply);
    hensigt__rpc__v1__receipt__init(&receipt);
    time.seconds = 1700000000;
    time.nanos = 5000;
    receipt.sequence = 42;
    receipt.chain_hash = (ProtobufCBinaryData){sizeof hash, hash};
    receipt.write_time = &time;
    reply.receipt = &receipt;
    reply.body = request->envelope->body;
    fake_reply(peer, request->id, &reply);
}

static void gives_the_receipt(void **state)
{
    struct hensigt_receipt receipt = {0};
    const struct hensigt_call_options options = {.receipt = &receipt};
    (void)state;
    struct fake_server *server = fake_start(&(struct fake_options){.handler = with_receipt});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){0}, server, NULL);
    assert_int_equal(call_text(channel, &write_method, &options, "x", NULL), HS_OK);
    assert_int_equal(receipt.sequence, 42);
    assert_int_equal(receipt.chain_hash[2], 3);
    assert_int_equal(receipt.write_time, INT64_C(1700000000000005));
    hensigt_channel_close(channel);
    fake_stop(server);
}

static void unknown_fields(struct fake_peer *peer, const struct fake_request *request, void *context)
{
    static const uint8_t body[] = {0x0a, 1, 'x', 0x98, 0x06, 7}; /* key = "x", and field 99 = 7 */
    (void)context;
    fake_answer(peer, request->id, body, sizeof body);
}

static void keeps_unknown_fields_of_replies(void **state)
{
    hensigt_rpc_metadatum request;
    ProtobufCMessage *reply = NULL;
    (void)state;
    struct fake_server *server = fake_start(&(struct fake_options){.handler = unknown_fields});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){0}, server, NULL);
    hensigt__rpc__v1__metadatum__init(&request);
    assert_int_equal(hensigt_call(channel, &read_method, NULL, &request.base, &reply, NULL), HS_OK);
    assert_int_equal(reply->n_unknown_fields, 1);
    assert_int_equal(reply->unknown_fields[0].tag, 99);
    protobuf_c_message_free_unpacked(reply, NULL);
    hensigt_channel_close(channel);
    fake_stop(server);
}

static void garbage_body(struct fake_peer *peer, const struct fake_request *request, void *context)
{
    (void)context;
    fake_answer(peer, request->id, (const uint8_t *)"\x0a\x02\xff\xfe", 4); /* key is not UTF-8 */
}

static void tells_of_a_body_it_cannot_read(void **state)
{
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    (void)state;
    struct fake_server *server = fake_start(&(struct fake_options){.handler = garbage_body});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){0}, server, NULL);
    assert_int_equal(call_text(channel, &write_method, NULL, "x", &error), HS_INTERNAL);
    assert_true(error.answered);
    assert_false(error.outcome_unknown);
    assert_non_null(strstr(error.message, "hensigt.rpc.v1.Metadatum"));
    hensigt_channel_close(channel);
    fake_stop(server);
}

/* ---- time ---- */

static void keeps_the_deadline(void **state)
{
    static const struct {
        const struct hs_method *method;
        bool unknown;
    } cases[] = {{&read_method, false}, {&write_method, true}, {&watch_method, false}};
    (void)state;
    struct fake_server *server = fake_start(&(struct fake_options){.handler = fake_ignore});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){0}, server, NULL);
    for (size_t i = 0; i < 3; i++) {
        struct hensigt_error error = HENSIGT_ERROR_INIT;
        const struct hensigt_call_options options = {.timeout_ms = 120};
        const int64_t begin = now_ms();
        assert_int_equal(call_text(channel, cases[i].method, &options, "x", &error), HS_DEADLINE_EXCEEDED);
        assert_in_range(now_ms() - begin, 119, 120 + 2000);
        assert_false(error.answered);
        assert_int_equal(error.outcome_unknown, cases[i].unknown);
        assert_null(error.status);
        assert_string_equal(error.message, "no answer within 120 ms (attempts: 1)");
    }
    hensigt_channel_close(channel);
    fake_stop(server);
}

/* A write of which no byte left this machine has a known outcome. */
static void knows_that_a_write_was_never_sent(void **state)
{
    const enum fake_fault faults[] = {FAKE_NO_GREETING, FAKE_NO_GREETING, FAKE_NO_GREETING};
    const struct hensigt_call_options options = {.timeout_ms = 120};
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    (void)state;
    struct fake_server *server = fake_start(&(struct fake_options){.faults = faults, .n_faults = 3});
    struct hensigt_channel *channel = open_channel((struct hensigt_channel_options){0}, server, NULL);
    assert_int_equal(call_text(channel, &write_method, &options, "x", &error), HS_DEADLINE_EXCEEDED);
    assert_false(error.outcome_unknown);
    assert_non_null(strstr(error.message, "no connection within 120 ms; ipc://"));
    fake_stop(server);
    const int64_t begin = now_ms();
    assert_int_equal(call_text(channel, &write_method, &options, "x", &error), HS_DEADLINE_EXCEEDED);
    assert_in_range(now_ms() - begin, 119, 120 + 2000);
    assert_false(error.outcome_unknown);
    assert_non_null(strstr(error.message, "cannot connect"));
    hensigt_channel_close(channel);
}

static void says_early_that_nothing_can_be_reached(void **state)
{
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    struct hensigt_channel *channel = NULL;
    const char *endpoints[] = {"ipc:///tmp/hensigt-there-is-nothing-here", "tcp://127.0.0.1:1"};
    const struct hensigt_channel_options options = {
        .endpoints = endpoints, .n_endpoints = 2, .timeout_ms = PATIENCE_MS, .unreachable_ms = 100};
    (void)state;
    assert_int_equal(hensigt_channel_open(&channel, &options, &error), HS_OK);
    for (int i = 0; i < 2; i++) {
        const int64_t begin = now_ms();
        assert_int_equal(call_text(channel, &write_method, NULL, "x", &error), HS_UNAVAILABLE);
        assert_in_range(now_ms() - begin, 99, 100 + 5000);
        assert_false(error.answered);
        assert_false(error.outcome_unknown);
        assert_non_null(strstr(error.message, "the service cannot be reached: tcp://127.0.0.1:1: cannot connect: "));
    }
    hensigt_channel_close(channel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_bad_options),
        cmocka_unit_test(answers_over_every_kind_of_endpoint),
        cmocka_unit_test(carries_large_messages),
        cmocka_unit_test(refuses_bad_requests),
        cmocka_unit_test(sends_what_the_envelope_needs),
        cmocka_unit_test(gives_the_services_answer),
        cmocka_unit_test(gives_the_receipt),
        cmocka_unit_test(keeps_unknown_fields_of_replies),
        cmocka_unit_test(tells_of_a_body_it_cannot_read),
        cmocka_unit_test(keeps_the_deadline),
        cmocka_unit_test(knows_that_a_write_was_never_sent),
        cmocka_unit_test(says_early_that_nothing_can_be_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
