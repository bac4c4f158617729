/* How much of an intention has been bought: what the awarded purchases fulfil, on any day in the field and as known at any moment.
 *
 * An intention's own state and fulfilled_quantity say the same for today, and are written together with the purchase. */
#ifndef HS_RULES_FULFILMENT_H
#define HS_RULES_FULFILMENT_H

#include "service/call.h"
#include "service/rules/dates.h"
#include "wire/decimal.h"

#include "hensigt/v1/intention.h"
#include "hensigt/v1/purchase.h"

#include <stdbool.h>

/** What one purchase fulfils of one intention. */
struct hs_fulfilment {
    const char *intention;
    const hensigt_quantity *quantity; /**< NULL: the intention as a whole */
    const hensigt_purchase *purchase; /**< one that was awarded at some time, and not entered in error */
};

/** Fulfilments, by intention, then by the purchase's name. They live in the call's arena. */
struct hs_fulfilments {
    struct hs_fulfilment *fulfilments;
    size_t count;
};

/** What the purchases that were ever awarded fulfil of `count` intentions, as known at `read_time` (0 = now): one look-up for each
 *  intention, or one walk over all purchases where a read time is given. Purchases are read once, however many of the intentions
 *  they fulfil. */
enum hs_code hs_fulfilments_read(struct hs_call *call, const char *const *intentions, size_t count, int64_t read_time,
                                 struct hs_fulfilments *out);

/** The fulfilments of one intention: `*count` of them from the returned one on; NULL of none. */
const struct hs_fulfilment *hs_fulfilments_of(const struct hs_fulfilments *fulfilments, const char *intention, size_t *count);

/** Whether a purchase stands on a day: it had been awarded by then, and its award was not taken back. */
enum hs_truth hs_purchase_stands(const hensigt_purchase *purchase, int32_t day);

/** How far an intention was fulfilled on a day. The quantities are in its own unit, and 0 of one without a quantity. */
struct hs_fulfilled {
    enum hs_truth begun;                  /**< something of it had been bought */
    enum hs_truth whole;                  /**< all of it had been bought */
    struct hs_decimal certain;            /**< bought, whatever the dates turn out to be */
    struct hs_decimal possible;           /**< bought at most */
    struct hs_decimal certain_remaining;  /**< left, whatever the dates turn out to be: never below 0 */
    struct hs_decimal possible_remaining; /**< left at most */
};

/** Judges one intention on a day. False where a sum cannot be held exactly, as for hs_decimal_add. */
bool hs_fulfilled_on(const struct hs_fulfilments *fulfilments, const hensigt_intention *intention, int32_t day,
                     struct hs_fulfilled *out);

/* ---- for what is written ------------------------------------------------------------------------------------------------- */

/** Whether a purchase was awarded at some time, whatever became of it, and not in error. */
bool hs_purchase_was_awarded(const hensigt_purchase *purchase);

/** Makes the list as if the registry held this version of a purchase and no other. False without memory. */
bool hs_fulfilments_replace(struct hs_arena *arena, struct hs_fulfilments *fulfilments, const hensigt_purchase *purchase);

/** Sets an intention's state and fulfilled_quantity to what the awarded purchases say. One that is withdrawn stays so, with what
 * was bought; of one that was never confirmed nothing is set. The call fails where memory lacks, or digits for the sum. */
void hs_fulfilments_apply(struct hs_call *call, const struct hs_fulfilments *fulfilments, hensigt_intention *intention);

/** Adds the violation FULFILMENTS unless an intention says of itself what the awarded purchases say: at `path`, or with NULL at its
 *  own fields. */
void hs_fulfilments_check(struct hs_call *call, const char *path, const hensigt_intention *intention);

/** Adds the lack FULFILLED for each purchase that fulfils an intention and was awarded after a date, from which on the intention is
 *  not to count; with NULL for each that fulfils it at all. */
void hs_fulfilments_require_none(struct hs_call *call, const char *intention, const hensigt_partial_date *after);

#endif
