/* The small parts of the client that need no server: timers, request ids, endpoints, envelopes. */
#include "address.h"
#include "clock.h"
#include "envelope.h"
#include "error.h"
#include "request_id.h"
#include "support.h"
#include "timers.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

/* ---- timers: against a plain search ---- */

enum { CALLS = 200 };

static const struct hensigt_pending *search_first(struct hensigt_pending *const calls[CALLS])
{
    const struct hensigt_pending *first = NULL;
    for (size_t i = 0; i < CALLS; i++) {
        if (calls[i]->timer != 0 && (first == NULL || calls[i]->due < first->due)) {
            first = calls[i];
        }
    }
    return first;
}

static void timers_bring_up_the_first(void **state)
{
    struct hensigt_pending *calls[CALLS];
    struct hs_timers timers = {0};
    unsigned seed = 1;
    (void)state;
    for (size_t i = 0; i < CALLS; i++) {
        calls[i] = hs_pending_new(0, NULL);
    }
    assert_null(hs_timers_first(&timers));
    for (int step = 0; step < 20000; step++) {
        seed = seed * 1103515245u + 12345u;
        struct hensigt_pending *call = calls[(seed >> 16) % CALLS];
        if ((seed >> 8) % 3 == 0) {
            hs_timers_remove(&timers, call);
            assert_int_equal(call->timer, 0);
        } else {
            assert_true(hs_timers_reserve(&timers));
            hs_timers_set(&timers, call, (seed >> 12) % 500);
        }
        const struct hensigt_pending *first = search_first(calls);
        assert_true((first == NULL) == (hs_timers_first(&timers) == NULL));
        assert_true(first == NULL || hs_timers_first(&timers)->due == first->due);
    }
    for (int64_t last = -1; timers.n > 0;) {
        struct hensigt_pending *call = hs_timers_first(&timers);
        assert_true(call->due >= last);
        last = call->due;
        hs_timers_remove(&timers, call);
    }
    assert_null(search_first(calls));
    for (size_t i = 0; i < CALLS; i++) {
        hs_pending_drop(calls[i]);
    }
    hs_timers_free(&timers);
}

/* ---- request ids ---- */

static void request_ids_follow_time(void **state)
{
    uint8_t earlier[16], later[16];
    const uint8_t time[6] = {0x01, 0x8b, 0xcf, 0xe5, 0x68, 0x00};
    (void)state;
    assert_true(hs_request_id_make(earlier, INT64_C(0x018bcfe56800)));
    assert_true(hs_request_id_make(later, INT64_C(0x018bcfe56801)));
    assert_memory_equal(earlier, time, sizeof time);
    assert_true(memcmp(earlier, later, 16) < 0);
    for (int i = 0; i < 100; i++) {
        assert_true(hs_request_id_make(later, hs_clock_unix_ms()));
        assert_int_equal(later[6] & 0xf0, 0x70);
        assert_int_equal(later[8] & 0xc0, 0x80);
        assert_memory_not_equal(earlier, later, 16);
        memcpy(earlier, later, 16);
    }
}

static void jitter_stays_in_its_half(void **state)
{
    bool differs = false;
    (void)state;
    for (int i = 0; i < 1000; i++) {
        const int64_t delay = hs_jittered(1000000);
        assert_in_range(delay, 500000, 1000000);
        differs = differs || delay != hs_jittered(1000000);
    }
    assert_true(differs);
    assert_int_equal(hs_jittered(0), 0);
}

/* ---- endpoints ---- */

static void endpoints_are_read(void **state)
{
    struct hs_address address;
    char why[200];
    (void)state;
    assert_true(hs_address_parse(&address, "ipc:///run/x.sock", why, sizeof why));
    assert_int_equal(address.framing, HS_SP_IPC);
    assert_int_equal(address.form.any.sa_family, AF_UNIX);
    assert_string_equal(address.form.ipc.sun_path, "/run/x.sock");
    assert_true(hs_address_parse(&address, "tcp://localhost:5533", why, sizeof why));
    assert_int_equal(address.framing, HS_SP_TCP);
    assert_int_equal(address.form.tcp4.sin_family, AF_INET);
    assert_int_equal(address.form.tcp4.sin_port, htons(5533));
    assert_int_equal(address.form.tcp4.sin_addr.s_addr, htonl(0x7f000001));
    assert_true(hs_address_parse(&address, "tcp://[2001:db8::7]:65535", why, sizeof why));
    assert_int_equal(address.form.tcp6.sin6_family, AF_INET6);
    assert_int_equal(address.form.tcp6.sin6_port, htons(65535));
    assert_int_equal(address.form.tcp6.sin6_addr.s6_addr[15], 7);
    assert_int_equal(address.length, sizeof address.form.tcp6);
    assert_false(hs_address_parse(&address, "tcp://example:1", why, sizeof why));
    assert_string_equal(why, "tcp://example:1: the address must be given in numbers: 127.0.0.1 or [::1]");
    assert_int_equal(address.form.tcp6.sin6_port, htons(65535)); /* untouched */
}

