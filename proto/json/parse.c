#include "json/parse.h"

#include "wire/member.h"
#include "wire/utf8.h"
#include "json/any.h"
#include "json/well_known.h"

#include "google/protobuf/any.pb-c.h"

#include <string.h>

struct parser {
    struct hs_json_errors *errors;
    int depth;
};

static ProtobufCMessage *parse_message(struct parser *parser, const struct hs_path *path, const struct hs_message *type,
                                       json_t *value);

/* Reads any value into `slot`; false where `errors` says what is wrong. */
static bool parse_value(struct parser *parser, const struct hs_path *path, const ProtobufCFieldDescriptor *field,
                        const struct hs_message *type, json_t *value, void *slot)
{
    if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
        return hs_json_read_scalar(parser->errors, path, field, value, slot);
    }
    ProtobufCMessage *message = parse_message(parser, path, type, value);
    *(ProtobufCMessage **)slot = message;
    return message != NULL;
}

static void parse_list(struct parser *parser, const struct hs_path *path, ProtobufCMessage *message,
                       const ProtobufCFieldDescriptor *field, const struct hs_message *type, json_t *list)
{
    if (!json_is_array(list)) {
        hs_json_wrong_type(parser->errors, path, "a list", list);
        return;
    }
    size_t count = json_array_size(list);
    size_t size = hs_member_size(field->type);
    bool good = true;
    char *elements = hs_arena_alloc(parser->errors->arena, count * size);
    if (elements == NULL) {
        parser->errors->no_memory = true;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        struct hs_path element = hs_path_element(path, i);
        good = parse_value(parser, &element, field, type, json_array_get(list, i), elements + i * size) && good;
    }
    if (good && count > 0) {
        hs_member_put_elements(message, field, elements, count);
    }
}

static void parse_field(struct parser *parser, const struct hs_path *path, ProtobufCMessage *message,
                        const ProtobufCFieldDescriptor *field, const struct hs_message *type, json_t *value)
{
    union {
        uint64_t number;
        void *pointer;
        ProtobufCBinaryData bytes;
    } slot;
    if (json_is_null(value)) {
        return;
    }
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        parse_list(parser, path, message, field, type, value);
    } else if (hs_member_has_rival(message, field)) {
        hs_json_errors_add(parser->errors, path, "ONEOF", "must not be given beside another field of its oneof");
    } else if (parse_value(parser, path, field, type, value, &slot)) {
        hs_member_put(message, field, &slot);
    }
}

/* The index of the field with this name, in JSON or in the contract; -1 if there is none. */
static int find_field(const struct hs_message *type, const char *name)
{
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        if (strcmp(type->fields[i].json_name, name) == 0 || strcmp(type->descriptor->fields[i].name, name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* Whether a key is the contract's name of a field that stands under its JSON name, too. */
static bool is_second_name(const struct hs_field *field, const char *key, const json_t *object)
{
    return strcmp(field->json_name, key) != 0 && json_object_get(object, field->json_name) != NULL;
}

static void parse_member(struct parser *parser, const struct hs_path *path, ProtobufCMessage *message,
                         const struct hs_message *type, json_t *object, const char *key, json_t *value)
{
    char quote[HS_UTF8_QUOTE_SIZE];
    int index = find_field(type, key);
    if (index < 0) {
        hs_utf8_quote(key, quote);
        hs_json_errors_add(parser->errors, path, "UNKNOWN_FIELD", "must be a field of %s, found %s", type->descriptor->name, quote);
    } else if (is_second_name(&type->fields[index], key, object)) {
        hs_json_errors_add(parser->errors, path, "DUPLICATE_KEY", "must not be given as %s and as %s",
                           type->fields[index].json_name, key);
    } else {
        parse_field(parser, path, message, &type->descriptor->fields[index], type->fields[index].message, value);
    }
}

static void parse_fields(struct parser *parser, const struct hs_path *path, ProtobufCMessage *message,
                         const struct hs_message *type, json_t *object, const char *skipped_key)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        struct hs_path member = hs_path_field(path, key);
        if (skipped_key == NULL || strcmp(key, skipped_key) != 0) {
            parse_member(parser, &member, message, type, object, key, value);
        }
    }
}

/* Reads the message within an Any: the members beside "@type", or under "value" where its type is written as a string. */
static ProtobufCMessage *parse_inner(struct parser *parser, const struct hs_path *path, const struct hs_message *type,
                                     json_t *object)
{
    const char *key;
    json_t *value;
    struct hs_path at = hs_path_field(path, "value");
    if (hs_well_known_kind(type->descriptor) == HS_WELL_KNOWN_NONE) {
        ProtobufCMessage *message = hs_arena_new(parser->errors->arena, type->descriptor);
        if (message != NULL) {
            parse_fields(parser, path, message, type, object, HS_ANY_TYPE_KEY);
        }
        return message;
    }
    json_object_foreach(object, key, value)
    {
        struct hs_path member = hs_path_field(path, key);
        if (strcmp(key, "value") != 0 && strcmp(key, HS_ANY_TYPE_KEY) != 0) {
            hs_json_errors_add(parser->errors, &member, "UNKNOWN_FIELD", "must not stand beside \"value\"");
        }
    }
    value = json_object_get(object, "value");
    if (value == NULL) {
        hs_json_errors_add(parser->errors, &at, "WRONG_TYPE", "must be given in an Any of %s", type->descriptor->name);
        return NULL;
    }
    return parse_message(parser, &at, type, value);
}

/* Packs a message into an Any; false without memory. */
static bool fill_any(struct hs_arena *arena, const struct hs_message *type, const ProtobufCMessage *message,
                     Google__Protobuf__Any *any)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *packed = hs_arena_alloc(arena, size);
    char *type_url = hs_arena_printf(arena, "%s%s", HS_ANY_TYPE_PREFIX, type->descriptor->name);
    if (packed == NULL || type_url == NULL) {
        return false;
    }
    protobuf_c_message_pack(message, packed);
    any->type_url = type_url;
    any->value = (ProtobufCBinaryData){.len = size, .data = packed};
    return true;
}

