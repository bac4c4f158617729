/* Several intentions in one write: a signing round, entered or confirmed whole or not at all. */
#include "service/rules/intention.h"

#include "service/batch.h"
#include "service/registry.h"
#include "service/rules/transition.h"
#include "service/standard.h"

/* The replies, which lie in the order of the requests. */
static hensigt_intention **new_replies(struct hs_call *call, size_t count)
{
    hensigt_intention **replies = hs_arena_alloc(call->arena, count * sizeof *replies);
    for (size_t i = 0; replies && i < count; i++) {
        replies[i] = (hensigt_intention *)hs_arena_new(call->arena, &hensigt__v1__intention__descriptor);
        if (!replies[i])
            replies = NULL;
    }
    if (!replies)
        hs_no_memory(call);
    return replies;
}

struct creation {
    const hensigt_batch_create_intentions_request *request;
    hensigt_intention **replies;
};

static enum hs_code create_one(struct hs_call *call, size_t index, void *context)
{
    struct creation *creation = context;
    const char *prefix = hs_arena_printf(call->arena, "%sintention.", call->prefix);
    call->prefix = prefix ? prefix : call->prefix;
    return hs_standard_create(call, hs_registry_rules(call->method->resource), &creation->request->requests[index]->base,
                              &creation->replies[index]->base);
}

enum hs_code hs_intentions_batch_create(struct hs_call *call, const hensigt_batch_create_intentions_request *request,
                                        hensigt_batch_create_intentions_response *reply)
{
    struct creation creation = {.request = request, .replies = new_replies(call, request->n_requests)};
    if (!creation.replies)
        return hs_status_code(call->status);
    reply->intentions = creation.replies;
    reply->n_intentions = request->n_requests;
    return hs_batch_each(call, request->n_requests, create_one, &creation);
}

struct confirmation {
    const hensigt_batch_confirm_intentions_request *request;
    hensigt_intention **replies;
};

static enum hs_code confirm_one(struct hs_call *call, size_t index, void *context)
{
    struct confirmation *confirmation = context;
    return hs_intention_confirm(call, confirmation->request->requests[index], confirmation->replies[index]);
}

enum hs_code hs_intentions_batch_confirm(struct hs_call *call, const hensigt_batch_confirm_intentions_request *request,
                                         hensigt_batch_confirm_intentions_response *reply)
{
    struct confirmation confirmation = {.request = request, .replies = new_replies(call, request->n_requests)};
    if (!confirmation.replies)
        return hs_status_code(call->status);
    reply->intentions = confirmation.replies;
    reply->n_intentions = request->n_requests;
    return hs_batch_each(call, request->n_requests, confirm_one, &confirmation);
}
