#include "engine.h"
#include "envelope.h"
#include "request_id.h"
#include "wire/contract.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>

const struct hs_method *hensigt_method(const char *full_name)
{
    return hs_contract_method(full_name, strlen(full_name));
}

static uint32_t or_default(uint32_t value, uint32_t fallback)
{
    return value == 0 ? fallback : value;
}

static int check_request(const struct hs_method *method, const ProtobufCMessage *request, struct hensigt_error *error)
{
    const ProtobufCMessageDescriptor *input = method->input->descriptor;
    if (request == NULL || !protobuf_c_message_check(request)) {
        return hs_error_set(error, HS_INVALID_ARGUMENT, "the request is no message, or a string, list or element in it is NULL");
    }
    if (request->descriptor != input && strcmp(request->descriptor->name, input->name) != 0) {
        return hs_error_set(error, HS_INVALID_ARGUMENT, "%s takes a %s, not a %s", method->full_name, input->name,
                            request->descriptor->name);
    }
    return HS_OK;
}

static int check_size(const struct hensigt_channel *channel, const struct hs_method *method, const uint8_t *request_id,
                      const char *traceparent, size_t body_size, struct hensigt_error *error)
{
    const struct hs_envelope envelope = {
        .method = method->full_name,
        .body_size = body_size,
        .request_id = request_id,
        .access_key = channel->access_key,
        .traceparent = traceparent,
    };
    const size_t size = hs_envelope_size(&envelope);
    if (size > HENSIGT_MAX_REQUEST) {
        return hs_error_set(error, HS_INVALID_ARGUMENT, "REQUEST_TOO_LARGE: the request takes %zu bytes, at most %d are allowed",
                            size, HENSIGT_MAX_REQUEST);
    }
    return HS_OK;
}

static bool choose_request_id(const struct hs_method *method, const uint8_t *given, uint8_t id[HENSIGT_REQUEST_ID_SIZE])
{
    memset(id, 0, HENSIGT_REQUEST_ID_SIZE);
    if (method->write && given == NULL) {
        return hs_request_id_make(id, hs_clock_unix_ms());
    }
    if (method->write) {
        memcpy(id, given, HENSIGT_REQUEST_ID_SIZE);
    }
    return true;
}

