/* Sums of demand, kept apart by all that must not be added: and by what was asked for. */
#ifndef HS_RULES_DEMAND_LINES_H
#define HS_RULES_DEMAND_LINES_H

#include "service/call.h"
#include "service/rules/dates.h"
#include "service/rules/demand_scope.h"
#include "service/rules/numbering.h"
#include "wire/decimal.h"

#include "hensigt/v1/report.h"

#include <stdbool.h>
#include <stdint.h>

/** What tells one line from another. A dimension that was not asked for is empty in all of them. */
struct hs_demand_key {
    hensigt_intention_level level;
    hensigt_intention_confirmation_kind kind;
    hensigt_instrument_binding binding;
    const char *unit_code;     /**< "" = without a quantity */
    const char *currency_code; /**< "" = without a value */
    const char *region_code;
    char quarter[HS_QUARTER_SIZE];
    const char *process;
    const char *organisation;
    bool unreaffirmed; /**< it may count by signatures of an earlier revision: shown apart (R2 of the field's rules) */
};

/** What an intention that may count adds to its line. Its texts need not live on. */
struct hs_demand_item {
    struct hs_demand_key key;
    const hensigt_intention *intention;
    bool certain;                         /**< it counts for certain */
    uint32_t body;                        /**< the number of the body that stands behind it */
    struct hs_decimal certain_remaining;  /**< of a quantity: what is left of it at least */
    struct hs_decimal possible_remaining; /**< what is left of it at most */
};

struct hs_demand_line;

/** Lines under construction. Start with the call, and its arena in `keys`. */
struct hs_demand_lines {
    struct hs_call *call;
    struct hs_numbering keys;
    struct hs_demand_line *lines; /**< by the number of their key */
};

/** Fails the call because a sum with an intention cannot be held exactly. */
enum hs_code hs_demand_too_large(struct hs_call *call, const hensigt_intention *intention);

/** Adds an intention to its line. OUT_OF_RANGE, reason SUM_TOO_LARGE, where a sum cannot be held exactly; RESOURCE_EXHAUSTED,
 * reason TOO_MANY_LINES, where they would not fit into a reply. */
enum hs_code hs_demand_lines_add(struct hs_demand_lines *lines, const struct hs_demand_item *item);

/** Writes the lines in their order: by process, level, quarter, region, organisation, binding, kind of confirmation, unit and
 * currency, what is not known last, and what waits to be reaffirmed behind the rest. */
enum hs_code hs_demand_lines_write(struct hs_demand_lines *lines, hensigt_summarise_demand_response *reply);

#endif
