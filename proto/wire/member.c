#include "wire/member.h"

#include <string.h>

size_t hs_member_size(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return sizeof(uint64_t);
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_STRING:
        return sizeof(char *);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(ProtobufCMessage *);
    default:
        return sizeof(uint32_t);
    }
}

static void *member(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return (char *)(uintptr_t)message + field->offset;
}

/* The count of a repeated field. */
static size_t *count_of(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return (void *)((char *)(uintptr_t)message + field->quantifier_offset);
}

/* The number of the oneof's field that is set. */
static uint32_t *case_of(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return (void *)((char *)(uintptr_t)message + field->quantifier_offset);
}

static bool is_in_oneof(const ProtobufCFieldDescriptor *field)
{
    return (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
}

static bool is_populated(ProtobufCType type, const void *value)
{
    static const unsigned char zero[sizeof(ProtobufCBinaryData)];
    const char *text;
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
        text = *(char *const *)value;
        return text != NULL && *text != '\0';
    case PROTOBUF_C_TYPE_BYTES:
        return ((const ProtobufCBinaryData *)value)->len > 0;
    default:
        return memcmp(value, zero, hs_member_size(type)) != 0;
    }
}

size_t hs_member_count(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        return *count_of(message, field);
    }
    if (is_in_oneof(field)) {
        return *case_of(message, field) == field->id ? 1 : 0;
    }
    return is_populated(field->type, member(message, field)) ? 1 : 0;
}

void *hs_member_at(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, size_t index)
{
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        return *(char **)member(message, field) + index * hs_member_size(field->type);
    }
    return member(message, field);
}

const char *hs_member_text(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, size_t index)
{
    const char *text = *(char **)hs_member_at(message, field, index);
    return text != NULL ? text : "";
}

ProtobufCMessage *hs_member_message(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, size_t index)
{
    return *(ProtobufCMessage **)hs_member_at(message, field, index);
}

int64_t hs_member_number(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, size_t index)
{
    const void *value = hs_member_at(message, field, index);
    switch (field->type) {
    case PROTOBUF_C_TYPE_BOOL:
        return *(const protobuf_c_boolean *)value != 0;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return *(const uint32_t *)value;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return *(const int64_t *)value;
    default:
        return *(const int32_t *)value;
    }
}

void hs_member_put(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, const void *value)
{
    memcpy(member(message, field), value, hs_member_size(field->type));
    if (is_in_oneof(field)) {
        *case_of(message, field) = field->id;
    }
}

void hs_member_put_elements(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, void *elements, size_t count)
{
    *(void **)member(message, field) = elements;
    *count_of(message, field) = count;
}

bool hs_member_has_rival(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return is_in_oneof(field) && *case_of(message, field) != 0 && *case_of(message, field) != field->id;
}

void hs_member_clear(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    if (is_in_oneof(field) && *case_of(message, field) != field->id) {
        return;
    }
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        *count_of(message, field) = 0;
        *(void **)member(message, field) = NULL;
        return;
    }
    memset(member(message, field), 0, hs_member_size(field->type));
    if (is_in_oneof(field)) {
        *case_of(message, field) = 0;
    } else if (field->type == PROTOBUF_C_TYPE_STRING) {
        *(const char **)member(message, field) = protobuf_c_empty_string;
    }
}

void hs_member_copy(const ProtobufCMessage *from, ProtobufCMessage *to, const ProtobufCFieldDescriptor *field)
{
    size_t count = hs_member_count(from, field);
    if (count == 0) {
        hs_member_clear(to, field);
    } else if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        hs_member_put_elements(to, field, hs_member_at(from, field, 0), count);
    } else {
        hs_member_put(to, field, hs_member_at(from, field, 0));
    }
}

static bool bytes_equal(const ProtobufCBinaryData *a, const ProtobufCBinaryData *b)
{
    return a->len == b->len && (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

bool hs_member_equal(ProtobufCType type, const void *a, const void *b)
{
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
        return strcmp(*(char *const *)a, *(char *const *)b) == 0;
    case PROTOBUF_C_TYPE_BYTES:
        return bytes_equal(a, b);
    case PROTOBUF_C_TYPE_MESSAGE:
        return hs_message_equal(*(ProtobufCMessage *const *)a, *(ProtobufCMessage *const *)b);
    default:
        return memcmp(a, b, hs_member_size(type)) == 0;
    }
}

bool hs_member_same(const ProtobufCMessage *a, const ProtobufCMessage *b, const ProtobufCFieldDescriptor *field)
{
    size_t count = hs_member_count(a, field);
    if (count != hs_member_count(b, field)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!hs_member_equal(field->type, hs_member_at(a, field, i), hs_member_at(b, field, i))) {
            return false;
        }
    }
    return true;
}

static bool unknown_is_equal(const ProtobufCMessageUnknownField *a, const ProtobufCMessageUnknownField *b)
{
    return a->tag == b->tag && a->wire_type == b->wire_type && a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

bool hs_message_equal(const ProtobufCMessage *a, const ProtobufCMessage *b)
{
    const ProtobufCMessageDescriptor *descriptor = a->descriptor;
    if (descriptor != b->descriptor || a->n_unknown_fields != b->n_unknown_fields) {
        return false;
    }
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        if (!hs_member_same(a, b, &descriptor->fields[i])) {
            return false;
        }
    }
    for (unsigned i = 0; i < a->n_unknown_fields; i++) {
        if (!unknown_is_equal(&a->unknown_fields[i], &b->unknown_fields[i])) {
            return false;
        }
    }
    return true;
}
