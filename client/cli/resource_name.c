#include "resource_name.h"

#include "text.h"

#include <string.h>

const struct hs_resource *resource_of_names(const struct hs_message *type, struct member member)
{
    if (member.rules->format != HS_FORMAT_RESOURCE_NAME && member.rules->format != HS_FORMAT_PARENT) {
        return NULL;
    }
    if (member.rules->reference != NULL) {
        return hs_contract_resource(member.rules->reference);
    }
    return strcmp(member.field->name, "name") == 0 ? type->resource : NULL;
}

static size_t segment_length(const char *name)
{
    return strcspn(name, "/");
}

/* Moves past a segment and the slash behind it. */
static const char *next_segment(const char *name)
{
    name += segment_length(name);
    return *name == '/' ? name + 1 : name;
}

static bool is_variable(const char *segment)
{
    return *segment == '{';
}

static bool same_segment(const char *a, const char *b)
{
    size_t length = segment_length(a);
    return length == segment_length(b) && strncmp(a, b, length) == 0;
}

/* Whether a name has the pattern's literals in their places. */
static bool follows(const char *pattern, const char *name)
{
    while (*pattern != '\0' && *name != '\0') {
        if (is_variable(pattern) ? segment_length(name) == 0 : !same_segment(pattern, name)) {
            return false;
        }
        pattern = next_segment(pattern);
        name = next_segment(name);
    }
    return *pattern == *name;
}

bool resource_name_is_of(const struct hs_resource *resource, const char *name)
{
    return follows(resource->pattern, name);
}

const char *resource_name_short(struct hs_arena *arena, const struct hs_resource *resource, const char *name)
{
    if (!follows(resource->pattern, name)) {
        return name;
    }
    struct text text;
    text_init(&text, arena);
    for (const char *pattern = resource->pattern; *pattern != '\0'; pattern = next_segment(pattern)) {
        if (is_variable(pattern)) {
            text_add(&text, text.length > 0 ? "/" : "");
            text_add_bytes(&text, name, segment_length(name));
        }
        name = next_segment(name);
    }
    return text_end(&text);
}

static size_t count_segments(const char *name)
{
    size_t n = 0;
    for (; *name != '\0'; name = next_segment(name)) {
        n++;
    }
    return n;
}

static size_t count_variables(const char *pattern)
{
    size_t n = 0;
    for (; *pattern != '\0'; pattern = next_segment(pattern)) {
        n += is_variable(pattern);
    }
    return n;
}

const char *resource_name_full(struct hs_arena *arena, const struct hs_resource *resource, const char *text)
{
    if (count_segments(text) != count_variables(resource->pattern) || same_segment(resource->pattern, text)) {
        return text;
    }
    struct text full;
    text_init(&full, arena);
    for (const char *pattern = resource->pattern; *pattern != '\0'; pattern = next_segment(pattern)) {
        text_add(&full, full.length > 0 ? "/" : "");
        if (is_variable(pattern)) {
            text_add_bytes(&full, text, segment_length(text));
            text = next_segment(text);
        } else {
            text_add_bytes(&full, pattern, segment_length(pattern));
        }
    }
    return text_end(&full);
}

bool resource_name_part(struct hs_arena *arena, const struct hs_resource *resource, const char *name, const char **parent,
                        const char **id)
{
    if (resource->parent == NULL || !follows(resource->pattern, name)) {
        return false;
    }
    const char *last = strrchr(name, '/');
    const char *collection = last;
    while (collection > name && collection[-1] != '/') {
        collection--;
    }
    const char *above = hs_arena_bytes(arena, name, (size_t)(collection - name) - 1);
    if (above == NULL) {
        return false;
    }
    *parent = above;
    *id = last + 1;
    return true;
}
