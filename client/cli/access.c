#include "access.h"

#include "wire/member.h"

#include <string.h>

struct member member_at(const struct hs_message *type, size_t index)
{
    return (struct member){.field = &type->descriptor->fields[index], .rules = &type->fields[index]};
}

struct member member_in_order(const struct hs_message *type, size_t position)
{
    size_t index = 0;
    while (type->fields[index].position != position) {
        index++;
    }
    return member_at(type, index);
}

struct member member_named(const struct hs_message *type, const char *name)
{
    int index = hs_message_field(type, name);
    return index >= 0 ? member_at(type, (size_t)index) : (struct member){NULL, NULL};
}

bool member_repeats(struct member member)
{
    return member.field->label == PROTOBUF_C_LABEL_REPEATED;
}

bool member_is(struct member member, const char *type)
{
    return member.field->type == PROTOBUF_C_TYPE_MESSAGE && strcmp(member.rules->message->descriptor->name, type) == 0;
}

size_t value_count(const ProtobufCMessage *message, struct member member)
{
    return hs_member_count(message, member.field);
}

int64_t value_number(const ProtobufCMessage *message, struct member member, size_t i)
{
    return hs_member_number(message, member.field, i);
}

const char *value_string(const ProtobufCMessage *message, struct member member, size_t i)
{
    return hs_member_text(message, member.field, i);
}

const ProtobufCBinaryData *value_bytes(const ProtobufCMessage *message, struct member member, size_t i)
{
    return hs_member_at(message, member.field, i);
}

const ProtobufCMessage *value_message(const ProtobufCMessage *message, struct member member, size_t i)
{
    return hs_member_message(message, member.field, i);
}

const struct hs_message *type_of(const ProtobufCMessage *message)
{
    return hs_contract_message(message->descriptor->name);
}

const char *get_string(const ProtobufCMessage *message, const char *name)
{
    struct member member = member_named(type_of(message), name);
    return member.field != NULL ? value_string(message, member, 0) : "";
}

int64_t get_number(const ProtobufCMessage *message, const char *name)
{
    struct member member = member_named(type_of(message), name);
    return member.field != NULL ? value_number(message, member, 0) : 0;
}

const ProtobufCMessage *get_message(const ProtobufCMessage *message, const char *name)
{
    struct member member = member_named(type_of(message), name);
    return member.field != NULL ? value_message(message, member, 0) : NULL;
}

void *value_add(struct hs_arena *arena, ProtobufCMessage *message, struct member member)
{
    char *place = (char *)message + member.field->offset;
    if (!member_repeats(member)) {
        return place;
    }
    size_t *count = (void *)((char *)message + member.field->quantifier_offset);
    size_t size = hs_member_size(member.field->type);
    char *elements = hs_arena_alloc(arena, (*count + 1) * size);
    if (elements == NULL) {
        return NULL;
    }
    if (*count > 0) {
        memcpy(elements, *(char **)(void *)place, *count * size);
    }
    *(char **)(void *)place = elements;
    return elements + size * (*count)++;
}

void value_put_number(void *place, struct member member, int64_t number)
{
    if (hs_member_size(member.field->type) == sizeof(int64_t)) {
        *(int64_t *)place = number;
    } else {
        *(int32_t *)place = (int32_t)number;
    }
}

void value_clear(ProtobufCMessage *message, struct member member)
{
    hs_member_clear(message, member.field);
}

ProtobufCMessage *value_enter(struct hs_arena *arena, ProtobufCMessage *message, struct member member)
{
    ProtobufCMessage **place = (void *)((char *)message + member.field->offset);
    if (*place == NULL) {
        *place = hs_arena_new(arena, member.rules->message->descriptor);
    }
    return *place;
}
