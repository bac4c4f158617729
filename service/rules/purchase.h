/* What the files of PurchaseService share: purchase.c has the rules and the changes of state, purchase_fulfilments.c what is
 * fulfilled, purchase_award.c what an award needs of others. */
#ifndef HS_RULES_PURCHASE_H
#define HS_RULES_PURCHASE_H

#include "service/call.h"

#include "hensigt/v1/purchase.h"

/** Checks what a purchase says it fulfils, by itself and against the intentions: violations below `fulfilments`. Of intentions that
 * the caller may not see, only those are looked at that it named before its change (NULL: it is new). */
void hs_purchase_check_fulfilments(struct hs_call *call, const hensigt_purchase *before, const hensigt_purchase *purchase);

/** Adds violations for what an imported line leaves out of the fulfilments of a purchase that was awarded. */
void hs_purchase_check_kept(struct hs_call *call, const hensigt_purchase *before, const hensigt_purchase *after);

/** Adds a lack for each intention that a purchase (hensigt_purchase), awarded as it is given, cannot fulfil. */
void hs_purchase_require_intentions(struct hs_call *call, const void *purchase);

/** Writes the intentions whose fulfilment changes with a purchase. */
void hs_purchase_settle(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after);

/** Adds a lack for all that an award needs of others, in the purchase as it is to be: of its buyers, of its process (R1), and of
 * the intentions. */
void hs_purchase_require_award(struct hs_call *call, const hensigt_purchase *purchase);

#endif
