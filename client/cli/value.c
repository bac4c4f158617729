#include "value.h"

#include "record.h"
#include "resource_name.h"
#include "text.h"
#include "value_form.h"
#include "words.h"

#include "crypto/crypto.h"
#include "wire/utf8.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool set_number(struct hs_arena *arena, ProtobufCMessage *message, struct member member, int64_t number)
{
    void *place = value_add(arena, message, member);
    if (place == NULL) {
        return false;
    }
    value_put_number(place, member, number);
    return true;
}

static bool is_wide(struct member member)
{
    return member.field->type == PROTOBUF_C_TYPE_INT64 || member.field->type == PROTOBUF_C_TYPE_SINT64 ||
           member.field->type == PROTOBUF_C_TYPE_SFIXED64;
}

static bool set_integer(struct hs_arena *arena, ProtobufCMessage *message, struct member member, const char *text,
                        const char **error)
{
    int64_t least = is_wide(member) ? INT64_MIN : INT32_MIN;
    int64_t most = is_wide(member) ? INT64_MAX : INT32_MAX;
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    bool digits = (*text >= '0' && *text <= '9') || (*text == '-' && text[1] >= '0' && text[1] <= '9');
    if (!digits || *end != '\0' || errno != 0 || number < least || number > most) {
        *error = hs_arena_printf(arena, "must be a whole number from %" PRId64 " to %" PRId64 ", not '%s'", least, most, text);
        return false;
    }
    return set_number(arena, message, member, number);
}

static bool set_bool(struct hs_arena *arena, ProtobufCMessage *message, struct member member, const char *text, const char **error)
{
    bool yes = strcmp(text, "true") == 0 || strcmp(text, "yes") == 0;
    if (!yes && strcmp(text, "false") != 0 && strcmp(text, "no") != 0) {
        *error = hs_arena_printf(arena, "must be true or false, not '%s'", text);
        return false;
    }
    return set_number(arena, message, member, yes);
}

/* All values of an enum as they are typed, but the zero one. */
static const char *enum_choices(struct hs_arena *arena, const ProtobufCEnumDescriptor *type)
{
    struct text text;
    text_init(&text, arena);
    for (unsigned i = 0; i < type->n_values; i++) {
        const char *word = words_enum_kebab(arena, type, type->values[i].value);
        if (word == NULL || *word == '\0') {
            continue;
        }
        text_add(&text, text.length > 0 ? ", " : "");
        text_add(&text, word);
    }
    return text_end(&text);
}

static bool set_enum(struct hs_arena *arena, ProtobufCMessage *message, struct member member, const char *text, const char **error)
{
    const ProtobufCEnumDescriptor *type = member.field->descriptor;
    const ProtobufCEnumValue *value = words_enum_value(type, text);
    if (value == NULL) {
        const char *choices = enum_choices(arena, type);
        *error = choices != NULL ? hs_arena_printf(arena, "must be one of %s; not '%s'", choices, text) : NULL;
        return false;
    }
    return set_number(arena, message, member, value->value);
}

static bool set_string(struct hs_arena *arena, ProtobufCMessage *message, struct member member, const char *text,
                       const char **error)
{
    if (!hs_utf8_is_valid(text, strlen(text))) {
        *error = "must be UTF-8";
        return false;
    }
    const struct hs_resource *kind = resource_of_names(type_of(message), member);
    const char *full = kind != NULL ? resource_name_full(arena, kind, text) : text;
    char *copy = full != NULL ? hs_arena_string(arena, full) : NULL;
    char **place = copy != NULL ? value_add(arena, message, member) : NULL;
    if (place == NULL) {
        return false;
    }
    *place = copy;
    return true;
}

/* Bytes as base64, of either alphabet, padded or not. */
static bool set_bytes(struct hs_arena *arena, ProtobufCMessage *message, struct member member, const char *text, const char **error)
{
    char *plain = hs_arena_string(arena, text);
    size_t length = strcspn(text, "=");
    uint8_t *bytes = hs_arena_alloc(arena, length + 1);
    size_t size = 0;
    if (plain == NULL || bytes == NULL) {
        return false;
    }
    plain[length] = '\0';
    for (char *c = plain; *c != '\0'; c++) {
        *c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
    }
    if (!hs_base64url_decode(plain, bytes, length + 1, &size)) {
        *error = "must be bytes in base64";
        return false;
    }
    ProtobufCBinaryData *place = value_add(arena, message, member);
    if (place == NULL) {
        return false;
    }
    *place = (ProtobufCBinaryData){.len = size, .data = bytes};
    return true;
}

static bool set_record(struct hs_arena *arena, ProtobufCMessage *message, const char *text, const char **error)
{
    while (*text != '\0') {
        struct record_pair pair;
        const char *inner = NULL;
        if (!record_take(arena, &text, &pair, error)) {
            return false;
        }
        if (!value_set_path(arena, message, pair.key, pair.value, &inner)) {
            *error = inner != NULL ? hs_arena_printf(arena, "has %s, which %s", pair.key, inner) : NULL;
            return false;
        }
    }
    return true;
}

static bool set_message(struct hs_arena *arena, ProtobufCMessage *message, struct member member, const char *text,
                        const char **error)
{
    const struct value_form *form = value_form_of(member.rules->message->descriptor->name);
    ProtobufCMessage *value = hs_arena_new(arena, member.rules->message->descriptor);
    if (value == NULL) {
        return false;
    }
    bool own_form = form != NULL && form->is_own != NULL && form->is_own(text);
    if (!(own_form ? form->set(arena, value, text, error) : set_record(arena, value, text, error))) {
        return false;
    }
    ProtobufCMessage **place = value_add(arena, message, member);
    if (place == NULL) {
        return false;
    }
    *place = value;
    return true;
}

