/* What a confirmed intention and a signature rest on, and who may say so (R10). */
#ifndef HS_RULES_CONFIRMATION_H
#define HS_RULES_CONFIRMATION_H

#include "service/call.h"

#include "hensigt/v1/intention.h"

#include <stdbool.h>

/** The ground of a confirmation as a request gives it, under the names `kind`, `source` and `date`. */
struct hs_ground {
    hensigt_intention_confirmation_kind kind;
    char *source;               /**< "" = not given */
    hensigt_partial_date *date; /**< NULL = not given */
};

/** Adds a violation at `source` unless it is given of a document, and only there. */
void hs_ground_check(struct hs_call *call, const struct hs_ground *ground);

/** Adds a violation at `path` unless what was signed is given of kind KEY_SIGNATURE, and only there. */
void hs_ground_check_signed(struct hs_call *call, hensigt_intention_confirmation_kind kind, const char *path,
                            const hensigt_signed_declaration *given);

/** Whether the caller may confirm on this ground, and it is there; if not, the call fails. One kind never looks like another: by
 * its key an organisation confirms itself, what a document shows is entered by others. What is signed speaks for itself, whoever
 * brings it. */
bool hs_ground_admit(struct hs_call *call, const struct hs_ground *ground);

/** A confirmation on this ground, entered by the caller now. Its date is that of the ground, or that of the document, or today.
 *  NULL, with the call failed, where no date can be found, or without memory. The ground was admitted. */
hensigt_intention_confirmation *hs_ground_confirm(struct hs_call *call, const struct hs_ground *ground, int32_t revision,
                                                  hensigt_signed_declaration *signed_declaration);

/** Completes what an imported line leaves out of a confirmation: as it was entered first (`known`, or NULL), so that a repeated
 * import changes nothing. */
void hs_confirmation_complete(struct hs_call *call, const hensigt_intention_confirmation *known, int32_t revision,
                              hensigt_intention_confirmation *confirmation);

/** Checks what must hold of every confirmation, with paths below `confirmation`; what was signed is for others to verify. Returns
 *  whether there is something signed to be verified. */
bool hs_confirmation_check(struct hs_call *call, const hensigt_intention_confirmation *confirmation);

#endif
