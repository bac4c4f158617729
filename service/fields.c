#include "service/fields.h"

#include "wire/member.h"

enum { MICROSECONDS = 1000000, NANOSECONDS_IN_MICROSECOND = 1000 };

/* The member that holds a singular field of the type, or NULL. */
static void *singular(const ProtobufCMessage *message, const char *name, ProtobufCType type)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    if (!field || field->label == PROTOBUF_C_LABEL_REPEATED || field->type != type)
        return NULL;
    return hs_member_at(message, field, 0);
}

const char *hs_field_string(const ProtobufCMessage *message, const char *name)
{
    char *const *value = singular(message, name, PROTOBUF_C_TYPE_STRING);
    return value && *value ? *value : "";
}

void hs_field_set_string(ProtobufCMessage *message, const char *name, char *value)
{
    char **place = singular(message, name, PROTOBUF_C_TYPE_STRING);
    if (place)
        *place = value;
}

ProtobufCMessage *hs_field_message(const ProtobufCMessage *message, const char *name)
{
    ProtobufCMessage *const *value = singular(message, name, PROTOBUF_C_TYPE_MESSAGE);
    return value ? *value : NULL;
}

void hs_field_set_message(ProtobufCMessage *message, const char *name, ProtobufCMessage *value)
{
    ProtobufCMessage **place = singular(message, name, PROTOBUF_C_TYPE_MESSAGE);
    if (place)
        *place = value;
}

int32_t hs_field_int32(const ProtobufCMessage *message, const char *name)
{
    const int32_t *value = singular(message, name, PROTOBUF_C_TYPE_INT32);
    return value ? *value : 0;
}

bool hs_field_bool(const ProtobufCMessage *message, const char *name)
{
    const protobuf_c_boolean *value = singular(message, name, PROTOBUF_C_TYPE_BOOL);
    return value && *value;
}

int64_t hs_field_time(const ProtobufCMessage *message, const char *name)
{
    return hs_time_of_message((const Google__Protobuf__Timestamp *)hs_field_message(message, name));
}

bool hs_field_append(ProtobufCMessage *to, const ProtobufCFieldDescriptor *field, struct hs_arena *arena, const uint8_t *body,
                     size_t size)
{
    size_t count = hs_member_count(to, field);
    ProtobufCMessage **elements = count > 0 ? hs_member_at(to, field, 0) : NULL;
    ProtobufCMessage **longer = hs_arena_grow(arena, elements, count, sizeof *longer);
    ProtobufCMessage *element = protobuf_c_message_unpack(field->descriptor, &arena->protobuf, size, body);
    if (!longer || !element)
        return false;
    longer[count] = element;
    hs_member_put_elements(to, field, longer, count + 1);
    return true;
}

void hs_time_to_message(int64_t time, Google__Protobuf__Timestamp *out)
{
    int64_t seconds = time / MICROSECONDS;
    int64_t rest = time % MICROSECONDS;
    if (rest < 0) {
        seconds--;
        rest += MICROSECONDS;
    }
    out->seconds = seconds;
    out->nanos = (int32_t)(rest * NANOSECONDS_IN_MICROSECOND);
}

int64_t hs_time_of_message(const Google__Protobuf__Timestamp *message)
{
    return message ? message->seconds * MICROSECONDS + message->nanos / NANOSECONDS_IN_MICROSECOND : 0;
}
