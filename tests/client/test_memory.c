/* Every allocation of the client fails once, and from some point on all of them do: each call still ends, in order. */
#include "support.h"
#include "wire/status.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* ---- malloc and its kin, as the linker puts them in the place of the library's (--wrap) ---- */

static atomic_long countdown; /* allocations until one fails; below 0 = none has to */
static atomic_bool lasting;   /* after the first failure all fail */
static atomic_bool failed;
static _Thread_local bool exempt; /* this thread is not the client's */

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *pointer, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *pointer, size_t size);
char *__wrap_strdup(const char *text);

static bool must_fail(void)
{
    if (exempt || (atomic_load(&failed) && !atomic_load(&lasting))) {
        return false;
    }
    if (atomic_load(&failed)) {
        return true;
    }
    if (atomic_fetch_sub(&countdown, 1) == 0) {
        atomic_store(&failed, true);
        return true;
    }
    return false;
}

void *__wrap_malloc(size_t size)
{
    return must_fail() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return must_fail() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *pointer, size_t size)
{
    return must_fail() ? NULL : __real_realloc(pointer, size);
}

char *__wrap_strdup(const char *text)
{
    return must_fail() ? NULL : __real_strdup(text);
}

static void arm(long nth, bool all_after)
{
    atomic_store(&failed, false);
    atomic_store(&lasting, all_after);
    atomic_store(&countdown, nth);
}

static void exempt_thread(void *context)
{
    (void)context;
    exempt = true;
}

/* ---- what is tried ---- */

enum { LARGE = 60000, TIMEOUT_MS = 100 };

static void answer_or_refuse(struct fake_peer *peer, const struct fake_request *request, void *context)
{
    (void)context;
    if (strcmp(request->envelope->method, write_method.full_name) == 0) {
        fake_refuse(peer, request->id, HS_NOT_FOUND, false, "no such thing");
    } else {
        fake_answer(peer, request->id, request->envelope->body.data, request->envelope->body.len);
    }
}

static bool is_expected(int code)
{
    return code == HS_OK || code == HS_NOT_FOUND || code == HS_RESOURCE_EXHAUSTED || code == HS_DEADLINE_EXCEEDED ||
           code == HS_INTERNAL;
}

static void swallow(void *context, const struct hensigt_outcome *outcome)
{
    *(int *)context = outcome->error->code;
    if (outcome->reply != NULL) {
        protobuf_c_message_free_unpacked(outcome->reply, NULL);
    }
}

static void call_in_every_way(struct hensigt_channel *channel, const char *large)
{
    static const char *const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const struct hensigt_call_options options = {.traceparent = traceparent};
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    hensigt_rpc_metadatum request;
    int code = -1;
    assert_true(is_expected(call_text(channel, &read_method, &options, "x", &error)));
    assert_true(is_expected(call_text(channel, &read_method, NULL, large, &error)));
    assert_true(is_expected(call_text(channel, &write_method, NULL, "y", &error)));
    hensigt__rpc__v1__metadatum__init(&request);
    const bool started = hensigt_start(channel, &read_method, NULL, &request.base, swallow, &code, NULL, &error) == HS_OK;
    assert_true(is_expected(call_text(channel, &read_method, NULL, "z", &error)));
    hensigt_error_clear(&error);
    hensigt_channel_close(channel);
    assert_true(started ? is_expected(code) || code == HS_CANCELLED : code == -1);
}

static void survives_every_failure(void **state)
{
    static char large[LARGE + 1];
    (void)state;
    memset(large, 'l', LARGE);
    for (int all_after = 0; all_after < 2; all_after++) {
        bool more = true;
        for (long nth = 0; more; nth++) {
            exempt = true;
            struct fake_server *server = fake_start(&(struct fake_options){.handler = answer_or_refuse});
            const char *endpoint = fake_endpoint(server);
            const struct hensigt_channel_options options = {
                .endpoints = &endpoint, .n_endpoints = 1, .access_key = "key", .timeout_ms = TIMEOUT_MS};
            struct hensigt_channel *channel = NULL;
            struct hensigt_error error = HENSIGT_ERROR_INIT;
            fake_run(server, exempt_thread, NULL);
            exempt = false;
            arm(nth, all_after == 1);
            const int code = hensigt_channel_open(&channel, &options, &error);
            assert_true(code == HS_OK || code == HS_RESOURCE_EXHAUSTED);
            if (code == HS_OK) {
                call_in_every_way(channel, large);
            }
            more = atomic_load(&failed);
            arm(-1, false);
            exempt = true;
            fake_stop(server);
        }
    }
}

int main(void)
{
    arm(-1, false);
    const struct CMUnitTest tests[] = {cmocka_unit_test(survives_every_failure)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
