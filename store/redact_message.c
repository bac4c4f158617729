#include "store/redact.h"
#include "store/store.h"

#include "wire/member.h"

#include <stdio.h>
#include <string.h>

/* Long enough for the deepest path of the contract; a longer one is cut. */
enum { PATH_SIZE = 256 };

struct walk {
    const struct hs_redactor *redactor;
    char path[PATH_SIZE];
    int replaced; /* -1 = no memory */
};

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

void hs_trim_person(const char *text, const char **start, size_t *length)
{
    size_t end = strlen(text);
    size_t first = strspn(text, " \t\n\v\f\r");
    while (end > first && is_space(text[end - 1])) {
        end--;
    }
    *start = text + first;
    *length = end - first;
}

static bool is_the_person(const struct hs_redactor *redactor, const char *text)
{
    const char *start = NULL;
    size_t length = 0;
    hs_trim_person(text, &start, &length);
    return length == redactor->length && memcmp(start, redactor->person, length) == 0;
}

static bool has_bytes(const ProtobufCBinaryData *bytes, const char *part, size_t length)
{
    for (size_t i = 0; i + length <= bytes->len; i++) {
        if (memcmp(bytes->data + i, part, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool mentions(const struct hs_redactor *redactor, const ProtobufCFieldDescriptor *field, const void *value)
{
    const ProtobufCBinaryData *bytes = value;
    if (field->type == PROTOBUF_C_TYPE_STRING) {
        return strstr(*(char *const *)value, redactor->person) != NULL;
    }
    return has_bytes(bytes, redactor->person, redactor->length);
}

static void redact_text(struct walk *walk, bool is_person, const ProtobufCFieldDescriptor *field, void *value)
{
    const struct hs_redactor *redactor = walk->redactor;
    if (is_person && is_the_person(redactor, *(char *const *)value)) {
        char *redacted = hs_arena_string(redactor->arena, HS_REDACTED);
        *(char **)value = redacted != NULL ? redacted : *(char **)value;
        walk->replaced = redacted != NULL && walk->replaced >= 0 ? walk->replaced + 1 : -1;
    } else if (mentions(redactor, field, value)) {
        redactor->mention(redactor->context, walk->path);
    }
}

static void redact_fields(struct walk *walk, const struct hs_message *type, ProtobufCMessage *message)
{
    size_t length = strlen(walk->path);
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->descriptor->fields[i];
        const struct hs_field *rules = &type->fields[i];
        bool has_text = field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_BYTES;
        size_t count = has_text || rules->message != NULL ? hs_member_count(message, field) : 0;
        snprintf(walk->path + length, sizeof walk->path - length, "%s%s", length > 0 ? "." : "", field->name);
        for (size_t k = 0; k < count; k++) {
            if (has_text) {
                redact_text(walk, (rules->flags & HS_FIELD_PERSON) != 0, field, hs_member_at(message, field, k));
            } else {
                redact_fields(walk, rules->message, hs_member_message(message, field, k));
            }
        }
        walk->path[length] = '\0';
    }
}

int hs_redact_message(const struct hs_redactor *redactor, const struct hs_message *type, ProtobufCMessage *message)
{
    struct walk walk = {.redactor = redactor};
    redact_fields(&walk, type, message);
    return walk.replaced;
}
