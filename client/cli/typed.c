#include "typed.h"

#include "text.h"
#include "words.h"

#include "wire/ascii.h"
#include "wire/contract.h"

#include <string.h>

/* The bytes of a name that a text goes on with. */
static size_t name_length(const char *text)
{
    size_t length = 0;
    while (hs_is_lower(text[length]) || hs_is_upper(text[length]) || hs_is_digit(text[length]) || text[length] == '_') {
        length++;
    }
    return length;
}

static bool is(const char *name, const char *text, size_t length)
{
    return strlen(name) == length && strncmp(name, text, length) == 0;
}

static const struct hs_method *find_method(const char *name, size_t length)
{
    for (size_t s = 0; s < hs_contract.n_services; s++) {
        const struct hs_service *service = hs_contract.services[s];
        for (size_t i = 0; i < service->n_methods; i++) {
            if (is(service->methods[i].name, name, length)) {
                return &service->methods[i];
            }
        }
    }
    return NULL;
}

static bool is_in_capitals(const char *name, size_t length)
{
    enum { LEAST = 4 }; /* shorter ones are abbreviations */
    for (size_t i = 0; i < length; i++) {
        if (!hs_is_upper(name[i]) && name[i] != '_') {
            return false;
        }
    }
    return length >= LEAST;
}

static const char *find_in_enum(struct hs_arena *arena, const ProtobufCEnumDescriptor *type, const char *name)
{
    const ProtobufCEnumValue *value = words_enum_value(type, name);
    const char *word = value != NULL ? words_enum_kebab(arena, type, value->value) : NULL;
    return word != NULL && *word != '\0' ? word : NULL;
}

/* The word for a value of some enum; NULL if there is none of the name. */
static const char *find_value(struct hs_arena *arena, const char *name)
{
    for (size_t m = 0; m < hs_contract.n_messages; m++) {
        const ProtobufCMessageDescriptor *message = hs_contract.messages[m]->descriptor;
        for (size_t i = 0; i < message->n_fields; i++) {
            bool is_enum = message->fields[i].type == PROTOBUF_C_TYPE_ENUM;
            const char *word = is_enum ? find_in_enum(arena, message->fields[i].descriptor, name) : NULL;
            if (word != NULL) {
                return word;
            }
        }
    }
    return NULL;
}

/* Whether a name is part of something longer that is to be read, or typed, as it stands: a path, a filter. */
static bool is_part(const char *text, const char *name, size_t length)
{
    char before = name > text ? name[-1] : ' ';
    bool of_filter = name >= text + 2 && before == ' ' && name[-2] == '=';
    return strchr("./=\"'", before) != NULL || of_filter || name[length] == '=' || name[length] == '/';
}

/* Adds one name; false where it stays as it is. */
static bool add_typed(struct text *out, const char *name, size_t length)
{
    const struct hs_method *method = find_method(name, length);
    if (method != NULL) {
        text_addf(out, "'%s %s'", method->service->noun, method->verb_name);
        return true;
    }
    const char *copy = is_in_capitals(name, length) ? hs_arena_bytes(out->arena, name, length) : NULL;
    const char *word = copy != NULL ? find_value(out->arena, copy) : NULL;
    text_add(out, word != NULL ? word : "");
    return word != NULL;
}

const char *typed_text(struct hs_arena *arena, const char *text)
{
    struct text out;
    text_init(&out, arena);
    for (const char *at = text; *at != '\0';) {
        size_t length = name_length(at);
        if (length == 0) {
            text_add_bytes(&out, at++, 1);
            continue;
        }
        if (is_part(text, at, length) || !add_typed(&out, at, length)) {
            text_add_bytes(&out, at, length);
        }
        at += length;
    }
    return text_end(&out);
}