static void parse_any(struct parser *parser, const struct hs_path *path, Google__Protobuf__Any *any, json_t *object)
{
    struct hs_path at = hs_path_field(path, HS_ANY_TYPE_KEY);
    json_t *name = json_object_get(object, HS_ANY_TYPE_KEY);
    if (json_object_size(object) == 0) {
        return;
    }
    if (!json_is_string(name)) {
        hs_json_errors_add(parser->errors, &at, "WRONG_TYPE", "must be a string that names the type of the message");
        return;
    }
    const struct hs_message *type = hs_any_type(json_string_value(name));
    if (type == NULL) {
        char quote[HS_UTF8_QUOTE_SIZE];
        hs_utf8_quote(json_string_value(name), quote);
        hs_json_errors_add(parser->errors, &at, "UNKNOWN_TYPE",
                           "must name a type of the contract such as hensigt.v1.Centre, found %s", quote);
        return;
    }
    size_t count = parser->errors->count;
    ProtobufCMessage *inner = parse_inner(parser, path, type, object);
    if (parser->errors->count == count && (inner == NULL || !fill_any(parser->errors->arena, type, inner, any))) {
        parser->errors->no_memory = true;
    }
}

static void parse_text(struct parser *parser, const struct hs_path *path, ProtobufCMessage *message, const json_t *value)
{
    const char *rule;
    char quote[HS_UTF8_QUOTE_SIZE];
    if (!json_is_string(value)) {
        hs_json_wrong_type(parser->errors, path, "a string", value);
        return;
    }
    switch (hs_well_known_read(json_string_value(value), parser->errors->arena, message, &rule)) {
    case HS_WELL_KNOWN_READ:
        break;
    case HS_WELL_KNOWN_MALFORMED:
        hs_utf8_quote(json_string_value(value), quote);
        hs_json_errors_add(parser->errors, path, "FORMAT", "%s, found %s", rule, quote);
        break;
    case HS_WELL_KNOWN_NO_MEMORY:
        parser->errors->no_memory = true;
        break;
    }
}

static void parse_object(struct parser *parser, const struct hs_path *path, const struct hs_message *type,
                         ProtobufCMessage *message, json_t *value)
{
    if (!json_is_object(value)) {
        hs_json_wrong_type(parser->errors, path, "an object", value);
    } else if (hs_well_known_kind(type->descriptor) == HS_WELL_KNOWN_ANY) {
        parse_any(parser, path, (Google__Protobuf__Any *)message, value);
    } else {
        parse_fields(parser, path, message, type, value, NULL);
    }
}

static ProtobufCMessage *parse_message(struct parser *parser, const struct hs_path *path, const struct hs_message *type,
                                       json_t *value)
{
    if (parser->depth >= HS_JSON_MAX_DEPTH) {
        hs_json_errors_add(parser->errors, path, "TOO_DEEP", "is nested more than %d deep", HS_JSON_MAX_DEPTH);
        return NULL;
    }
    ProtobufCMessage *message = hs_arena_new(parser->errors->arena, type->descriptor);
    if (message == NULL) {
        parser->errors->no_memory = true;
        return NULL;
    }
    parser->depth++;
    if (hs_well_known_kind(type->descriptor) == HS_WELL_KNOWN_TEXT) {
        parse_text(parser, path, message, value);
    } else {
        parse_object(parser, path, type, message, value);
    }
    parser->depth--;
    return message;
}

/* Says what jansson found wrong with the text itself. */
static void add_syntax_error(struct hs_json_errors *errors, const json_error_t *error)
{
    const char *reason = "JSON_SYNTAX";
    const char *text = error->text;
    switch (json_error_code(error)) {
    case json_error_out_of_memory:
        errors->no_memory = true;
        return;
    case json_error_duplicate_key:
        reason = "DUPLICATE_KEY";
        break;
    case json_error_numeric_overflow:
        reason = "OUT_OF_RANGE";
        break;
    case json_error_stack_overflow:
        reason = "TOO_DEEP";
        break;
    case json_error_null_character:
    case json_error_null_byte_in_key:
        text = "a string must not hold the character NUL";
        break;
    default:
        break;
    }
    hs_json_errors_add(errors, NULL, reason, "%s", text);
    if (errors->count > 0) {
        errors->errors[errors->count - 1].line = error->line;
        errors->errors[errors->count - 1].column = error->column;
    }
}

ProtobufCMessage *hs_json_parse(const struct hs_message *type, const char *text, size_t size, struct hs_json_errors *errors)
{
    struct parser parser = {.errors = errors};
    json_error_t error;
    ProtobufCMessage *message = NULL;
    json_t *tree = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (tree == NULL) {
        add_syntax_error(errors, &error);
    } else {
        message = parse_message(&parser, NULL, type, tree);
    }
    json_decref(tree);
    return hs_json_errors_none(errors) ? message : NULL;
}