/* ---- envelopes ---- */

static void envelopes_have_room(void **state)
{
    static const int64_t timeouts[] = {1, HS_MILLISECOND, HS_SECOND - 1, HS_SECOND, 4294967296 * HS_SECOND / 1000 - 1};
    static const uint8_t id[16] = {1};
    (void)state;
    for (size_t i = 0; i < sizeof timeouts / sizeof timeouts[0]; i++) {
        const struct hs_envelope envelope = {.method = "a/B",
                                             .body = (const uint8_t *)"body",
                                             .body_size = 4,
                                             .request_id = id,
                                             .timeout = timeouts[i],
                                             .access_key = "k",
                                             .traceparent = "t"};
        const size_t room = hs_envelope_size(&envelope);
        uint8_t *packed = malloc(room);
        const size_t size = hs_envelope_pack(&envelope, packed);
        assert_in_range(size, 1, room);
        hensigt_rpc_request *request = hensigt__rpc__v1__request__unpack(NULL, size, packed);
        assert_non_null(request);
        assert_string_equal(request->method, "a/B");
        assert_int_equal(request->timeout->seconds * HS_SECOND + request->timeout->nanos, timeouts[i]);
        assert_int_equal(request->request_id.len, 16);
        hensigt__rpc__v1__request__free_unpacked(request, NULL);
        free(packed);
    }
}

static void receipts_are_checked(void **state)
{
    static uint8_t hash[33] = {5};
    Google__Protobuf__Timestamp time = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
    hensigt_rpc_receipt receipt;
    struct hensigt_receipt out = {.sequence = 1};
    (void)state;
    hensigt__rpc__v1__receipt__init(&receipt);
    receipt.sequence = 9;
    receipt.chain_hash = (ProtobufCBinaryData){32, hash};
    assert_false(hs_receipt_read(NULL, &out));
    assert_false(hs_receipt_read(&receipt, &out)); /* no time */
    receipt.write_time = &time;
    receipt.chain_hash.len = 33;
    assert_false(hs_receipt_read(&receipt, &out));
    receipt.chain_hash.len = 32;
    time.seconds = INT64_MAX;
    assert_false(hs_receipt_read(&receipt, &out));
    assert_int_equal(out.sequence, 1); /* untouched */
    time.seconds = -5;
    time.nanos = 999999999;
    assert_true(hs_receipt_read(&receipt, &out));
    assert_int_equal(out.sequence, 9);
    assert_int_equal(out.chain_hash[0], 5);
    assert_int_equal(out.write_time, -4000001);
}

static void codes_have_names(void **state)
{
    (void)state;
    assert_string_equal(hensigt_code_name(0), "OK");
    assert_string_equal(hensigt_code_name(5), "NOT_FOUND");
    assert_string_equal(hensigt_code_name(16), "UNAUTHENTICATED");
    assert_string_equal(hensigt_code_name(17), "UNKNOWN");
    assert_string_equal(hensigt_code_name(-1), "UNKNOWN");
}

static void messages_end_with_a_character(void **state)
{
    static char text[600];
    (void)state;
    for (size_t shift = 0; shift < 4; shift++) {
        struct hensigt_error error = HENSIGT_ERROR_INIT;
        memset(text, 'a', shift);
        for (size_t i = shift; i + 3 < sizeof text; i += 3) {
            memcpy(text + i, "\xe2\x82\xac", 4); /* a euro sign */
        }
        assert_int_equal(hs_error_set(&error, HS_INTERNAL, "%s", text), HS_INTERNAL);
        const size_t length = strlen(error.message);
        assert_in_range(length, sizeof error.message - 5, sizeof error.message - 1);
        assert_int_equal((length - shift) % 3, 0);
        assert_memory_equal(error.message, text, length);
    }
    assert_int_equal(hs_error_set(NULL, HS_INTERNAL, "nobody listens"), HS_INTERNAL);
}

static void methods_are_found(void **state)
{
    (void)state;
    assert_string_equal(hensigt_method("hensigt.v1.HealthService/CheckHealth")->name, "CheckHealth"); /* what lanes probe with */
    assert_null(hensigt_method("hensigt.v1.HealthService/CheckWealth"));
    assert_null(hensigt_method(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timers_bring_up_the_first),
        cmocka_unit_test(request_ids_follow_time),
        cmocka_unit_test(jitter_stays_in_its_half),
        cmocka_unit_test(endpoints_are_read),
        cmocka_unit_test(envelopes_have_room),
        cmocka_unit_test(receipts_are_checked),
        cmocka_unit_test(messages_end_with_a_character),
        cmocka_unit_test(codes_have_names),
        cmocka_unit_test(methods_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
