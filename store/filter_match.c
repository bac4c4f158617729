#include "store/filter_internal.h"

#include <string.h>

/* google.protobuf.Timestamp */
enum { TIMESTAMP_SECONDS = 1, TIMESTAMP_NANOS = 2, SECOND_MICROS = 1000000, MICRO_NANOS = 1000 };

/* One value of a field. Which member counts follows from the column's type. */
struct value {
    bool present; /* of a timestamp or date */
    const char *text;
    int64_t integer;
    int32_t earliest;
    int32_t latest;
};

/* Where a field's value lies in its message; NULL for a member of a oneof that another member excludes. */
static const void *field_at(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    const char *base = (const char *)message;
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0) {
        const uint32_t *chosen = (const void *)(base + field->quantifier_offset);
        if (*chosen != field->id) {
            return NULL;
        }
    }
    return base + field->offset;
}

static size_t element_count(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    const size_t *count = (const void *)((const char *)message + field->quantifier_offset);
    return *count;
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

static int64_t read_integer(const ProtobufCFieldDescriptor *field, const void *at)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return *(const int64_t *)at;
    case PROTOBUF_C_TYPE_BOOL:
        return *(const protobuf_c_boolean *)at != 0 ? 1 : 0;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return *(const uint32_t *)at;
    default:
        return *(const int32_t *)at;
    }
}

static void read_timestamp(const ProtobufCMessage *timestamp, struct value *out)
{
    if (timestamp == NULL) {
        return;
    }
    const ProtobufCMessageDescriptor *type = timestamp->descriptor;
    const ProtobufCFieldDescriptor *seconds = protobuf_c_message_descriptor_get_field(type, TIMESTAMP_SECONDS);
    const ProtobufCFieldDescriptor *nanos = protobuf_c_message_descriptor_get_field(type, TIMESTAMP_NANOS);
    out->present = true;
    out->integer = read_integer(seconds, field_at(timestamp, seconds)) * SECOND_MICROS +
                   read_integer(nanos, field_at(timestamp, nanos)) / MICRO_NANOS;
}

static void read_date(const ProtobufCFieldDescriptor *field, const void *at, struct value *out)
{
    bool is_date = field->type == PROTOBUF_C_TYPE_MESSAGE
                       ? hs_partial_date_days(*(const hensigt_partial_date *const *)at, &out->earliest, &out->latest)
                       : hs_date_parse(*(const char *const *)at, &out->earliest, &out->latest);
    out->present = is_date && (out->earliest != HS_DAY_MIN || out->latest != HS_DAY_MAX);
}

/* Reads what lies at `at`; NULL = nothing. */
static struct value read_value(const struct hs_column *column, const ProtobufCFieldDescriptor *field, const void *at)
{
    struct value value = {.text = ""};
    if (at == NULL) {
        return value;
    }
    switch (column->type) {
    case HS_COLUMN_TEXT:
        value.text = *(const char *const *)at;
        break;
    case HS_COLUMN_TIMESTAMP:
        read_timestamp(*(const ProtobufCMessage *const *)at, &value);
        break;
    case HS_COLUMN_DATE:
        read_date(field, at, &value);
        break;
    default:
        value.integer = read_integer(field, at);
        break;
    }
    return value;
}

static bool is_populated(const struct hs_term *term, const struct value *value)
{
    if (hs_column_is_nullable(term->column)) {
        return value->present;
    }
    return term->column->type == HS_COLUMN_TEXT ? *value->text != '\0' : value->integer != 0;
}

static bool passes_order(enum hs_test test, int order)
{
    switch (test) {
    case HS_TEST_LESS:
        return order < 0;
    case HS_TEST_LESS_EQUAL:
        return order <= 0;
    case HS_TEST_GREATER:
        return order > 0;
    case HS_TEST_GREATER_EQUAL:
        return order >= 0;
    default:
        return order == 0;
    }
}

