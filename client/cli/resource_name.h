/* Resource names and their short form: the ids without the collections, which a noun makes plain. */
#ifndef CLI_RESOURCE_NAME_H
#define CLI_RESOURCE_NAME_H

#include "access.h"

#include <stdbool.h>

/** The one kind that the names in a field of a type are of: what it refers to, or what the message itself is. NULL if the
 *  field holds no names, or names of several kinds. */
const struct hs_resource *resource_of_names(const struct hs_message *type, struct member member);

/** Whether a text is a whole name of a kind. */
bool resource_name_is_of(const struct hs_resource *resource, const char *name);

/** "centres/co-pi" -> "co-pi", "partnerships/p/memberships/m" -> "p/m"; a name that does not follow the pattern stays as it is.
 *  From the arena, NULL without memory. */
const char *resource_name_short(struct hs_arena *arena, const struct hs_resource *resource, const char *name);

/** The other way round; a text that is no short form stays as it is. */
const char *resource_name_full(struct hs_arena *arena, const struct hs_resource *resource, const char *text);

/** Parts a full name of a resource with a parent: "partnerships/p/memberships/m" -> "partnerships/p" and "m". False, and both
 *  untouched, if it is none, or without memory. */
bool resource_name_part(struct hs_arena *arena, const struct hs_resource *resource, const char *name, const char **parent,
                        const char **id);

#endif
