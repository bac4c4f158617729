#include "wire/path.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { INDEX_SIZE = sizeof "[18446744073709551615]" };

struct hs_path hs_path_field(const struct hs_path *parent, const char *name)
{
    return (struct hs_path){.parent = parent, .name = name};
}

struct hs_path hs_path_element(const struct hs_path *parent, size_t index)
{
    return (struct hs_path){.parent = parent, .index = index};
}

/* A step without the point before it: its own name, or its index written into `buffer`. */
static const char *step_text(const struct hs_path *step, char buffer[INDEX_SIZE])
{
    if (step->name != NULL) {
        return step->name;
    }
    snprintf(buffer, INDEX_SIZE, "[%zu]", step->index);
    return buffer;
}

/* Whether anything stands before a step, so that a name needs a point. */
static bool has_text_above(const struct hs_path *step)
{
    const struct hs_path *above = step->parent;
    while (above != NULL && above->name != NULL && *above->name == '\0') {
        above = above->parent;
    }
    return above != NULL;
}

static bool needs_point(const struct hs_path *step)
{
    return step->name != NULL && *step->name != '\0' && has_text_above(step);
}

char *hs_path_text(struct hs_arena *arena, const struct hs_path *path)
{
    char buffer[INDEX_SIZE];
    size_t length = 0;
    for (const struct hs_path *step = path; step != NULL; step = step->parent) {
        length += strlen(step_text(step, buffer)) + (needs_point(step) ? 1 : 0);
    }
    char *text = hs_arena_alloc(arena, length + 1);
    char *at = text != NULL ? text + length : NULL;
    for (const struct hs_path *step = path; text != NULL && step != NULL; step = step->parent) {
        const char *part = step_text(step, buffer);
        at -= strlen(part);
        memcpy(at, part, strlen(part));
        if (needs_point(step)) {
            *--at = '.';
        }
    }
    return text;
}
