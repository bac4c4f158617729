#include "seen.h"

#include "wire/status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void refuse(struct fake_peer *peer, uint32_t id, const struct seen *seen)
{
    hensigt_rpc_reply reply;
    hensigt_rpc_status status;
    Google__Protobuf__Duration delay = GOOGLE__PROTOBUF__DURATION__INIT;
    hensigt__rpc__v1__reply__init(&reply);
    hensigt__rpc__v1__status__init(&status);
    reply.status = &status;
    status.code = (Hensigt__Rpc__V1__Code)HS_UNAVAILABLE;
    status.message = (char *)(uintptr_t) "starting";
    status.outcome_unknown = seen->outcome_unknown;
    delay.seconds = seen->retry_delay;
    status.retry_delay = seen->retry_delay == 0 ? NULL : &delay;
    fake_reply(peer, id, &reply);
}

void note(struct fake_peer *peer, const struct fake_request *request, void *context)
{
    struct seen *seen = context;
    const hensigt_rpc_request *envelope = request->envelope;
    if (seen->n >= SEEN_SIZE || envelope->timeout == NULL) {
        abort(); /* cmocka does not fail on another thread */
    }
    snprintf(seen->requests[seen->n].method, 64, "%s", envelope->method);
    snprintf(seen->requests[seen->n].access_key, 64, "%s", envelope->access_key);
    snprintf(seen->requests[seen->n].traceparent, 64, "%s", envelope->traceparent);
    seen->requests[seen->n].request_id_size = envelope->request_id.len;
    if (envelope->request_id.len == 16) {
        memcpy(seen->requests[seen->n].request_id, envelope->request_id.data, 16);
    }
    seen->requests[seen->n].timeout = envelope->timeout->seconds * 1000000000 + envelope->timeout->nanos;
    seen->n++;
    if (request->number < seen->refuse) {
        refuse(peer, request->id, seen);
    } else if (request->number >= seen->ignore) {
        fake_answer(peer, request->id, envelope->body.data, envelope->body.len);
    }
}