/* Starts the channel's thread with every signal blocked: signals are the program's. The mutex is held. */
static bool run(struct hensigt_channel *channel)
{
    sigset_t all, before;
    if (!channel->running) {
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        channel->running = pthread_create(&channel->thread, NULL, hs_engine_run, channel) == 0;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    return channel->running;
}

/* Hands a call over; the channel's thread has its reference from then on. */
static int hand_over(struct hensigt_channel *channel, struct hensigt_pending *call, struct hensigt_error *error)
{
    atomic_uint_fast64_t *load = &channel->load[hs_lane_of(call->method)];
    int code = HS_OK;
    if (atomic_fetch_add(load, 1) >= channel->limit) {
        code = hs_error_set(error, HS_RESOURCE_EXHAUSTED, "%" PRIu64 " calls are under way: the channel takes no more",
                            channel->limit);
    } else {
        pthread_mutex_lock(&channel->mutex);
        if (channel->closing) {
            code = hs_error_set(error, HS_CANCELLED, "the channel is being closed");
        } else if (!run(channel)) {
            code = hs_error_set(error, HS_RESOURCE_EXHAUSTED, "the channel's thread cannot be started");
        } else {
            hs_pending_append(&channel->started, call);
            hs_engine_wake(channel);
        }
        pthread_mutex_unlock(&channel->mutex);
    }
    if (code != HS_OK) {
        atomic_fetch_sub(load, 1);
    }
    return code;
}

static struct hensigt_pending *make_call(struct hensigt_channel *channel, const struct hs_method *method,
                                         const struct hensigt_call_options *options, const ProtobufCMessage *request,
                                         size_t body_size)
{
    struct hensigt_pending *call = hs_pending_new(body_size, options->traceparent);
    if (call == NULL) {
        return NULL;
    }
    call->channel = channel;
    call->method = method;
    call->timeout_ms = or_default(options->timeout_ms, channel->timeout_ms);
    call->started = hs_clock_now();
    call->deadline = call->started + call->timeout_ms * HS_MILLISECOND;
    protobuf_c_message_pack(request, call->body);
    return call;
}

int hensigt_start(struct hensigt_channel *channel, const struct hs_method *method, const struct hensigt_call_options *options,
                  const ProtobufCMessage *request, hensigt_completion completed, void *context, struct hensigt_pending **out,
                  struct hensigt_error *error)
{
    static const struct hensigt_call_options no_options = {0};
    const struct hensigt_call_options *how = options == NULL ? &no_options : options;
    uint8_t request_id[HENSIGT_REQUEST_ID_SIZE];
    struct hensigt_pending *call = NULL;
    int code = check_request(method, request, error);
    if (code != HS_OK) {
        return code;
    }
    if (!choose_request_id(method, how->request_id, request_id)) {
        return hs_error_set(error, HS_INTERNAL, "the system has no random source");
    }
    const size_t body_size = protobuf_c_message_get_packed_size(request);
    code = check_size(channel, method, method->write ? request_id : NULL, how->traceparent, body_size, error);
    if (code != HS_OK) {
        return code;
    }
    call = make_call(channel, method, how, request, body_size);
    if (call == NULL) {
        return hs_error_set(error, HS_RESOURCE_EXHAUSTED, "there is no memory for another call");
    }
    memcpy(call->request_id, request_id, sizeof request_id);
    call->completed = completed;
    call->context = context;
    hs_pending_hold(call); /* the caller's reference besides the thread's */
    code = hand_over(channel, call, error);
    if (code != HS_OK) {
        hs_pending_drop(call);
    } else {
        hensigt_error_clear(error);
    }
    if (code == HS_OK && out != NULL) {
        *out = call;
    } else {
        hs_pending_drop(call);
    }
    return code;
}

static int refuse_own_thread(struct hensigt_channel *channel, struct hensigt_error *error)
{
    pthread_mutex_lock(&channel->mutex);
    const bool own = channel->running && pthread_equal(pthread_self(), channel->thread);
    pthread_mutex_unlock(&channel->mutex);
    return own ? hs_error_set(error, HS_FAILED_PRECONDITION, "a completion on the channel's thread cannot wait for its calls")
               : HS_OK;
}

/* The result of a call that has ended. The call's mutex is held. */
static int give_out(struct hensigt_pending *call, ProtobufCMessage **reply, struct hensigt_receipt *receipt,
                    struct hensigt_error *error)
{
    if (call->error.code != HS_OK) {
        return hs_error_move(error, &call->error);
    }
    if (call->reply == NULL) {
        return hs_error_set(error, HS_FAILED_PRECONDITION, "the call's result has been given out");
    }
    if (call->has_receipt && receipt != NULL) {
        *receipt = call->receipt;
    }
    *reply = call->reply;
    call->reply = NULL;
    hensigt_error_clear(error);
    return HS_OK;
}

int hensigt_pending_wait(struct hensigt_pending *call, ProtobufCMessage **reply, struct hensigt_receipt *receipt,
                         struct hensigt_error *error)
{
    int code = HS_OK;
    if (call->completed != NULL) {
        return hs_error_set(error, HS_FAILED_PRECONDITION, "the call's completion is told how it ends");
    }
    pthread_mutex_lock(&call->mutex);
    if (!call->ended) {
        code = refuse_own_thread(call->channel, error);
    }
    while (!call->ended && code == HS_OK) {
        pthread_cond_wait(&call->condition, &call->mutex);
    }
    if (code == HS_OK) {
        code = give_out(call, reply, receipt, error);
    }
    pthread_mutex_unlock(&call->mutex);
    return code;
}

void hensigt_pending_cancel(struct hensigt_pending *call)
{
    if (call == NULL) {
        return;
    }
    pthread_mutex_lock(&call->mutex); /* while it is held and the call has not ended, the channel stays */
    if (!call->ended) {
        struct hensigt_channel *channel = call->channel;
        pthread_mutex_lock(&channel->mutex);
        if (!call->cancelled) {
            call->cancelled = true;
            hs_pending_hold(call);
            call->next_cancelled = channel->cancelled;
            channel->cancelled = call;
            hs_engine_wake(channel);
        }
        pthread_mutex_unlock(&channel->mutex);
    }
    pthread_mutex_unlock(&call->mutex);
}

void hensigt_pending_release(struct hensigt_pending *call)
{
    hs_pending_drop(call);
}

int hensigt_call(struct hensigt_channel *channel, const struct hs_method *method, const struct hensigt_call_options *options,
                 const ProtobufCMessage *request, ProtobufCMessage **reply, struct hensigt_error *error)
{
    struct hensigt_pending *call = NULL;
    int code = refuse_own_thread(channel, error);
    if (code == HS_OK) {
        code = hensigt_start(channel, method, options, request, NULL, NULL, &call, error);
    }
    if (call != NULL) {
        code = hensigt_pending_wait(call, reply, options == NULL ? NULL : options->receipt, error);
    }
    hensigt_pending_release(call);
    return code;
}

static struct hensigt_pending *take_completed(struct hensigt_channel *channel)
{
    pthread_mutex_lock(&channel->mutex);
    struct hensigt_pending *call = channel->completed.first;
    if (call != NULL) {
        hs_pending_remove(call);
        if (channel->completed.first == NULL) {
            hs_event_clear(channel->due);
        }
    }
    pthread_mutex_unlock(&channel->mutex);
    return call;
}

size_t hensigt_channel_dispatch(struct hensigt_channel *channel, size_t limit)
{
    size_t n = 0;
    struct hensigt_pending *call = NULL;
    while ((limit == 0 || n < limit) && (call = take_completed(channel)) != NULL) {
        hs_pending_complete(call);
        hs_pending_drop(call);
        n++;
    }
    return n;
}
