#include "wire/contract.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_ID = 63, /* characters of a resource id */
};

static int compare_message(const void *name, const void *entry)
{
    return strcmp(name, (*(const struct hs_message *const *)entry)->descriptor->name);
}

const struct hs_message *hs_contract_message(const char *full_name)
{
    const struct hs_message *const *found =
        bsearch(full_name, hs_contract.messages, hs_contract.n_messages, sizeof(const struct hs_message *), compare_message);
    return found ? *found : NULL;
}

static int compare_kind(const void *kind, const void *entry)
{
    return strcmp(kind, (*(const struct hs_resource *const *)entry)->kind);
}

const struct hs_resource *hs_contract_resource(const char *kind)
{
    if (hs_contract.n_resources == 0)
        return NULL;
    const struct hs_resource *const *found =
        bsearch(kind, hs_contract.resources, hs_contract.n_resources, sizeof(const struct hs_resource *), compare_kind);
    return found ? *found : NULL;
}

/* Whether the `length` bytes at `text` are `word`. */
static bool is_word(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

const struct hs_method *hs_contract_method(const char *full_name, size_t length)
{
    const char *slash = length ? memchr(full_name, '/', length) : NULL;
    if (!slash)
        return NULL;
    size_t service_length = (size_t)(slash - full_name);
    for (size_t i = 0; i < hs_contract.n_services; i++) {
        const struct hs_service *service = hs_contract.services[i];
        if (!is_word(full_name, service_length, service->full_name))
            continue;
        for (size_t j = 0; j < service->n_methods; j++) {
            if (is_word(slash + 1, length - service_length - 1, service->methods[j].name))
                return &service->methods[j];
        }
    }
    return NULL;
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Whether a segment is `[a-z]([a-z0-9-]{0,61}[a-z0-9])?`, or the wildcard where that may stand. */
static bool is_id(const char *text, size_t length, bool wildcard)
{
    if (wildcard && is_word(text, length, "-"))
        return true;
    if (length == 0 || length > MAX_ID || !is_letter(text[0]) || text[length - 1] == '-')
        return false;
    for (size_t i = 1; i < length; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (!is_letter(text[i]) && !digit && text[i] != '-')
            return false;
    }
    return true;
}

/* Whether a name follows a pattern, segment by segment. */
static bool follows(const char *name, const char *pattern, bool wildcard)
{
    for (;;) {
        size_t length = strcspn(name, "/");
        size_t expected = strcspn(pattern, "/");
        bool fits = pattern[0] == '{' ? is_id(name, length, wildcard) : length == expected && memcmp(name, pattern, length) == 0;
        if (!fits || name[length] != pattern[expected])
            return false;
        if (name[length] == '\0')
            return true;
        name += length + 1;
        pattern += expected + 1;
    }
}

const struct hs_resource *hs_contract_resource_of_name(const char *name, bool wildcard)
{
    for (size_t i = 0; i < hs_contract.n_resources; i++) {
        if (follows(name, hs_contract.resources[i]->pattern, wildcard))
            return hs_contract.resources[i];
    }
    return NULL;
}

int hs_message_field(const struct hs_message *message, const char *name)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    return field ? (int)(field - message->descriptor->fields) : -1;
}
