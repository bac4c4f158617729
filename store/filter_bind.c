#include "store/filter_internal.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct binder {
    const struct hs_columns *columns;
    const char *text;
    struct hs_status *status;
};

static const char type_reason[] = "FILTER_TYPE";

static size_t column_of(const struct binder *binder, const char *at)
{
    return hs_text_column(binder->text, at);
}

static bool is_equality(const struct hs_term *term)
{
    return term->comparator == HS_COMPARE_EQUAL || term->comparator == HS_COMPARE_NOT_EQUAL || term->comparator == HS_COMPARE_HAS;
}

static bool has_star(const struct hs_term *term)
{
    return term->value.star_before || term->value.star_after;
}

static bool is_lone_star(const struct hs_term *term)
{
    return has_star(term) && *term->value.text == '\0';
}

static void refuse_value(const struct binder *binder, const struct hs_term *term, const char *expected)
{
    hs_status_field(binder->status, 0, "filter", type_reason, "column %zu: %s wants %s", column_of(binder, term->value.at),
                    term->column->path, expected);
}

static void refuse_order(const struct binder *binder, const struct hs_term *term)
{
    hs_status_field(binder->status, 0, "filter", type_reason, "column %zu: %s is compared with =, != or : only",
                    column_of(binder, term->field.at), term->column->path);
}

static enum hs_test ordering_test(enum hs_comparator comparator)
{
    switch (comparator) {
    case HS_COMPARE_LESS:
        return HS_TEST_LESS;
    case HS_COMPARE_LESS_EQUAL:
        return HS_TEST_LESS_EQUAL;
    case HS_COMPARE_GREATER:
        return HS_TEST_GREATER;
    case HS_COMPARE_GREATER_EQUAL:
        return HS_TEST_GREATER_EQUAL;
    default:
        return HS_TEST_EQUAL;
    }
}

static enum hs_test wildcard_test(const struct hs_value *value)
{
    if (value->star_before) {
        return value->star_after ? HS_TEST_INFIX : HS_TEST_SUFFIX;
    }
    return value->star_after ? HS_TEST_PREFIX : HS_TEST_EQUAL;
}

static void bind_text(const struct binder *binder, struct hs_term *term)
{
    if (has_star(term) && !is_equality(term)) {
        refuse_value(binder, term, "a value without wildcard here: * goes with =, != and : (\\* is the character)");
        return;
    }
    if (has_star(term)) {
        term->test = wildcard_test(&term->value);
    }
    term->text = term->value.text;
}

static void bind_integer(const struct binder *binder, struct hs_term *term)
{
    const char *text = term->value.text;
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    bool starts_well = isdigit((unsigned char)text[*text == '-' ? 1 : 0]);
    if (!starts_well || *end != '\0' || errno == ERANGE) {
        refuse_value(binder, term, "a whole number of at most 64 bits");
        return;
    }
    term->integer = number;
}

static void bind_bool(const struct binder *binder, struct hs_term *term)
{
    const char *text = term->value.text;
    bool is_true = strcmp(text, "true") == 0 || strcmp(text, "TRUE") == 0;
    if (!is_true && strcmp(text, "false") != 0 && strcmp(text, "FALSE") != 0) {
        refuse_value(binder, term, "true or false");
        return;
    }
    term->integer = is_true ? 1 : 0;
}

/* Whether `_` stands before this character of a CamelCase name in its UPPER_SNAKE_CASE form. */
static bool starts_word(const char *name, size_t i)
{
    if (i == 0 || !isupper((unsigned char)name[i])) {
        return false;
    }
    return !isupper((unsigned char)name[i - 1]) || islower((unsigned char)name[i + 1]);
}

/* What follows the prefix that all values of an enum share: STATE_ in enum State. A value without it is given whole. */
static const char *short_value_name(const ProtobufCEnumDescriptor *type, const char *value)
{
    const char *name = type->short_name;
    const char *at = value;
    for (size_t i = 0; name[i] != '\0'; i++) {
        if (starts_word(name, i) && *at++ != '_') {
            return value;
        }
        if (*at++ != toupper((unsigned char)name[i])) {
            return value;
        }
    }
    return *at == '_' && at[1] != '\0' ? at + 1 : value;
}

/* Whether a value is named, in any case and with - for _, as people read it in tables: not-offered for NOT_OFFERED. */
static bool is_named(const char *name, const char *text)
{
    size_t i = 0;
    while (name[i] != '\0' && name[i] == (text[i] == '-' ? '_' : toupper((unsigned char)text[i]))) {
        i++;
    }
    return name[i] == '\0' && text[i] == '\0';
}

static const ProtobufCEnumValue *find_value(const ProtobufCEnumDescriptor *type, const char *name)
{
    for (unsigned i = 0; i < type->n_values; i++) {
        const ProtobufCEnumValue *value = &type->values[i];
        if (is_named(value->name, name) || is_named(short_value_name(type, value->name), name)) {
            return value;
        }
    }
    return NULL;
}

