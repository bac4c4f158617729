/* Shares in per cent. */
#ifndef HS_RULES_PERCENTAGE_H
#define HS_RULES_PERCENTAGE_H

#include "wire/arena.h"

#include <stdint.h>

/** The share of `part` in `whole`, in per cent with one decimal, half rounded up: "46.0". "" of nothing; neither is negative and
 * the part is never more than the whole. In the arena; NULL without memory. */
char *hs_percentage(struct hs_arena *arena, int64_t part, int64_t whole);

#endif