static bool set_one(struct hs_arena *arena, ProtobufCMessage *message, struct member member, const char *text, const char **error)
{
    switch (member.field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return set_string(arena, message, member, text, error);
    case PROTOBUF_C_TYPE_BOOL:
        return set_bool(arena, message, member, text, error);
    case PROTOBUF_C_TYPE_ENUM:
        return set_enum(arena, message, member, text, error);
    case PROTOBUF_C_TYPE_MESSAGE:
        return set_message(arena, message, member, text, error);
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return set_integer(arena, message, member, text, error);
    case PROTOBUF_C_TYPE_BYTES:
        return set_bytes(arena, message, member, text, error);
    default: /* the numbers the contract does not allow itself */
        *error = "has no text form: give it with --data";
        return false;
    }
}

bool value_takes_several(struct member member)
{
    bool is_word = member.field->type == PROTOBUF_C_TYPE_ENUM || member.rules->format == HS_FORMAT_RESOURCE_NAME ||
                   member.rules->format == HS_FORMAT_CPV;
    return member_repeats(member) && is_word;
}

bool value_set(struct hs_arena *arena, ProtobufCMessage *message, struct member member, const char *text, const char **error)
{
    *error = NULL;
    if (*text == '\0') {
        value_clear(message, member);
        return true;
    }
    const char *comma = value_takes_several(member) ? strchr(text, ',') : NULL;
    for (; comma != NULL; comma = strchr(text, ',')) {
        const char *part = hs_arena_bytes(arena, text, (size_t)(comma - text));
        if (part == NULL || !set_one(arena, message, member, part, error)) {
            return false;
        }
        text = comma + 1;
    }
    return set_one(arena, message, member, text, error);
}

static const char *field_name_at(const void *context, size_t i)
{
    const struct hs_message *type = context;
    return type->fields[i].flags & HS_FIELD_OUTPUT_ONLY ? NULL : type->descriptor->fields[i].name;
}

static const char *no_such_field(struct hs_arena *arena, const struct hs_message *type, const char *name)
{
    const char *near = words_nearest(name, type->descriptor->n_fields, field_name_at, type);
    return near != NULL ? hs_arena_printf(arena, "has no field '%s'; did you mean '%s'?", name, near)
                        : hs_arena_printf(arena, "has no field '%s'", name);
}

/* The field that the first segment of a path names. *rest is what follows the dot, or NULL at the path's end. */
static bool first_field(struct hs_arena *arena, const struct hs_message *type, const char *path, struct member *member,
                        const char **rest, const char **error)
{
    size_t length = strcspn(path, ".");
    char *segment = hs_arena_bytes(arena, path, length);
    const char *name = segment != NULL ? words_snake(arena, segment) : NULL;
    if (name == NULL) {
        *error = NULL;
        return false;
    }
    *member = member_named(type, name);
    *rest = path[length] == '.' ? path + length + 1 : NULL;
    if (member->field == NULL) {
        *error = no_such_field(arena, type, name);
        return false;
    }
    bool can_be_entered = member->field->type == PROTOBUF_C_TYPE_MESSAGE && !member_repeats(*member);
    if (*rest != NULL && !can_be_entered) {
        *error = member_repeats(*member)
                     ? hs_arena_printf(arena, "cannot reach into %s, which repeats: give each one whole, as KEY=VALUE,...", name)
                     : hs_arena_printf(arena, "cannot reach into %s, which has no fields", name);
        return false;
    }
    return true;
}

bool value_find_path(struct hs_arena *arena, const struct hs_message *type, const char *path, struct member *out,
                     const char *(*visit)(struct member member), const char **error)
{
    struct member member = {NULL, NULL};
    while (path != NULL) {
        if (!first_field(arena, type, path, &member, &path, error)) {
            return false;
        }
        const char *refusal = visit != NULL ? visit(member) : NULL;
        if (refusal != NULL) {
            *error = refusal;
            return false;
        }
        type = member.rules->message;
    }
    *out = member;
    return true;
}

bool value_set_path(struct hs_arena *arena, ProtobufCMessage *message, const char *path, const char *text, const char **error)
{
    struct member member = {NULL, NULL};
    if (!first_field(arena, type_of(message), path, &member, &path, error)) {
        return false;
    }
    while (path != NULL) {
        message = value_enter(arena, message, member);
        if (message == NULL) {
            *error = NULL;
            return false;
        }
        if (!first_field(arena, type_of(message), path, &member, &path, error)) {
            return false;
        }
    }
    return value_set(arena, message, member, text, error);
}

const char *value_placeholder(struct member member)
{
    switch (member.field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return value_string_placeholder(member.rules);
    case PROTOBUF_C_TYPE_BOOL:
        return "";
    case PROTOBUF_C_TYPE_ENUM:
        return "CHOICE";
    case PROTOBUF_C_TYPE_BYTES:
        return "BASE64";
    case PROTOBUF_C_TYPE_MESSAGE: {
        const struct value_form *form = value_form_of(member.rules->message->descriptor->name);
        return form != NULL ? form->placeholder : "KEY=VALUE,...";
    }
    default:
        return "NUMBER";
    }
}

const char *value_form_words(struct member member)
{
    if (member.field->type != PROTOBUF_C_TYPE_MESSAGE) {
        return NULL;
    }
    const struct value_form *form = value_form_of(member.rules->message->descriptor->name);
    return form != NULL ? form->words : NULL;
}
