#include "service/fields.h"
#include "service/standard.h"
#include "wire/rules.h"

/* With all output-only fields set by now, the whole resource is checked, not the request's part of it. */
enum hs_code hs_change_check(struct hs_call *call, const struct hs_resource *resource, const struct hs_rules *rules,
                             const ProtobufCMessage *before, ProtobufCMessage *after)
{
    hs_rules_check(resource->message, after, HS_RULES_KEEP_OUTPUT, call->prefix, call->line, call->status);
    if (rules && rules->check)
        rules->check(call, before, after);
    if (hs_status_code(call->status) == HS_OK)
        hs_references_check(call, resource->message, after);
    return hs_status_code(call->status);
}

enum hs_code hs_change_apply(struct hs_call *call, const struct hs_change_plan *plan)
{
    const struct hs_rules *rules = plan->rules;
    if (rules && rules->complete)
        rules->complete(call, plan->before, plan->after);
    if (hs_status_code(call->status) == HS_OK || hs_status_code(call->status) == HS_INVALID_ARGUMENT)
        hs_change_check(call, plan->resource, rules, plan->before, plan->after);
    if (hs_status_code(call->status) == HS_OK && plan->guarded && rules && rules->guard)
        rules->guard(call, plan->change, plan->before, plan->after);
    if (hs_status_code(call->status) == HS_OK)
        hs_view_put(call->view, plan->resource, plan->after, plan->put, call->status);
    return hs_status_code(call->status);
}
