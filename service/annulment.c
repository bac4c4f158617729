#include "service/annulment.h"

#include "service/fields.h"
#include "wire/member.h"

/* The resource's field `state`, and in *annulled the enum's value for what is annulled. NULL if there is no such field or value. */
static const ProtobufCFieldDescriptor *state_field(const ProtobufCMessage *resource, int *annulled)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(resource->descriptor, "state");
    if (!field || field->type != PROTOBUF_C_TYPE_ENUM || field->label == PROTOBUF_C_LABEL_REPEATED)
        return NULL;
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value_by_name(field->descriptor, "STATE_ANNULLED");
    if (!value)
        return NULL;
    *annulled = value->value;
    return field;
}

bool hs_annulled(const ProtobufCMessage *resource)
{
    return hs_field_message(resource, "annulment") != NULL;
}

bool hs_annul(struct hs_call *call, ProtobufCMessage *resource, const char *reason)
{
    int annulled = 0;
    const ProtobufCFieldDescriptor *state = state_field(resource, &annulled);
    hensigt_annulment *annulment = (hensigt_annulment *)hs_arena_new(call->arena, &hensigt__v1__annulment__descriptor);
    char *text = hs_arena_string(call->arena, reason);
    char *day = hs_call_day_text(call, call->today);
    if (!annulment || !text || !day) {
        hs_status_fail(call->status, HS_RESOURCE_EXHAUSTED, "MEMORY", "no memory for this call");
        return false;
    }
    annulment->reason = text;
    annulment->date = day;
    hs_field_set_message(resource, "annulment", &annulment->base);
    if (state)
        hs_member_put(resource, state, &annulled);
    return true;
}

void hs_annulment_check(struct hs_call *call, const ProtobufCMessage *resource)
{
    int annulled = 0;
    const ProtobufCFieldDescriptor *field = state_field(resource, &annulled);
    if (!field)
        return;
    bool in_state = hs_member_number(resource, field, 0) == annulled;
    if (in_state && !hs_annulled(resource))
        hs_call_violation(call, "annulment", "REQUIRED", "must be given of one that is annulled");
    else if (!in_state && hs_annulled(resource))
        hs_call_violation(call, "annulment", "WRONG_STATE", "must not be given of one that is not annulled");
}

bool hs_annulment_refuse(struct hs_call *call, const ProtobufCMessage *resource)
{
    const char *name = hs_field_string(resource, "name");
    if (!hs_annulled(resource))
        return false;
    hs_status_lack(call->status, "WRONG_STATE", name, NULL, 0, "%s is annulled; %s needs it not to be", name, call->method->name);
    return true;
}
