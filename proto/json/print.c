#include "json/json.h"

#include "wire/guard.h"
#include "wire/member.h"
#include "json/any.h"
#include "json/base64.h"
#include "json/well_known.h"

#include "google/protobuf/any.pb-c.h"

#include <string.h>

enum { INDENT = 2 };

struct printer {
    struct hs_buffer *out;
    struct hs_json_errors *errors;
    unsigned how;
    int brackets; /* that are open, for the indent */
    int messages; /* that are open, for the limit */
};

static void print_message(struct printer *printer, const struct hs_path *path, const struct hs_message *type,
                          const ProtobufCMessage *message);

static void unprintable(struct printer *printer, const struct hs_path *path, const char *rule)
{
    hs_json_errors_add(printer->errors, path, "UNPRINTABLE", "%s", rule);
}

/* Begins a new line where the text has lines. */
static void new_line(struct printer *printer)
{
    if ((printer->how & HS_JSON_PRETTY) != 0) {
        hs_buffer_printf(printer->out, "\n%*s", printer->brackets * INDENT, "");
    }
}

static void open(struct printer *printer, char bracket)
{
    hs_buffer_char(printer->out, bracket);
    printer->brackets++;
}

static void close(struct printer *printer, char bracket, bool empty)
{
    printer->brackets--;
    if (!empty) {
        new_line(printer);
    }
    hs_buffer_char(printer->out, bracket);
}

/* What stands before each member or element. */
static void separate(struct printer *printer, bool first)
{
    if (!first) {
        hs_buffer_char(printer->out, ',');
    }
    new_line(printer);
}

static void print_key(struct printer *printer, const char *name)
{
    hs_json_print_string(name, printer->out);
    hs_buffer_text(printer->out, (printer->how & HS_JSON_PRETTY) != 0 ? ": " : ":");
}

void hs_json_print_string(const char *text, struct hs_buffer *out)
{
    static const char plain[] = "btnvfr"; /* the letters of the control characters from 8 to 13; \v has none in JSON */
    hs_buffer_char(out, '"');
    for (const char *c = text; *c != '\0'; c++) {
        unsigned char byte = (unsigned char)*c;
        if (byte == '"' || byte == '\\') {
            hs_buffer_char(out, '\\');
            hs_buffer_char(out, *c);
        } else if (byte >= '\b' && byte <= '\r' && byte != '\v') {
            hs_buffer_char(out, '\\');
            hs_buffer_char(out, plain[byte - '\b']);
        } else if (byte < ' ') {
            hs_buffer_printf(out, "\\u%04x", byte);
        } else {
            hs_buffer_char(out, *c);
        }
    }
    hs_buffer_char(out, '"');
}

static void print_enum(struct printer *printer, const ProtobufCEnumDescriptor *type, int number)
{
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(type, number);
    if (value != NULL) {
        hs_json_print_string(value->name, printer->out);
    } else {
        hs_buffer_printf(printer->out, "%d", number);
    }
}

static void print_bytes(struct printer *printer, const ProtobufCBinaryData *bytes)
{
    hs_buffer_char(printer->out, '"');
    hs_base64_print(bytes, printer->out);
    hs_buffer_char(printer->out, '"');
}

/* A value of a field: the one at `index` of a repeated one. */
static void print_value(struct printer *printer, const struct hs_path *path, const ProtobufCMessage *message,
                        const ProtobufCFieldDescriptor *field, const struct hs_message *type, size_t index)
{
    long long number = 0;
    if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_BYTES && field->type != PROTOBUF_C_TYPE_MESSAGE) {
        number = hs_member_number(message, field, index);
    }
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        hs_json_print_string(hs_member_text(message, field, index), printer->out);
        break;
    case PROTOBUF_C_TYPE_BYTES:
        print_bytes(printer, hs_member_at(message, field, index));
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        print_message(printer, path, type, hs_member_message(message, field, index));
        break;
    case PROTOBUF_C_TYPE_BOOL:
        hs_buffer_text(printer->out, number != 0 ? "true" : "false");
        break;
    case PROTOBUF_C_TYPE_ENUM:
        print_enum(printer, field->descriptor, (int)number);
        break;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        hs_buffer_printf(printer->out, "\"%lld\"", number);
        break;
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        unprintable(printer, path, "has a type that the contract does not use");
        break;
    default:
        hs_buffer_printf(printer->out, "%lld", number);
        break;
    }
}

static void print_list(struct printer *printer, const struct hs_path *path, const ProtobufCMessage *message,
                       const ProtobufCFieldDescriptor *field, const struct hs_message *type, size_t count)
{
    open(printer, '[');
    for (size_t i = 0; i < count; i++) {
        struct hs_path element = hs_path_element(path, i);
        separate(printer, i == 0);
        print_value(printer, &element, message, field, type, i);
    }
    close(printer, ']', false);
}

