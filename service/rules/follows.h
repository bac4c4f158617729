/* Intentions that follow from signatures of instruments: which they may name, and what becomes of them with their signatures. */
#ifndef HS_RULES_FOLLOWS_H
#define HS_RULES_FOLLOWS_H

#include "service/call.h"
#include "service/rules/signature_standing.h"

#include "hensigt/v1/instrument.h"
#include "hensigt/v1/intention.h"
#include "hensigt/v1/signature.h"

/** Checks that an intention's signatures are its organisation's own, made as a signatory, of instruments about its process or about
 * none: violations at `signatures[i]`. */
void hs_follows_check(struct hs_call *call, const hensigt_intention *intention);

/** Refuses an intention of which a signature does not stand on a day: the lack SIGNATURE_NOT_STANDING. */
void hs_follows_require(struct hs_call *call, const hensigt_intention *intention, int32_t day);

/** Withdraws the intentions that follow from a signature and from no other that stands then. `withdrawn` is the signature as it is
 *  about to be stored. What was bought stays bought. */
enum hs_code hs_follows_withdraw(struct hs_call *call, const hensigt_signature *withdrawn);

/** Annuls the intentions that follow from a signature and from no other that was not annulled; drafts stay. `annulled` likewise. */
enum hs_code hs_follows_annul(struct hs_call *call, const hensigt_signature *annulled);

/** The same of all signatures of an instrument; `signing` are those there are. */
enum hs_code hs_follows_annul_all(struct hs_call *call, const hensigt_instrument *annulled, const struct hs_signing *signing);

#endif
