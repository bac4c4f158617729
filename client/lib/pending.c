#include "pending.h"

#include <stdlib.h>
#include <string.h>

struct hensigt_pending *hs_pending_new(size_t body_size, const char *traceparent)
{
    const size_t trace_size = traceparent == NULL ? 0 : strlen(traceparent) + 1;
    struct hensigt_pending *call = calloc(1, sizeof *call + body_size + trace_size);
    if (call == NULL) {
        return NULL;
    }
    call->body_size = body_size;
    if (traceparent != NULL) {
        call->traceparent = memcpy(call->body + body_size, traceparent, trace_size);
    }
    pthread_mutex_init(&call->mutex, NULL); /* neither of the two can fail on Linux with default attributes */
    pthread_cond_init(&call->condition, NULL);
    atomic_init(&call->references, 1);
    return call;
}

void hs_pending_hold(struct hensigt_pending *call)
{
    atomic_fetch_add(&call->references, 1);
}

void hs_pending_drop(struct hensigt_pending *call)
{
    if (call == NULL || atomic_fetch_sub(&call->references, 1) > 1) {
        return;
    }
    if (call->reply != NULL) {
        protobuf_c_message_free_unpacked(call->reply, NULL);
    }
    hensigt_error_clear(&call->error);
    pthread_cond_destroy(&call->condition);
    pthread_mutex_destroy(&call->mutex);
    free(call);
}

void hs_pending_complete(struct hensigt_pending *call)
{
    pthread_mutex_lock(&call->mutex);
    call->ended = true;
    pthread_cond_broadcast(&call->condition);
    pthread_mutex_unlock(&call->mutex);
    if (call->completed != NULL) {
        struct hensigt_outcome outcome = {
            .reply = call->reply,
            .receipt = call->has_receipt ? &call->receipt : NULL,
            .error = &call->error,
        };
        call->reply = NULL;
        call->completed(call->context, &outcome);
    }
}

void hs_pending_append(struct hs_pending_list *list, struct hensigt_pending *call)
{
    call->list = list;
    call->previous = list->last;
    call->next = NULL;
    *(list->last == NULL ? &list->first : &list->last->next) = call;
    list->last = call;
}

void hs_pending_remove(struct hensigt_pending *call)
{
    struct hs_pending_list *list = call->list;
    if (list == NULL) {
        return;
    }
    *(call->previous == NULL ? &list->first : &call->previous->next) = call->next;
    *(call->next == NULL ? &list->last : &call->next->previous) = call->previous;
    call->list = NULL;
    call->previous = NULL;
    call->next = NULL;
}
