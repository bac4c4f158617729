#include "service/rules/collect.h"

#include "service/rules/transition.h"

struct collecting {
    struct hs_call *call;
    struct hs_collection *out;
};

static enum hs_code take(void *context, ProtobufCMessage *message)
{
    const struct collecting *collecting = context;
    struct hs_collection *out = collecting->out;
    void *grown = hs_arena_grow(collecting->call->arena, out->messages, out->count, sizeof *out->messages);
    if (!grown)
        return hs_no_memory(collecting->call);
    out->messages = grown;
    out->messages[out->count++] = message;
    return HS_OK;
}

enum hs_code hs_collect(struct hs_call *call, const struct hs_resource *resource, const char *parent,
                        const struct hs_match *matches, size_t n_matches, int64_t read_time, struct hs_collection *out)
{
    *out = (struct hs_collection){0};
    return hs_collect_more(call, resource, parent, matches, n_matches, read_time, out);
}

enum hs_code hs_collect_more(struct hs_call *call, const struct hs_resource *resource, const char *parent,
                             const struct hs_match *matches, size_t n_matches, int64_t read_time, struct hs_collection *out)
{
    struct collecting collecting = {.call = call, .out = out};
    return hs_call_each(call, resource, parent, matches, n_matches, read_time, take, &collecting);
}
