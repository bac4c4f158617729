#include "wire/rules.h"

#include "wire/decimal.h"
#include "wire/format.h"
#include "wire/member.h"
#include "wire/type_checks.h"
#include "wire/utf8.h"

#include <stdarg.h>
#include <string.h>

static void check_message(const struct hs_rules_walk *walk, const struct hs_path *path, const struct hs_message *type,
                          ProtobufCMessage *message);

static void no_memory(const struct hs_rules_walk *walk)
{
    hs_status_fail(walk->status, HS_RESOURCE_EXHAUSTED, "MEMORY", "there is no memory left for this request");
}

void hs_rules_violate(const struct hs_rules_walk *walk, const struct hs_path *path, const char *reason, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = hs_arena_vprintf(walk->status->arena, format, arguments);
    va_end(arguments);
    const char *field = hs_path_text(walk->status->arena, path);
    if (text == NULL || field == NULL) {
        no_memory(walk);
        return;
    }
    hs_status_field(walk->status, walk->line, field, reason, "%s", text);
}

static enum hs_format format_of(const struct hs_field *field)
{
    enum hs_format format = (enum hs_format)field->format;
    return format == HS_FORMAT_NONE && field->reference != NULL ? HS_FORMAT_RESOURCE_NAME : format;
}

/* Whether a kind is in a list such as "Centre|Process". */
static bool is_listed(const char *list, const char *kind)
{
    size_t length = strlen(kind);
    while (*list != '\0') {
        size_t part = strcspn(list, "|");
        if (part == length && strncmp(list, kind, length) == 0) {
            return true;
        }
        list += part + (list[part] == '|' ? 1 : 0);
    }
    return false;
}

/* Whether a well-formed name is of a kind that the field may point to. */
static bool kind_is_allowed(const struct hs_field *field, const char *name)
{
    const struct hs_resource *resource = hs_contract_resource_of_name(name, format_of(field) == HS_FORMAT_PARENT);
    return field->reference == NULL || (resource != NULL && is_listed(field->reference, resource->kind));
}

/* A text that is not of its form, or no code of its list: with the code that may be meant. */
static void violate_with_help(const struct hs_rules_walk *walk, const struct hs_path *path, enum hs_format format, const char *text,
                              const char *rule)
{
    struct hs_code_entry help = {"", ""};
    bool found = hs_format_help(format, text, &help);
    char quote[HS_UTF8_QUOTE_SIZE];
    hs_utf8_quote(text, quote);
    hs_rules_violate(walk, path, hs_format_reason(format, text), "%s, found %s%s%s%s%s", rule, quote, found ? "; " : "", help.code,
                     *help.name != '\0' ? " is " : "", help.name);
}

/* A text that is not of its form. */
static void violate_form(const struct hs_rules_walk *walk, const struct hs_path *path, const struct hs_field *field,
                         const char *text, const char *rule)
{
    enum hs_format format = format_of(field);
    bool is_name = format == HS_FORMAT_RESOURCE_NAME && field->reference != NULL;
    const struct hs_resource *kind = is_name ? hs_contract_resource(field->reference) : NULL; /* NULL where there are several */
    if (kind != NULL) {
        char quote[HS_UTF8_QUOTE_SIZE];
        hs_utf8_quote(text, quote);
        hs_rules_violate(walk, path, "FORMAT", "must be a resource name of the form %s, found %s", kind->pattern, quote);
    } else {
        violate_with_help(walk, path, format, text, rule);
    }
}

/* Whether a decimal keeps its field's bounds; any other text has none. */
static bool check_bounds(const struct hs_rules_walk *walk, const struct hs_path *path, const struct hs_field *field,
                         const char *text)
{
    struct hs_decimal number;
    if (field->format != HS_FORMAT_DECIMAL || !hs_decimal_parse(text, &number)) {
        return true;
    }
    if ((field->flags & HS_FIELD_NON_NEGATIVE) != 0 && number.mantissa < 0) {
        hs_rules_violate(walk, path, "NEGATIVE", "must not be negative, found %s", text);
        return false;
    }
    if (field->maximum > 0 && hs_decimal_compare(number, (struct hs_decimal){.mantissa = field->maximum}) > 0) {
        hs_rules_violate(walk, path, "TOO_LARGE", "must be at most %lld, found %s", (long long)field->maximum, text);
        return false;
    }
    return true;
}

