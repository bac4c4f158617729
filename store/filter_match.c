#include "store/filter_internal.h"

#include "wire/member.h"

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

static int64_t micros_of(const ProtobufCMessage *timestamp)
{
    const ProtobufCMessageDescriptor *type = timestamp->descriptor;
    int64_t seconds = hs_member_number(timestamp, protobuf_c_message_descriptor_get_field(type, TIMESTAMP_SECONDS), 0);
    int64_t nanos = hs_member_number(timestamp, protobuf_c_message_descriptor_get_field(type, TIMESTAMP_NANOS), 0);
    return seconds * SECOND_MICROS + nanos / MICRO_NANOS;
}

static void read_date(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, size_t index, struct value *out)
{
    bool is_date = field->type == PROTOBUF_C_TYPE_MESSAGE
                       ? hs_partial_date_days((const hensigt_partial_date *)hs_member_message(message, field, index),
                                              &out->earliest, &out->latest)
                       : hs_date_parse(hs_member_text(message, field, index), &out->earliest, &out->latest);
    out->present = is_date && (out->earliest != HS_DAY_MIN || out->latest != HS_DAY_MAX);
}

/* Reads a value of the field that a column's path ends with; a field that is not set, or a message that is NULL, gives the
 * default. */
static struct value read_value(const struct hs_column *column, const ProtobufCMessage *message, size_t index)
{
    const ProtobufCFieldDescriptor *field = hs_column_field(column);
    struct value value = {.text = ""};
    if (message == NULL || index >= hs_member_count(message, field)) {
        return value;
    }
    switch (column->type) {
    case HS_COLUMN_TEXT:
        value.text = hs_member_text(message, field, index);
        break;
    case HS_COLUMN_TIMESTAMP:
        value.present = true;
        value.integer = micros_of(hs_member_message(message, field, index));
        break;
    case HS_COLUMN_DATE:
        read_date(message, field, index, &value);
        break;
    default:
        value.integer = hs_member_number(message, field, index);
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

/* The value at the end of a column's path, of which field number `level` is to be read in `message`. */
static struct value value_below(const struct hs_column *column, int level, const ProtobufCMessage *message)
{
    for (; level < column->depth - 1 && message != NULL; level++) {
        const ProtobufCFieldDescriptor *field = &column->message[level]->descriptor->fields[column->fields[level]];
        message = hs_member_count(message, field) > 0 ? hs_member_message(message, field, 0) : NULL;
    }
    return read_value(column, message, 0);
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
    size_t count = hs_member_count(message, list);
    for (size_t i = 0; i < count; i++) {
        struct value value =
            column->depth == 1 ? read_value(column, message, i) : value_below(column, 1, hs_member_message(message, list, i));
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