static bool passes_text(const struct hs_term *term, const char *text)
{
    size_t length = strlen(text);
    size_t wanted = strlen(term->text);
    switch (term->test) {
    case HS_TEST_PREFIX:
        return strncmp(text, term->text, wanted) == 0;
    case HS_TEST_SUFFIX:
        return length >= wanted && strcmp(text + length - wanted, term->text) == 0;
    case HS_TEST_INFIX:
        return strstr(text, term->text) != NULL;
    default:
        return passes_order(term->test, strcmp(text, term->text));
    }
}

static bool passes_date(const struct hs_term *term, const struct value *value)
{
    bool certainly_before = value->latest < term->earliest;
    bool certainly_after = value->earliest > term->latest;
    switch (term->test) {
    case HS_TEST_LESS:
        return certainly_before;
    case HS_TEST_LESS_EQUAL:
        return !certainly_after;
    case HS_TEST_GREATER:
        return certainly_after;
    case HS_TEST_GREATER_EQUAL:
        return !certainly_before;
    default:
        return !certainly_before && !certainly_after;
    }
}

/* Whether a value passes the test, `negated` left aside. */
static bool passes(const struct hs_term *term, const struct value *value)
{
    if (term->test == HS_TEST_POPULATED) {
        return is_populated(term, value);
    }
    switch (term->column->type) {
    case HS_COLUMN_TEXT:
        return passes_text(term, value->text);
    case HS_COLUMN_DATE:
        return value->present && passes_date(term, value);
    case HS_COLUMN_TIMESTAMP:
        if (!value->present) {
            return false;
        }
        break;
    default:
        break;
    }
    return passes_order(term->test, (value->integer > term->integer) - (value->integer < term->integer));
}

/* The value at the end of a column's path, from the message that field number `level` of the path is read in. */
static struct value value_below(const struct hs_column *column, int level, const ProtobufCMessage *message)
{
    const void *at = NULL;
    for (; level < column->depth && message != NULL; level++) {
        const ProtobufCFieldDescriptor *field = &column->message[level]->descriptor->fields[column->fields[level]];
        at = field_at(message, field);
        message = at != NULL && level < column->depth - 1 ? *(const ProtobufCMessage *const *)at : NULL;
        at = level == column->depth - 1 ? at : NULL;
    }
    return read_value(column, hs_column_field(column), at);
}

static bool matches_single(const struct hs_term *term, const ProtobufCMessage *message)
{
    struct value value = value_below(term->column, 0, message);
    bool can_be_compared = value.present || !hs_column_is_nullable(term->column);
    return can_be_compared && passes(term, &value) != term->negated;
}

/* Whether some element passes. */
static bool matches_element(const struct hs_term *term, const ProtobufCMessage *message)
{
    const struct hs_column *column = term->column;
    const ProtobufCFieldDescriptor *list = &column->message[0]->descriptor->fields[column->fields[0]];
    const char *elements = *(const char *const *)((const char *)message + list->offset);
    size_t count = element_count(message, list);
    for (size_t i = 0; i < count; i++) {
        const void *element = elements + i * element_size(list);
        struct value value = column->depth == 1 ? read_value(column, list, element)
                                                : value_below(column, 1, *(const ProtobufCMessage *const *)element);
        if (passes(term, &value)) {
            return true;
        }
    }
    return false;
}

static bool matches_term(const struct hs_term *term, const ProtobufCMessage *message)
{
    if (term->column->index_table == NULL) {
        return matches_single(term, message);
    }
    return matches_element(term, message) != term->negated;
}

bool hs_filter_matches(const struct hs_filter *filter, const ProtobufCMessage *message)
{
    if (filter == NULL) {
        return true;
    }
    if (filter->kind == HS_NODE_TERM) {
        return matches_term(&filter->term, message);
    }
    if (filter->kind == HS_NODE_NOT) {
        return !hs_filter_matches(filter->first, message);
    }
    bool decisive = filter->kind == HS_NODE_OR;
    for (const struct hs_filter *child = filter->first; child != NULL; child = child->next) {
        if (hs_filter_matches(child, message) == decisive) {
            return decisive;
        }
    }
    return !decisive;
}
