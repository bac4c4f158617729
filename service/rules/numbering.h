/* Texts with numbers: the first is 0, the next new one 1, and so on. What is known of each then stands in an array. */
#ifndef HS_RULES_NUMBERING_H
#define HS_RULES_NUMBERING_H

#include "wire/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Texts and their numbers. Start with the arena alone. */
struct hs_numbering {
    struct hs_arena *arena;
    const char **texts; /**< by number */
    uint32_t count;
    uint32_t *slots; /**< a hash table of numbers, each one too large by 1; 0 = free */
    size_t n_slots;
    bool failed; /**< no memory: all further texts have the number 0 */
};

/** The number of a text, which is copied if it is new. `*is_new` (may be NULL) says whether it was. */
uint32_t hs_number(struct hs_numbering *numbering, const char *text, bool *is_new);

#endif
