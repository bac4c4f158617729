#include "service/fields.h"

#include <stdlib.h>
#include <string.h>

enum { MICROSECONDS = 1000000, NANOSECONDS_IN_MICROSECOND = 1000 };

static void *member(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return (char *)(uintptr_t)message + field->offset;
}

static size_t *count_of(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return (size_t *)(void *)((char *)(uintptr_t)message + field->quantifier_offset);
}

/* The member that holds a singular field of the type, or NULL. */
static void *singular(const ProtobufCMessage *message, const char *name, ProtobufCType type)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    if (!field || field->label == PROTOBUF_C_LABEL_REPEATED || field->type != type)
        return NULL;
    return member(message, field);
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

static size_t size_of(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return sizeof(int64_t);
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_STRING:
        return sizeof(char *);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(ProtobufCMessage *);
    default:
        return sizeof(int32_t);
    }
}

bool hs_field_is_set(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    static const char zero[sizeof(ProtobufCBinaryData)];
    const void *value = member(message, field);
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return *count_of(message, field) > 0;
    if (field->type == PROTOBUF_C_TYPE_STRING)
        return *(char *const *)value && **(char *const *)value;
    if (field->type == PROTOBUF_C_TYPE_BYTES)
        return ((const ProtobufCBinaryData *)value)->len > 0;
    return memcmp(value, zero, size_of(field->type)) != 0;
}

void hs_field_copy(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *from, ProtobufCMessage *to)
{
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        *count_of(to, field) = *count_of(from, field);
        memcpy(member(to, field), member(from, field), sizeof(void *));
    } else {
        memcpy(member(to, field), member(from, field), size_of(field->type));
    }
}

bool hs_field_equal(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *a, const ProtobufCMessage *b)
{
    bool equal = false;
    uint8_t *bytes = NULL;
    const ProtobufCMessageDescriptor *type = a->descriptor;
    /* Two messages with nothing but this field: then their packed forms are equal if and only if the field is. */
    ProtobufCMessage *only = calloc(2, type->sizeof_message);
    if (!only)
        return false;
    ProtobufCMessage *other = (ProtobufCMessage *)(void *)((char *)only + type->sizeof_message);
    protobuf_c_message_init(type, only);
    protobuf_c_message_init(type, other);
    hs_field_copy(field, a, only);
    hs_field_copy(field, b, other);
    size_t size = protobuf_c_message_get_packed_size(only);
    if (size == protobuf_c_message_get_packed_size(other)) {
        bytes = malloc(2 * size + 1);
        if (bytes) {
            protobuf_c_message_pack(only, bytes);
            protobuf_c_message_pack(other, bytes + size);
            equal = memcmp(bytes, bytes + size, size) == 0;
        }
    }
    free(bytes);
    free(only);
    return equal;
}

bool hs_field_append(ProtobufCMessage *to, const ProtobufCFieldDescriptor *field, struct hs_arena *arena, const uint8_t *body,
                     size_t size)
{
    ProtobufCMessage ***elements = member(to, field);
    size_t *count = count_of(to, field);
    ProtobufCMessage **longer = hs_arena_alloc(arena, (*count + 1) * sizeof *longer);
    ProtobufCMessage *element = protobuf_c_message_unpack(field->descriptor, &arena->protobuf, size, body);
    if (!longer || !element)
        return false;
    if (*count > 0)
        memcpy(longer, *elements, *count * sizeof *longer);
    longer[(*count)++] = element;
    *elements = longer;
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
