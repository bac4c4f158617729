#include "service/standard.h"

#include "service/annulment.h"
#include "service/dispatch.h"
#include "service/fields.h"
#include "service/new_id.h"

#include <stdio.h>
#include <string.h>

/* How many referring resources a refusal names. */
enum { NAMED_REFERRERS = 10 };

/* The request's field that carries the resource is named as the resource is: "process_model". */
static const char *resource_field(const struct hs_call *call)
{
    return call->method->resource->table;
}

static enum hs_code no_memory(struct hs_call *call)
{
    return hs_status_fail(call->status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for this call");
}

/* The reply is the resource as it now is. What both point to lives in the call's arena. */
static void answer_with(const ProtobufCMessage *resource, ProtobufCMessage *reply)
{
    memcpy(reply, resource, resource->descriptor->sizeof_message);
}

/* Of a wrong id or parent no name is made: it would be found wrong once more. */
static char *name_of_new(struct hs_call *call, const ProtobufCMessage *request)
{
    const struct hs_resource *resource = call->method->resource;
    char field[80];
    snprintf(field, sizeof field, "%s_id", resource->table);
    const char *id = hs_field_string(request, field);
    if (!*id)
        id = hs_new_id(call);
    const char *parent = hs_field_string(request, "parent");
    char *name = id ? hs_arena_printf(call->arena, "%s%s%s/%s", parent, *parent ? "/" : "", resource->collection, id) : NULL;
    return name && hs_contract_resource_of_name(name, false) != resource ? hs_arena_string(call->arena, "") : name;
}

/* A parent that is no name of one has been refused already. */
static enum hs_code check_parent(struct hs_call *call, const ProtobufCMessage *request)
{
    const char *parent = hs_field_string(request, "parent");
    const struct hs_resource *kind = call->method->resource->parent;
    if (!kind || hs_contract_resource_of_name(parent, false) != kind || hs_view_exists(call->view, parent))
        return HS_OK;
    hs_status_fail(call->status, HS_NOT_FOUND, "PARENT_NOT_FOUND", "parent: %s does not exist", parent);
    hs_status_field(call->status, 0, "parent", "REFERENCE_NOT_FOUND", "%s does not exist", parent);
    return HS_NOT_FOUND;
}

enum hs_code hs_standard_create(struct hs_call *call, const struct hs_rules *rules, const ProtobufCMessage *request,
                                ProtobufCMessage *reply)
{
    ProtobufCMessage *given = hs_field_message(request, resource_field(call));
    ProtobufCMessage *after = given ? hs_arena_message(call->arena, given) : NULL;
    char *name = name_of_new(call, request);
    if (!after || !name)
        return no_memory(call);
    if (check_parent(call, request) != HS_OK)
        return hs_status_code(call->status);
    hs_field_set_string(after, "name", name);
    const struct hs_change_plan plan = {.resource = call->method->resource,
                                        .rules = rules,
                                        .after = after,
                                        .change = HS_CHANGE_CREATE,
                                        .guarded = true,
                                        .put = HS_PUT_NEW};
    enum hs_code code = hs_change_apply(call, &plan);
    if (code == HS_OK)
        answer_with(after, reply);
    return code;
}

static bool check_update_name(struct hs_call *call, const char *name)
{
    bool good = hs_contract_resource_of_name(name, false) == call->method->resource;
    if (!*name)
        hs_call_violation(call, "name", "REQUIRED", "must be given: which resource is to change");
    else if (!good)
        hs_call_violation(call, "name", "FORMAT", "must be a name of the form %s, not '%.40s'", call->method->resource->pattern,
                          name);
    return good;
}

static enum hs_code update(struct hs_call *call, const struct hs_rules *rules, const ProtobufCMessage *request,
                           ProtobufCMessage *reply)
{
    const ProtobufCMessage *given = hs_field_message(request, resource_field(call));
    if (!given) {
        hs_status_field(call->status, 0, resource_field(call), "REQUIRED", "must be given");
        return HS_INVALID_ARGUMENT;
    }
    const char *name = hs_field_string(given, "name");
    if (!check_update_name(call, name))
        return hs_status_code(call->status);
    ProtobufCMessage *before = hs_call_get_for_change(call, name, hs_field_string(given, "etag"));
    if (!before)
        return hs_status_code(call->status);
    ProtobufCMessage *after = hs_arena_message(call->arena, before);
    if (!after)
        return no_memory(call);
    hs_mask_apply(call, call->method->resource->message,
                  (const Google__Protobuf__FieldMask *)hs_field_message(request, "update_mask"), given, after);
    const struct hs_change_plan plan = {.resource = call->method->resource,
                                        .rules = rules,
                                        .before = before,
                                        .after = after,
                                        .change = HS_CHANGE_UPDATE,
                                        .guarded = true};
    enum hs_code code = hs_change_apply(call, &plan);
    if (code == HS_OK)
        answer_with(after, reply);
    return code;
}

/* Everything that refers counts, and is named to those who may see it. */
static const char *name_of_referrer(struct hs_call *call, const char *name)
{
    return hs_view_exists(call->view, name) ? name : "a resource that is hidden from you";
}

static enum hs_code check_unreferenced(struct hs_call *call, const char *name)
{
    const char *const *referrers = NULL;
    int count = hs_view_referrers(call->view, name, NAMED_REFERRERS, call->arena, &referrers, call->status);
    for (int i = 0; i < count; i++) {
        const char *referrer = name_of_referrer(call, referrers[i]);
        if (i == 0)
            hs_status_fail(call->status, HS_FAILED_PRECONDITION, "REFERRED_TO",
                           "%s cannot be deleted: others refer to it, first %s", name, referrer);
        hs_status_lack(call->status, "REFERRED_TO", referrer, NULL, 0, "refers to %s", name);
    }
    return hs_status_code(call->status);
}

static enum hs_code delete_softly(struct hs_call *call, const struct hs_rules *rules, const ProtobufCMessage *request,
                                  ProtobufCMessage *reply)
{
    const char *name = hs_field_string(request, "name");
    ProtobufCMessage *before = hs_call_get_for_change(call, name, hs_field_string(request, "etag"));
    if (!before)
        return hs_status_code(call->status);
    ProtobufCMessage *after = hs_arena_message(call->arena, before);
    ProtobufCMessage *time = hs_arena_new(call->arena, &google__protobuf__timestamp__descriptor);
    if (!after || !time)
        return no_memory(call);
    hs_time_to_message(call->now, (Google__Protobuf__Timestamp *)time);
    hs_field_set_message(after, "delete_time", time);
    if (hs_change_guard(call, rules, HS_CHANGE_DELETE, before, after) == HS_OK && check_unreferenced(call, name) == HS_OK)
        hs_view_put(call->view, call->method->resource, after, 0, call->status);
    if (hs_status_code(call->status) == HS_OK)
        answer_with(after, reply);
    return hs_status_code(call->status);
}

/* What refers to it stays as it is: whether it may then be annulled is for the resource's guard to say. */
static enum hs_code annul(struct hs_call *call, const struct hs_rules *rules, const ProtobufCMessage *request,
                          ProtobufCMessage *reply)
{
    ProtobufCMessage *before = hs_call_get_for_change(call, hs_field_string(request, "name"), hs_field_string(request, "etag"));
    if (!before)
        return hs_status_code(call->status);
    ProtobufCMessage *after = hs_arena_message(call->arena, before);
    if (!after)
        return no_memory(call);
    if (!hs_annul(call, after, hs_field_string(request, "reason")))
        return hs_status_code(call->status);
    const struct hs_change_plan plan = {.resource = call->method->resource,
                                        .rules = rules,
                                        .before = before,
                                        .after = after,
                                        .change = HS_CHANGE_ANNUL,
                                        .guarded = true};
    enum hs_code code = hs_change_apply(call, &plan);
    if (code == HS_OK)
        answer_with(after, reply);
    return code;
}

/* The stored bytes are the reply's bytes. */
static enum hs_code get(struct hs_call *call, const ProtobufCMessage *request)
{
    struct hs_record record;
    enum hs_code code = hs_view_get(call->view, hs_field_string(request, "name"), hs_field_time(request, "read_time"), call->arena,
                                    &record, call->status);
    if (code == HS_OK) {
        call->packed = record.body;
        call->packed_size = record.size;
    }
    return code;
}

enum hs_code hs_standard_handle(struct hs_call *call, const struct hs_rules *rules, const ProtobufCMessage *request,
                                ProtobufCMessage *reply)
{
    switch (call->method->verb) {
    case HS_VERB_CREATE:
        return hs_standard_create(call, rules, request, reply);
    case HS_VERB_GET:
        return get(call, request);
    case HS_VERB_LIST:
        return hs_standard_list(call, request);
    case HS_VERB_UPDATE:
        return update(call, rules, request, reply);
    case HS_VERB_DELETE:
        return delete_softly(call, rules, request, reply);
    case HS_VERB_ANNUL:
        return annul(call, rules, request, reply);
    case HS_VERB_CUSTOM:
        break;
    }
    return hs_status_fail(call->status, HS_UNIMPLEMENTED, "METHOD_UNKNOWN", "%s is not implemented", call->method->full_name);
}