/* The index of the field that the contract declares at a place. */
static unsigned field_at(const struct hs_message *type, unsigned position)
{
    unsigned index = 0;
    while (type->fields[index].position != position) {
        index++;
    }
    return index;
}

/* Prints the populated fields as members of the object that is open; whether there was none, with `first` as before them. */
static bool print_fields(struct printer *printer, const struct hs_path *path, const struct hs_message *type,
                         const ProtobufCMessage *message, bool first)
{
    for (unsigned position = 0; position < type->descriptor->n_fields; position++) {
        unsigned index = field_at(type, position);
        const ProtobufCFieldDescriptor *field = &type->descriptor->fields[index];
        const struct hs_field *rules = &type->fields[index];
        size_t count = hs_member_count(message, field);
        struct hs_path at = hs_path_field(path, rules->json_name);
        if (count == 0) {
            continue;
        }
        separate(printer, first);
        print_key(printer, rules->json_name);
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            print_list(printer, &at, message, field, rules->message, count);
        } else {
            print_value(printer, &at, message, field, rules->message, 0);
        }
        first = false;
    }
    return first;
}

static void print_text(struct printer *printer, const struct hs_path *path, const ProtobufCMessage *message)
{
    struct hs_buffer text = {0};
    const char *rule;
    if (!hs_well_known_print(message, &text, &rule)) {
        unprintable(printer, path, rule);
    } else if (text.failed) {
        printer->out->failed = true;
    } else {
        hs_json_print_string(text.length > 0 ? text.text : "", printer->out);
    }
    hs_buffer_free(&text);
}

/* The members of an Any after its "@type". */
static void print_inner(struct printer *printer, const struct hs_path *path, const struct hs_message *type,
                        const ProtobufCMessage *message)
{
    if (hs_well_known_kind(type->descriptor) == HS_WELL_KNOWN_NONE) {
        print_fields(printer, path, type, message, false);
    } else {
        struct hs_path value = hs_path_field(path, "value");
        separate(printer, false);
        print_key(printer, "value");
        print_message(printer, &value, type, message);
    }
}

static void print_any(struct printer *printer, const struct hs_path *path, const Google__Protobuf__Any *any)
{
    struct hs_arena arena;
    struct hs_guard_report report;
    const struct hs_message *type = hs_any_type(any->type_url);
    ProtobufCMessage *inner = NULL;
    hs_arena_init(&arena, HS_GUARD_MAX_MEMORY);
    if (type != NULL) {
        inner = hs_guard_unpack(&arena, type->descriptor, any->value.data, any->value.len, false, &report);
    }
    if (inner != NULL) {
        bool is_short = (printer->how & HS_JSON_SHORT_TYPES) != 0;
        separate(printer, true);
        print_key(printer, HS_ANY_TYPE_KEY);
        hs_json_print_string(is_short ? type->descriptor->name : any->type_url, printer->out);
        print_inner(printer, path, type, inner);
    } else if (type == NULL) {
        hs_json_errors_add(printer->errors, path, "UNKNOWN_TYPE", "holds a message of an unknown type, %s", any->type_url);
    } else {
        hs_json_errors_add(printer->errors, path, "UNPRINTABLE", "holds no message of its type: %s", hs_guard_text(report.fault));
    }
    hs_arena_free(&arena);
}

static bool any_is_empty(const Google__Protobuf__Any *any)
{
    return *any->type_url == '\0' && any->value.len == 0;
}

static void print_object(struct printer *printer, const struct hs_path *path, const struct hs_message *type,
                         const ProtobufCMessage *message)
{
    bool empty = true;
    open(printer, '{');
    if (hs_well_known_kind(type->descriptor) == HS_WELL_KNOWN_NONE) {
        empty = print_fields(printer, path, type, message, true);
    } else if (!any_is_empty((const Google__Protobuf__Any *)message)) {
        print_any(printer, path, (const Google__Protobuf__Any *)message);
        empty = false;
    }
    close(printer, '}', empty);
}

static void print_message(struct printer *printer, const struct hs_path *path, const struct hs_message *type,
                          const ProtobufCMessage *message)
{
    if (printer->messages >= HS_JSON_MAX_DEPTH) {
        hs_json_errors_add(printer->errors, path, "TOO_DEEP", "is nested more than %d deep", HS_JSON_MAX_DEPTH);
        return;
    }
    printer->messages++;
    if (hs_well_known_kind(type->descriptor) == HS_WELL_KNOWN_TEXT) {
        print_text(printer, path, message);
    } else {
        print_object(printer, path, type, message);
    }
    printer->messages--;
}

bool hs_json_print(const struct hs_message *type, const ProtobufCMessage *message, unsigned how, struct hs_buffer *out,
                   struct hs_json_errors *errors)
{
    struct printer printer = {.out = out, .errors = errors, .how = how};
    print_message(&printer, NULL, type, message);
    if (out->failed) {
        errors->no_memory = true;
    }
    return hs_json_errors_none(errors);
}
