#include "store/table.h"

#include <google/protobuf/timestamp.pb-c.h>

enum { SECOND_MICROS = 1000000, MICRO_NANOS = 1000 };

static const ProtobufCFieldDescriptor *descriptor_of(const ProtobufCMessage *message, int field)
{
    return &message->descriptor->fields[field];
}

const void *hs_message_value(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    const char *base = (const char *)message;
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 &&
        *(const uint32_t *)(const void *)(base + field->quantifier_offset) != field->id) {
        return NULL;
    }
    return base + field->offset;
}

const char *hs_message_string(const ProtobufCMessage *message, int field)
{
    const char *const *text = hs_message_value(message, descriptor_of(message, field));
    return text != NULL && *text != NULL ? *text : "";
}

ProtobufCMessage *hs_message_child(const ProtobufCMessage *message, int field)
{
    ProtobufCMessage *const *child = hs_message_value(message, descriptor_of(message, field));
    return child != NULL ? *child : NULL;
}

size_t hs_message_count(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    const void *count = (const char *)message + field->quantifier_offset;
    return *(const size_t *)count;
}

static size_t element_size(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return sizeof(int64_t);
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    default:
        return sizeof(int32_t);
    }
}

const void *hs_message_element(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, size_t index)
{
    const void *array = (const char *)message + field->offset;
    return *(const char *const *)array + index * element_size(field);
}

int64_t hs_time_of(const ProtobufCMessage *timestamp)
{
    const Google__Protobuf__Timestamp *time = (const void *)timestamp;
    return time->seconds * SECOND_MICROS + time->nanos / MICRO_NANOS;
}

void hs_message_set_string(ProtobufCMessage *message, int field, const char *text)
{
    void *at = (char *)message + descriptor_of(message, field)->offset;
    *(const char **)at = text;
}

void hs_message_set_child(ProtobufCMessage *message, int field, ProtobufCMessage *child)
{
    void *at = (char *)message + descriptor_of(message, field)->offset;
    *(ProtobufCMessage **)at = child;
}

bool hs_message_set_time(ProtobufCMessage *message, int field, int64_t time, struct hs_arena *arena)
{
    Google__Protobuf__Timestamp *timestamp = (void *)hs_arena_new(arena, descriptor_of(message, field)->descriptor);
    if (timestamp == NULL) {
        return false;
    }
    int64_t micros = (time % SECOND_MICROS + SECOND_MICROS) % SECOND_MICROS;
    timestamp->seconds = (time - micros) / SECOND_MICROS;
    timestamp->nanos = (int32_t)micros * MICRO_NANOS;
    hs_message_set_child(message, field, &timestamp->base);
    return true;
}
