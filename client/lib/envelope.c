#include "envelope.h"

#include "clock.h"
#include "wire/guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A timeout in seconds and nanoseconds with tags and lengths, each number at its longest that fits 32 bits. */
enum { MAX_TIMEOUT_SIZE = 2 + 2 * (1 + 5) };

static char *text(const char *value)
{
    return (char *)(uintptr_t)(value == NULL ? "" : value); /* packing only reads it */
}

static void fill(hensigt_rpc_request *request, const struct hs_envelope *envelope)
{
    hensigt__rpc__v1__request__init(request);
    request->method = text(envelope->method);
    request->body = (ProtobufCBinaryData){envelope->body_size, (uint8_t *)(uintptr_t)envelope->body};
    if (envelope->request_id != NULL) {
        request->request_id = (ProtobufCBinaryData){HENSIGT_REQUEST_ID_SIZE, (uint8_t *)(uintptr_t)envelope->request_id};
    }
    request->access_key = text(envelope->access_key);
    request->traceparent = text(envelope->traceparent);
}

size_t hs_envelope_size(const struct hs_envelope *envelope)
{
    hensigt_rpc_request request;
    fill(&request, envelope);
    return hensigt__rpc__v1__request__get_packed_size(&request) + MAX_TIMEOUT_SIZE;
}

size_t hs_envelope_pack(const struct hs_envelope *envelope, uint8_t *to)
{
    hensigt_rpc_request request;
    Google__Protobuf__Duration timeout = GOOGLE__PROTOBUF__DURATION__INIT;
    fill(&request, envelope);
    timeout.seconds = envelope->timeout / HS_SECOND;
    timeout.nanos = (int32_t)(envelope->timeout % HS_SECOND);
    request.timeout = &timeout;
    return hensigt__rpc__v1__request__pack(&request, to);
}

/* The same memory as malloc's, so that callers free with the default allocator. */
static void *take_memory(void *data, size_t size)
{
    (void)data;
    return malloc(size == 0 ? 1 : size);
}

static void give_memory(void *data, void *pointer)
{
    (void)data;
    free(pointer);
}

ProtobufCMessage *hs_message_read(const ProtobufCMessageDescriptor *type, const uint8_t *data, size_t size, char *why,
                                  size_t why_size)
{
    static const uint8_t nothing = 0;
    ProtobufCAllocator allocator = {take_memory, give_memory, NULL};
    struct hs_guard_report report;
    ProtobufCMessage *message = NULL;
    if (hs_guard_check(type, data == NULL ? &nothing : data, size, false, &report) != HS_GUARD_OK) {
        snprintf(why, why_size, "%s, in %s", hs_guard_text(report.fault), report.message);
        return NULL;
    }
    message = protobuf_c_message_unpack(type, &allocator, size, data == NULL ? &nothing : data);
    if (message == NULL) {
        snprintf(why, why_size, "there is no memory for it");
    }
    return message;
}

hensigt_rpc_reply *hs_envelope_read(const uint8_t *data, size_t size)
{
    char why[1];
    return (hensigt_rpc_reply *)hs_message_read(&hensigt__rpc__v1__reply__descriptor, data, size, why, sizeof why);
}

/* Whether a timestamp is within the years 1 to 9999, as all are. */
static bool is_time(const Google__Protobuf__Timestamp *time)
{
    return time != NULL && time->seconds >= INT64_C(-62135596800) && time->seconds <= INT64_C(253402300799);
}

bool hs_receipt_read(const hensigt_rpc_receipt *from, struct hensigt_receipt *to)
{
    if (from == NULL || from->chain_hash.len != sizeof to->chain_hash || !is_time(from->write_time)) {
        return false;
    }
    to->sequence = from->sequence;
    memcpy(to->chain_hash, from->chain_hash.data, sizeof to->chain_hash);
    to->write_time = from->write_time->seconds * INT64_C(1000000) + from->write_time->nanos / 1000;
    return true;
}
