/* The path of a field in a message: `centre.offices[2].start_date`. */
#ifndef HS_PATH_H
#define HS_PATH_H

#include "wire/arena.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One step of a path. Steps live on the stacks of those who walk a message; each points to the one above it. */
struct hs_path {
    const struct hs_path *parent; /**< NULL at the root */
    const char *name;             /**< of a field; "" adds nothing; NULL for an element of a repeated field */
    size_t index;                 /**< of the element, from 0 */
};

/** The step to a field. */
struct hs_path hs_path_field(const struct hs_path *parent, const char *name);

/** The step to an element of a repeated field. */
struct hs_path hs_path_element(const struct hs_path *parent, size_t index);

/** The path in text; "" for NULL. NULL without memory. */
char *hs_path_text(struct hs_arena *arena, const struct hs_path *path);

#ifdef __cplusplus
}
#endif
#endif
