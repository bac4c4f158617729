/* Sets of resource names. */
#ifndef HS_RULES_NAMES_H
#define HS_RULES_NAMES_H

#include "wire/arena.h"

#include <stdbool.h>
#include <stddef.h>

/** Names, which are not copied. Start with the arena alone. */
struct hs_names {
    struct hs_arena *arena;
    const char **names;
    size_t count;
    bool failed; /**< no memory: names are missing */
};

/** Adds a name at the end. */
void hs_names_add(struct hs_names *names, const char *name);

/** Adds a name at the end unless it is there; for sets that stay small. */
void hs_names_add_new(struct hs_names *names, const char *name);

/** Puts the names into byte order, each once. */
void hs_names_sort(struct hs_names *names);

/** Whether a name is in a sorted set. */
bool hs_names_have(const struct hs_names *sorted, const char *name);

#endif
