/* The same calls over the library's own wire, over libnanomsg's REQ, and straight into a function. */
#include "direct_transport.h"
#include "nanomsg_transport.h"
#include "stream.h"
#include "support.h"
#include "wire/status.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Answers in the same process; an ignored request stays unanswered. */
static void answer_directly(void *service, struct direct_exchange *exchange, const uint8_t *packed, size_t size)
{
    unsigned *n = service;
    uint8_t buffer[256];
    hensigt_rpc_reply reply;
    hensigt_rpc_status status;
    hensigt_rpc_request *request = hensigt__rpc__v1__request__unpack(NULL, size, packed);
    hensigt__rpc__v1__reply__init(&reply);
    hensigt__rpc__v1__status__init(&status);
    reply.body = request->body;
    if (++*n == 3) { /* the third of all, whatever it is */
        status.code = (Hensigt__Rpc__V1__Code)HS_UNAVAILABLE;
        reply.status = &status;
    }
    size = hensigt__rpc__v1__reply__pack(&reply, buffer);
    hensigt__rpc__v1__request__free_unpacked(request, NULL);
    direct_answer(exchange, buffer, size);
}

static void refuse_the_third(struct fake_peer *peer, const struct fake_request *request, void *context)
{
    (void)context;
    if (request->number == 2) {
        fake_refuse(peer, request->id, HS_UNAVAILABLE, false, "");
    } else {
        fake_answer(peer, request->id, request->envelope->body.data, request->envelope->body.len);
    }
}

static void make_calls(const struct hs_transport *transport, const char *endpoint)
{
    enum { N = 300 };
    struct hensigt_pending *calls[N];
    char texts[N][8];
    struct hensigt_channel *channel = NULL;
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    const struct hensigt_channel_options options = {.endpoints = &endpoint, .n_endpoints = 1, .timeout_ms = PATIENCE_MS};
    assert_int_equal(hs_channel_open_over(&channel, &options, transport, &error), HS_OK);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(call_text(channel, i % 2 == 0 ? &read_method : &write_method, NULL, "blocking", &error), HS_OK);
    }
    for (int i = 0; i < N; i++) {
        snprintf(texts[i], sizeof texts[i], "%d", i);
        calls[i] = start_text(channel, &write_method, 0, texts[i], NULL, NULL);
    }
    for (int i = 0; i < N; i++) {
        ProtobufCMessage *reply = NULL;
        assert_int_equal(hensigt_pending_wait(calls[i], &reply, NULL, &error), HS_OK);
        assert_string_equal(((hensigt_rpc_metadatum *)reply)->key, texts[i]);
        protobuf_c_message_free_unpacked(reply, NULL);
        hensigt_pending_release(calls[i]);
    }
    hensigt_channel_close(channel);
}

static void carry_the_same_calls(void **state)
{
    static const char *const kinds[] = {NULL, "tcp"};
    unsigned n = 0;
    struct direct_service service = {answer_directly, &n};
    const struct hs_transport direct = direct_transport(&service);
    (void)state;
    make_calls(&direct, "here");
    assert_int_equal(n, 306);
    for (size_t i = 0; i < 2; i++) {
        const struct fake_options options = {.endpoint = kinds[i], .handler = refuse_the_third};
        struct fake_server *server = fake_start(&options);
        make_calls(&hs_stream_transport, fake_endpoint(server));
        assert_int_equal(fake_requests(server), 306);
        fake_stop(server);
        server = fake_start(&options);
        make_calls(&nanomsg_transport, fake_endpoint(server));
        assert_int_equal(fake_requests(server), 306);
        fake_stop(server);
    }
}

/* ---- a service that answers after the channel is gone ---- */

struct late {
    struct direct_exchange *exchanges[8];
    unsigned n;
    pthread_mutex_t mutex;
    pthread_cond_t condition;
};

static void keep(void *service, struct direct_exchange *exchange, const uint8_t *request, size_t size)
{
    struct late *late = service;
    (void)request;
    (void)size;
    pthread_mutex_lock(&late->mutex);
    late->exchanges[late->n++] = exchange;
    pthread_cond_signal(&late->condition);
    pthread_mutex_unlock(&late->mutex);
}

static void outlive_the_channel(void **state)
{
    struct late late = {.mutex = PTHREAD_MUTEX_INITIALIZER, .condition = PTHREAD_COND_INITIALIZER};
    struct direct_service service = {keep, &late};
    const struct hs_transport direct = direct_transport(&service);
    const char *endpoint = "here";
    const struct hensigt_channel_options options = {.endpoints = &endpoint, .n_endpoints = 1, .attempt_ms = PATIENCE_MS};
    struct hensigt_channel *channel = NULL;
    (void)state;
    assert_int_equal(hs_channel_open_over(&channel, &options, &direct, NULL), HS_OK);
    for (int i = 0; i < 3; i++) {
        hensigt_pending_release(start_text(channel, &write_method, PATIENCE_MS, "x", NULL, NULL));
    }
    pthread_mutex_lock(&late.mutex);
    while (late.n < 3) {
        pthread_cond_wait(&late.condition, &late.mutex);
    }
    pthread_mutex_unlock(&late.mutex);
    hensigt_channel_close(channel);
    for (unsigned i = 0; i < late.n; i++) {
        direct_answer(late.exchanges[i], NULL, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(carry_the_same_calls),
        cmocka_unit_test(outlive_the_channel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
