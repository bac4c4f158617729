#include "service/annulment.h"
#include "service/fields.h"
#include "service/standard.h"
#include "wire/member.h"
#include "wire/rules.h"

#include <stdio.h>
#include <string.h>

/* "titles[29].language_code". */
enum { PATH_SIZE = 48 };

/* The resource's own path in the request; call->prefix ends in the dot before its fields. */
static const char *path_of_resource(struct hs_call *call)
{
    size_t length = strlen(call->prefix);
    const char *path = length > 0 ? hs_arena_bytes(call->arena, call->prefix, length - 1) : NULL;
    return path ? path : "";
}

/* Two names in one language contradict each other. Resources have them in a field `titles`. */
static void check_titles(struct hs_call *call, const ProtobufCMessage *resource)
{
    char path[PATH_SIZE];
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(resource->descriptor, "titles");
    size_t count = field ? hs_member_count(resource, field) : 0;
    for (size_t i = 1; i < count; i++) {
        const char *language = hs_field_string(hs_member_message(resource, field, i), "language_code");
        size_t earlier = 0;
        while (earlier < i && strcmp(hs_field_string(hs_member_message(resource, field, earlier), "language_code"), language) != 0)
            earlier++;
        snprintf(path, sizeof path, "titles[%zu].language_code", i);
        if (*language && earlier < i)
            hs_call_violation(call, path, "DUPLICATE", "must not be given twice: titles[%zu] is in %s too", earlier, language);
    }
}

void hs_invariants_check(struct hs_call *call, const struct hs_rules *rules, const ProtobufCMessage *before,
                         const ProtobufCMessage *after)
{
    hs_annulment_check(call, after);
    check_titles(call, after);
    if (rules && rules->check)
        rules->check(call, before, after);
}

/* With all output-only fields set by now, the whole resource is checked, not the request's part of it. */
enum hs_code hs_change_check(struct hs_call *call, const struct hs_resource *resource, const struct hs_rules *rules,
                             const ProtobufCMessage *before, ProtobufCMessage *after)
{
    hs_rules_check(resource->message, after, HS_RULES_KEEP_OUTPUT, path_of_resource(call), call->line, call->status);
    hs_invariants_check(call, rules, before, after);
    if (hs_status_code(call->status) == HS_OK)
        hs_references_check(call, resource->message, before, after);
    return hs_status_code(call->status);
}

/* The store names fields by their paths in the resource; a caller knows them by their paths in the request. */
static void put(struct hs_call *call, const struct hs_change_plan *plan)
{
    const hensigt_rpc_status *status = &call->status->message;
    if (hs_view_put(call->view, plan->resource, plan->after, plan->put, call->status) == HS_OK)
        return;
    for (size_t i = 0; i < status->n_field_violations; i++) {
        char *path = hs_arena_printf(call->arena, "%s%s", call->prefix, status->field_violations[i]->field);
        if (path)
            status->field_violations[i]->field = path;
    }
}

enum hs_code hs_change_guard(struct hs_call *call, const struct hs_rules *rules, enum hs_change change,
                             const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    bool annulled = before && hs_annulment_refuse(call, before);
    if (!annulled && rules && rules->guard)
        rules->guard(call, change, before, after);
    return hs_status_code(call->status);
}

enum hs_code hs_change_apply(struct hs_call *call, const struct hs_change_plan *plan)
{
    const struct hs_rules *rules = plan->rules;
    if (rules && rules->complete)
        rules->complete(call, plan->before, plan->after);
    if (hs_status_code(call->status) == HS_OK || hs_status_code(call->status) == HS_INVALID_ARGUMENT)
        hs_change_check(call, plan->resource, rules, plan->before, plan->after);
    if (hs_status_code(call->status) == HS_OK && plan->guarded)
        hs_change_guard(call, rules, plan->change, plan->before, plan->after);
    if (hs_status_code(call->status) == HS_OK && rules && rules->settle)
        rules->settle(call, plan->before, plan->after);
    if (hs_status_code(call->status) == HS_OK)
        put(call, plan);
    return hs_status_code(call->status);
}