static const char *list_values(const ProtobufCEnumDescriptor *type, struct hs_arena *arena)
{
    const char *list = "one of";
    for (unsigned i = 0; i < type->n_values && list != NULL; i++) {
        list = hs_arena_printf(arena, "%s%s%s", list, i > 0 ? ", " : " ", short_value_name(type, type->values[i].name));
    }
    return list != NULL ? list : "the name of a value";
}

static void bind_enum(const struct binder *binder, struct hs_term *term)
{
    const ProtobufCEnumDescriptor *type = hs_column_field(term->column)->descriptor;
    const ProtobufCEnumValue *value = find_value(type, term->value.text);
    if (value == NULL) {
        refuse_value(binder, term, list_values(type, binder->status->arena));
        return;
    }
    term->integer = value->value;
}

static void bind_timestamp(const struct binder *binder, struct hs_term *term)
{
    if (!hs_time_parse(term->value.text, &term->integer)) {
        refuse_value(binder, term, "a time such as 2022-10-28T09:00:00Z, no finer than microseconds");
    }
}

static void bind_date(const struct binder *binder, struct hs_term *term)
{
    struct hs_partial_text text;
    hensigt_partial_date date = HENSIGT_PARTIAL_DATE_INIT;
    if (!hs_partial_date_read(term->value.text, &text)) {
        refuse_value(binder, term, "a date such as 2022, 2022-04, 2022-04-12, 2022-05..2023-03-17 or ..2020-09");
        return;
    }
    date.date = text.date;
    date.earliest = text.earliest;
    date.latest = text.latest;
    hs_partial_date_days(&date, &term->earliest, &term->latest);
}

static void bind_value(const struct binder *binder, struct hs_term *term)
{
    switch (term->column->type) {
    case HS_COLUMN_TEXT:
        bind_text(binder, term);
        break;
    case HS_COLUMN_INTEGER:
        bind_integer(binder, term);
        break;
    case HS_COLUMN_BOOL:
        bind_bool(binder, term);
        break;
    case HS_COLUMN_ENUM:
        bind_enum(binder, term);
        break;
    case HS_COLUMN_TIMESTAMP:
        bind_timestamp(binder, term);
        break;
    case HS_COLUMN_DATE:
        bind_date(binder, term);
        break;
    }
}

static void bind_star(const struct binder *binder, struct hs_term *term)
{
    if (term->comparator == HS_COMPARE_HAS || (term->column->type == HS_COLUMN_TEXT && is_equality(term))) {
        term->test = HS_TEST_POPULATED;
    } else {
        refuse_value(binder, term, "a value here: * alone goes with :");
    }
}

static bool is_ordered(const struct hs_column *column)
{
    return column->type != HS_COLUMN_ENUM && column->type != HS_COLUMN_BOOL;
}

static void bind_term(const struct binder *binder, struct hs_term *term)
{
    term->column = hs_columns_find(binder->columns, term->field.at, term->field.length);
    if (term->column == NULL) {
        hs_status_field(binder->status, 0, "filter", "FILTER_FIELD", "column %zu: nothing can be filtered by %.*s; fields: %s",
                        column_of(binder, term->field.at), (int)term->field.length, term->field.at,
                        hs_columns_list(binder->columns, false, binder->status->arena));
        return;
    }
    term->test = ordering_test(term->comparator);
    term->negated = term->comparator == HS_COMPARE_NOT_EQUAL;
    if (!is_ordered(term->column) && !is_equality(term)) {
        refuse_order(binder, term);
    } else if (is_lone_star(term)) {
        bind_star(binder, term);
    } else if (has_star(term) && term->column->type != HS_COLUMN_TEXT) {
        refuse_value(binder, term, "a value without wildcard: it is no text");
    } else {
        bind_value(binder, term);
    }
}

static void bind_node(const struct binder *binder, struct hs_filter *node)
{
    if (node->kind == HS_NODE_TERM) {
        bind_term(binder, &node->term);
    }
    for (struct hs_filter *child = node->first; child != NULL; child = child->next) {
        bind_node(binder, child);
    }
}

void hs_filter_bind(struct hs_filter *node, const struct hs_columns *columns, const char *text, struct hs_status *status)
{
    struct binder binder = {.columns = columns, .text = text, .status = status};
    bind_node(&binder, node);
}

enum hs_code hs_filter_parse(const struct hs_columns *columns, const char *text, struct hs_arena *arena,
                             const struct hs_filter **out, struct hs_status *status)
{
    if (text == NULL || text[strspn(text, " \t\r\n")] == '\0') {
        *out = NULL;
        return HS_OK;
    }
    struct hs_filter *filter = hs_filter_read(text, arena, status);
    if (filter == NULL) {
        return hs_status_code(status);
    }
    hs_filter_bind(filter, columns, text, status);
    if (hs_status_code(status) == HS_OK) {
        *out = filter;
    }
    return hs_status_code(status);
}
