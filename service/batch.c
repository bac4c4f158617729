#include "service/batch.h"

static void add_lacks(struct hs_status *to, const hensigt_rpc_status *from)
{
    for (size_t i = 0; i < from->n_precondition_violations; i++) {
        const hensigt_rpc_precondition_violation *lack = from->precondition_violations[i];
        hs_status_lack(to, lack->reason, lack->subject, (const char *const *)lack->suppliers, lack->n_suppliers, "%s",
                       lack->description);
    }
}

static void add_fields(struct hs_status *to, const hensigt_rpc_status *from)
{
    for (size_t i = 0; i < from->n_field_violations; i++) {
        const hensigt_rpc_field_violation *violation = from->field_violations[i];
        hs_status_field(to, violation->line, violation->field, violation->reason, "%s", violation->description);
    }
}

/* A part's failure as the whole's. */
static void add_failure(struct hs_status *to, const char *path, const struct hs_status *failed)
{
    const hensigt_rpc_status *from = &failed->message;
    hs_status_fail(to, hs_status_code(failed), from->error_info ? from->error_info->reason : "UNEXPLAINED", "%s: %s", path,
                   from->message);
    add_fields(to, from);
    add_lacks(to, from);
}

enum hs_code hs_part_carry_out(struct hs_call *call, const char *path, hs_part_handler *handle, void *context)
{
    struct hs_status *whole = call->status;
    const char *prefix = call->prefix;
    struct hs_status own;
    const char *below = hs_arena_printf(call->arena, "%s%s.", prefix, path ? path : "");
    hs_status_init(&own, call->arena);
    call->status = &own;
    call->prefix = below ? below : "";
    enum hs_code code = handle(call, context);
    call->status = whole;
    call->prefix = prefix;
    if (code != HS_OK)
        hs_status_fail(&own, code, "UNEXPLAINED", "the request failed");
    if (hs_status_code(&own) != HS_OK)
        add_failure(whole, path ? path : "", &own);
    return hs_status_code(&own);
}

void hs_part_ask(struct hs_call *call, hs_question *ask, const void *context)
{
    struct hs_status *whole = call->status;
    struct hs_status own;
    hs_status_init(&own, call->arena);
    call->status = &own;
    ask(call, context);
    call->status = whole;
    add_fields(whole, &own.message);
    add_lacks(whole, &own.message);
    const hensigt_rpc_error_info *info = own.message.error_info;
    if (hs_status_code(&own) != HS_OK)
        hs_status_fail(whole, hs_status_code(&own), info ? info->reason : "UNEXPLAINED", "%s", own.message.message);
}

struct batch {
    hs_batch_visitor *visit;
    void *context;
    size_t index;
};

static enum hs_code carry_out(struct hs_call *call, void *context)
{
    const struct batch *batch = context;
    return batch->visit(call, batch->index, batch->context);
}

enum hs_code hs_batch_each(struct hs_call *call, size_t count, hs_batch_visitor *visit, void *context)
{
    for (size_t i = 0; i < count; i++) {
        struct batch batch = {.visit = visit, .context = context, .index = i};
        hs_part_carry_out(call, hs_arena_printf(call->arena, "requests[%zu]", i), carry_out, &batch);
    }
    return hs_status_code(call->status);
}