/* Checks a text's form and puts it into the form in which it is stored. */
static void check_form(const struct hs_rules_walk *walk, const struct hs_path *path, const struct hs_field *field, char **text)
{
    enum hs_format format = format_of(field);
    const char *rule;
    char quote[HS_UTF8_QUOTE_SIZE];
    hs_utf8_quote(*text, quote);
    if (!hs_format_check(format, *text, &rule)) {
        violate_form(walk, path, field, *text, rule);
        return;
    }
    if (!kind_is_allowed(field, *text)) {
        hs_rules_violate(walk, path, "FORMAT", "must name a resource of kind %s, found %s", field->reference, quote);
        return;
    }
    const char *stored = hs_format_stored(walk->status->arena, format, *text);
    if (stored == NULL) {
        no_memory(walk);
    } else if (check_bounds(walk, path, field, stored)) {
        *text = (char *)stored;
    }
}

/* Whether a text or a bytes field has as many characters or bytes as it may. */
static bool check_length(const struct hs_rules_walk *walk, const struct hs_path *path, const struct hs_field *field, size_t length,
                         const char *unit)
{
    size_t most = field->max_length > 0 ? field->max_length : hs_format_max_length((enum hs_format)field->format);
    if (length > most) {
        hs_rules_violate(walk, path, "TOO_LONG", "must have at most %zu %s, found %zu", most, unit, length);
    } else if (length < field->min_length) {
        hs_rules_violate(walk, path, "TOO_SHORT", "must have at least %u %s, found %zu", field->min_length, unit, length);
    }
    return length <= most && length >= field->min_length;
}

static void check_text(const struct hs_rules_walk *walk, const struct hs_path *path, const struct hs_field *field, char **text)
{
    size_t length = hs_utf8_length(*text);
    if (length == 0) {
        hs_rules_violate(walk, path, "REQUIRED", "must not be empty");
    } else if (check_length(walk, path, field, length, "characters")) {
        check_form(walk, path, field, text);
    }
}

static void check_number(const struct hs_rules_walk *walk, const struct hs_path *path, const struct hs_field *field, int64_t number)
{
    if ((field->flags & HS_FIELD_NON_NEGATIVE) != 0 && number < 0) {
        hs_rules_violate(walk, path, "NEGATIVE", "must not be negative, found %lld", (long long)number);
    } else if (field->maximum > 0 && number > field->maximum) {
        hs_rules_violate(walk, path, "TOO_LARGE", "must be at most %lld, found %lld", (long long)field->maximum, (long long)number);
    }
}

/* What is not said is left out of a list; a singular field that says nothing does not come here. */
static void check_enum(const struct hs_rules_walk *walk, const struct hs_path *path, const ProtobufCEnumDescriptor *type,
                       int number)
{
    if (number == 0) {
        hs_rules_violate(walk, path, "REQUIRED", "must be given");
    } else if (protobuf_c_enum_descriptor_get_value(type, number) == NULL) {
        hs_rules_violate(walk, path, "UNKNOWN_ENUM_VALUE", "must be a value of %s, found %d", type->name, number);
    }
}

/* One value of a field: a populated singular one, or an element. */
struct place {
    ProtobufCMessage *message;
    const ProtobufCFieldDescriptor *descriptor;
    const struct hs_field *field;
    size_t index;
};

static void check_value(const struct hs_rules_walk *walk, const struct hs_path *path, const struct place *place)
{
    const struct place p = *place;
    ProtobufCMessage *inner;
    switch (p.descriptor->type) {
    case PROTOBUF_C_TYPE_STRING:
        check_text(walk, path, p.field, hs_member_at(p.message, p.descriptor, p.index));
        break;
    case PROTOBUF_C_TYPE_BYTES:
        check_length(walk, path, p.field, ((ProtobufCBinaryData *)hs_member_at(p.message, p.descriptor, p.index))->len, "bytes");
        break;
    case PROTOBUF_C_TYPE_ENUM:
        check_enum(walk, path, p.descriptor->descriptor, (int)hs_member_number(p.message, p.descriptor, p.index));
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        inner = hs_member_message(p.message, p.descriptor, p.index);
        if (!hs_type_check(walk, path, inner) && p.field->message != NULL) {
            struct hs_rules_walk part = *walk;
            part.how |= (p.field->flags & HS_FIELD_PARTIAL) != 0 ? (unsigned)HS_RULES_PARTIAL : 0;
            check_message(&part, path, p.field->message, inner);
        }
        if ((p.field->flags & HS_FIELD_NON_NEGATIVE) != 0) {
            hs_type_check_sign(walk, path, inner);
        }
        break;
    case PROTOBUF_C_TYPE_BOOL:
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
        break;
    default:
        check_number(walk, path, p.field, hs_member_number(p.message, p.descriptor, p.index));
        break;
    }
}

