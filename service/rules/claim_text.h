/* Figures in words. */
#ifndef HS_RULES_CLAIM_TEXT_H
#define HS_RULES_CLAIM_TEXT_H

#include "wire/arena.h"

#include "hensigt/v1/metric_claim.h"

/** The value with its comparison, unit and nature: "46 %", "about 5 %", "more than 200", "334 000 000 NOK (estimated)", "10 %
 * (target)". In the arena; NULL without memory. */
char *hs_claim_text(struct hs_arena *arena, const hensigt_metric_claim *claim);

/** An amount: "19 600 000 DKK", "0.5 EUR". In the arena; NULL without memory. */
char *hs_money_words(struct hs_arena *arena, const hensigt_money *money);

#endif
