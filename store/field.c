#include "store/table.h"

#include "wire/member.h"

#include <google/protobuf/timestamp.pb-c.h>

enum { SECOND_MICROS = 1000000, MICRO_NANOS = 1000 };

static const ProtobufCFieldDescriptor *descriptor_of(const ProtobufCMessage *message, int field)
{
    return &message->descriptor->fields[field];
}

const char *hs_message_string(const ProtobufCMessage *message, int field)
{
    return hs_member_text(message, descriptor_of(message, field), 0);
}

ProtobufCMessage *hs_message_child(const ProtobufCMessage *message, int field)
{
    return hs_member_message(message, descriptor_of(message, field), 0);
}

int64_t hs_time_of(const ProtobufCMessage *timestamp)
{
    const Google__Protobuf__Timestamp *time = (const void *)timestamp;
    return time->seconds * SECOND_MICROS + time->nanos / MICRO_NANOS;
}

void hs_message_set_string(ProtobufCMessage *message, int field, const char *text)
{
    hs_member_put(message, descriptor_of(message, field), &text);
}

void hs_message_set_child(ProtobufCMessage *message, int field, ProtobufCMessage *child)
{
    hs_member_put(message, descriptor_of(message, field), &child);
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