/* The first earlier element that is equal to the one at `index`; `index` where there is none. */
static size_t find_equal(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *descriptor, size_t index)
{
    const void *value = hs_member_at(message, descriptor, index);
    for (size_t i = 0; i < index; i++) {
        if (hs_member_equal(descriptor->type, hs_member_at(message, descriptor, i), value)) {
            return i;
        }
    }
    return index;
}

static void check_distinct(const struct hs_rules_walk *walk, const struct hs_path *path, const ProtobufCMessage *message,
                           const ProtobufCFieldDescriptor *descriptor, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        size_t earlier = find_equal(message, descriptor, i);
        if (earlier < i) {
            struct hs_path element = hs_path_element(path, i);
            hs_rules_violate(walk, &element, "DUPLICATE", "must not be given twice: it equals element %zu", earlier);
        }
    }
}

static void check_repeated(const struct hs_rules_walk *walk, const struct hs_path *path, struct place place, size_t count)
{
    size_t most = place.field->max_items > 0 ? place.field->max_items : HS_DEFAULT_MAX_ITEMS;
    /* Elements are replaced whole, so that within one nothing may be absent, even in a patch. */
    struct hs_rules_walk whole = *walk;
    whole.how &= ~(unsigned)HS_RULES_PARTIAL;
    if (count > most) {
        hs_rules_violate(walk, path, "TOO_MANY_ITEMS", "must have at most %zu elements, found %zu", most, count);
        return;
    }
    for (place.index = 0; place.index < count; place.index++) {
        struct hs_path element = hs_path_element(path, place.index);
        check_value(&whole, &element, &place);
    }
    /* After the values, so that two spellings of one stored form are found equal. */
    if ((place.field->flags & HS_FIELD_DISTINCT) != 0) {
        check_distinct(walk, path, place.message, place.descriptor, count);
    }
}

static void check_field(const struct hs_rules_walk *walk, const struct hs_path *path, struct place place)
{
    size_t count = hs_member_count(place.message, place.descriptor);
    bool required = (place.field->flags & HS_FIELD_REQUIRED) != 0 && (walk->how & HS_RULES_PARTIAL) == 0;
    if (count == 0 && required) {
        hs_rules_violate(walk, path, "REQUIRED", "must be given");
    } else if (place.descriptor->label == PROTOBUF_C_LABEL_REPEATED) {
        check_repeated(walk, path, place, count);
    } else if (count > 0) {
        check_value(walk, path, &place);
    }
}

static void check_message(const struct hs_rules_walk *walk, const struct hs_path *path, const struct hs_message *type,
                          ProtobufCMessage *message)
{
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *descriptor = &type->descriptor->fields[i];
        struct hs_path field = hs_path_field(path, descriptor->name);
        check_field(walk, &field, (struct place){.message = message, .descriptor = descriptor, .field = &type->fields[i]});
    }
}

enum hs_code hs_rules_check(const struct hs_message *type, ProtobufCMessage *message, unsigned how, const char *prefix,
                            int32_t line, struct hs_status *status)
{
    struct hs_rules_walk walk = {.how = how, .line = line, .status = status};
    struct hs_path root = hs_path_field(NULL, prefix);
    if ((how & HS_RULES_KEEP_OUTPUT) == 0) {
        hs_rules_clear_output(type, message);
    }
    if (!hs_type_check(&walk, &root, message)) {
        check_message(&walk, &root, type, message);
    }
    return hs_status_code(status);
}

void hs_rules_clear_output(const struct hs_message *type, ProtobufCMessage *message)
{
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *descriptor = &type->descriptor->fields[i];
        const struct hs_field *field = &type->fields[i];
        if ((field->flags & HS_FIELD_OUTPUT_ONLY) != 0) {
            hs_member_clear(message, descriptor);
        } else if (field->message != NULL) {
            size_t count = hs_member_count(message, descriptor);
            for (size_t k = 0; k < count; k++) {
                hs_rules_clear_output(field->message, hs_member_message(message, descriptor, k));
            }
        }
    }
}
