#include "support.h"

#include <string.h>
#include <time.h>

static const struct hs_message metadatum = {.descriptor = &hensigt__rpc__v1__metadatum__descriptor};

const struct hs_method read_method = {
    .name = "Read", .full_name = "test.Service/Read", .input = &metadatum, .output = &metadatum, .cost = HS_COST_POINT};
const struct hs_method write_method = {.name = "Write",
                                       .full_name = "test.Service/Write",
                                       .input = &metadatum,
                                       .output = &metadatum,
                                       .cost = HS_COST_POINT,
                                       .write = true};
const struct hs_method watch_method = {
    .name = "Watch", .full_name = "test.Service/Watch", .input = &metadatum, .output = &metadatum, .cost = HS_COST_WAIT};

struct hensigt_channel *open_channel(struct hensigt_channel_options options, struct fake_server *first, struct fake_server *second)
{
    const char *endpoints[] = {fake_endpoint(first), second == NULL ? NULL : fake_endpoint(second)};
    struct hensigt_channel *channel = NULL;
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    options.endpoints = endpoints;
    options.n_endpoints = second == NULL ? 1 : 2;
    assert_int_equal(hensigt_channel_open(&channel, &options, &error), 0);
    assert_int_equal(error.code, 0);
    return channel;
}

int call_text(struct hensigt_channel *channel, const struct hs_method *method, const struct hensigt_call_options *options,
              const char *text, struct hensigt_error *error)
{
    hensigt_rpc_metadatum request;
    ProtobufCMessage *reply = NULL;
    hensigt__rpc__v1__metadatum__init(&request);
    request.key = (char *)(uintptr_t)text;
    const int code = hensigt_call(channel, method, options, &request.base, &reply, error);
    if (code == 0) {
        assert_non_null(reply);
        assert_string_equal(((hensigt_rpc_metadatum *)reply)->key, text);
        protobuf_c_message_free_unpacked(reply, NULL);
    } else {
        assert_null(reply);
    }
    return code;
}

struct hensigt_pending *start_text(struct hensigt_channel *channel, const struct hs_method *method, uint32_t timeout_ms,
                                   const char *text, hensigt_completion completed, void *context)
{
    const struct hensigt_call_options options = {.timeout_ms = timeout_ms};
    hensigt_rpc_metadatum request;
    struct hensigt_pending *pending = NULL;
    hensigt__rpc__v1__metadatum__init(&request);
    request.key = (char *)(uintptr_t)text;
    assert_int_equal(hensigt_start(channel, method, &options, &request.base, completed, context, &pending, NULL), 0);
    assert_non_null(pending);
    return pending;
}

int64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}
