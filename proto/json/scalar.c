#include "json/parse.h"

#include "wire/ascii.h"
#include "wire/utf8.h"
#include "json/base64.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Up to here every whole number has a double of its own, so that one written as 1.0 or 1e5 is read as it was meant. */
static const double max_exact = 9007199254740992.0;

static const char *name_of_type(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "a list";
    case JSON_STRING:
        return "a string";
    case JSON_INTEGER:
    case JSON_REAL:
        return "a number";
    case JSON_TRUE:
    case JSON_FALSE:
        return "true or false";
    default:
        return "null";
    }
}

void hs_json_wrong_type(struct hs_json_errors *errors, const struct hs_path *path, const char *wanted, const json_t *found)
{
    hs_json_errors_add(errors, path, "WRONG_TYPE", "must be %s, found %s", wanted, name_of_type(found));
}

/* Says that a text has not the form it should have. */
static bool malformed(struct hs_json_errors *errors, const struct hs_path *path, const char *reason, const char *rule,
                      const char *text)
{
    char quote[HS_UTF8_QUOTE_SIZE];
    hs_utf8_quote(text, quote);
    hs_json_errors_add(errors, path, reason, "%s, found %s", rule, quote);
    return false;
}

/* Whether a text is a whole number as JSON writes it. */
static bool is_whole_number(const char *text)
{
    text += *text == '-' ? 1 : 0;
    if (text[0] == '0') {
        return text[1] == '\0';
    }
    return hs_is_digit(*text) && text[strspn(text, "0123456789")] == '\0';
}

static bool read_quoted_integer(struct hs_json_errors *errors, const struct hs_path *path, const char *text, int64_t *number)
{
    if (!is_whole_number(text)) {
        return malformed(errors, path, "FORMAT", "must be a whole number", text);
    }
    errno = 0;
    long long value = strtoll(text, NULL, 10);
    if (errno == ERANGE) {
        return malformed(errors, path, "OUT_OF_RANGE", "must be a whole number of 64 bits", text);
    }
    *number = value;
    return true;
}

static bool read_real(struct hs_json_errors *errors, const struct hs_path *path, double real, int64_t *number)
{
    if (real > max_exact || real < -max_exact) {
        hs_json_errors_add(errors, path, "OUT_OF_RANGE", "must be written out in digits: %g is not exact", real);
        return false;
    }
    int64_t whole = (int64_t)real;
    if ((double)whole != real) {
        hs_json_errors_add(errors, path, "FORMAT", "must be a whole number, found %g", real);
        return false;
    }
    *number = whole;
    return true;
}

/* Reads a whole number of at least `least` and at most `most`. */
static bool read_integer(struct hs_json_errors *errors, const struct hs_path *path, const json_t *value, int64_t least,
                         int64_t most, int64_t *number)
{
    int64_t read = 0;
    bool good = true;
    if (json_is_integer(value)) {
        read = json_integer_value(value);
    } else if (json_is_real(value)) {
        good = read_real(errors, path, json_real_value(value), &read);
    } else if (json_is_string(value)) {
        good = read_quoted_integer(errors, path, json_string_value(value), &read);
    } else {
        hs_json_wrong_type(errors, path, "a whole number", value);
        good = false;
    }
    if (good && (read < least || read > most)) {
        hs_json_errors_add(errors, path, "OUT_OF_RANGE", "must be a whole number from %lld to %lld, found %lld", (long long)least,
                           (long long)most, (long long)read);
        good = false;
    }
    if (good) {
        *number = read;
    }
    return good;
}

static bool read_int32(struct hs_json_errors *errors, const struct hs_path *path, const json_t *value, int32_t *slot)
{
    int64_t number;
    bool good = read_integer(errors, path, value, INT32_MIN, INT32_MAX, &number);
    if (good) {
        *slot = (int32_t)number;
    }
    return good;
}

static bool read_uint32(struct hs_json_errors *errors, const struct hs_path *path, const json_t *value, uint32_t *slot)
{
    int64_t number;
    bool good = read_integer(errors, path, value, 0, UINT32_MAX, &number);
    if (good) {
        *slot = (uint32_t)number;
    }
    return good;
}

static bool read_bool(struct hs_json_errors *errors, const struct hs_path *path, const json_t *value, protobuf_c_boolean *slot)
{
    if (!json_is_boolean(value)) {
        hs_json_wrong_type(errors, path, "true or false", value);
        return false;
    }
    *slot = json_is_true(value) ? 1 : 0;
    return true;
}

static bool read_enum(struct hs_json_errors *errors, const struct hs_path *path, const ProtobufCEnumDescriptor *type,
                      const json_t *value, int32_t *slot)
{
    if (json_is_integer(value) || json_is_real(value)) {
        return read_int32(errors, path, value, slot);
    }
    if (!json_is_string(value)) {
        hs_json_wrong_type(errors, path, "the name of an enum value", value);
        return false;
    }
    const ProtobufCEnumValue *known = protobuf_c_enum_descriptor_get_value_by_name(type, json_string_value(value));
    if (known == NULL) {
        char quote[HS_UTF8_QUOTE_SIZE];
        hs_utf8_quote(json_string_value(value), quote);
        hs_json_errors_add(errors, path, "UNKNOWN_ENUM_VALUE", "must be a value of %s, found %s", type->name, quote);
        return false;
    }
    *slot = known->value;
    return true;
}

static bool read_string(struct hs_json_errors *errors, const struct hs_path *path, const json_t *value, char **slot)
{
    if (!json_is_string(value)) {
        hs_json_wrong_type(errors, path, "a string", value);
        return false;
    }
    char *text = hs_arena_string(errors->arena, json_string_value(value));
    if (text == NULL) {
        errors->no_memory = true;
        return false;
    }
    *slot = text;
    return true;
}

static bool read_bytes(struct hs_json_errors *errors, const struct hs_path *path, const json_t *value, ProtobufCBinaryData *slot)
{
    if (!json_is_string(value)) {
        hs_json_wrong_type(errors, path, "a string in base64", value);
        return false;
    }
    const char *text = json_string_value(value);
    if (!hs_base64_is_valid(text)) {
        return malformed(errors, path, "FORMAT", "must be base64", text);
    }
    if (!hs_base64_read(text, errors->arena, slot)) {
        errors->no_memory = true;
        return false;
    }
    return true;
}

bool hs_json_read_scalar(struct hs_json_errors *errors, const struct hs_path *path, const ProtobufCFieldDescriptor *field,
                         const json_t *value, void *slot)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_BOOL:
        return read_bool(errors, path, value, slot);
    case PROTOBUF_C_TYPE_ENUM:
        return read_enum(errors, path, field->descriptor, value, slot);
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        return read_int32(errors, path, value, slot);
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return read_uint32(errors, path, value, slot);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return read_integer(errors, path, value, INT64_MIN, INT64_MAX, slot);
    case PROTOBUF_C_TYPE_STRING:
        return read_string(errors, path, value, slot);
    case PROTOBUF_C_TYPE_BYTES:
        return read_bytes(errors, path, value, slot);
    default:
        hs_json_errors_add(errors, path, "WRONG_TYPE", "has a type that the contract does not use");
        return false;
    }
}
