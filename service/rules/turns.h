/* Days on which something can come to stand otherwise: the days its dates can mean. */
#ifndef HS_RULES_TURNS_H
#define HS_RULES_TURNS_H

#include "hensigt/v1/common.h"
#include "wire/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Days. Start with the arena alone. */
struct hs_turns {
    struct hs_arena *arena;
    int32_t *days;
    size_t count;
    bool failed; /**< no memory: days are missing */
};

/** Adds the first and the last day that a date can mean, where they are known, each moved on by `offset` days: 0 for something that
 *  begins with it, 1 for something whose last day it is. NULL and what says nothing add nothing. */
void hs_turns_add(struct hs_turns *turns, const hensigt_partial_date *date, int32_t offset);

/** Adds one day. */
void hs_turns_add_day(struct hs_turns *turns, int32_t day);

/** Puts the days into their order, each once. */
void hs_turns_sort(struct hs_turns *turns);

#endif
