/* What the files of IntentionService share: intention.c has the rules and the changes of state, intention_batch.c several at once,
 * declaration.c what is signed. */
#ifndef HS_RULES_INTENTION_H
#define HS_RULES_INTENTION_H

#include "service/call.h"

#include "hensigt/v1/intention.h"

/** Confirms one intention; the handler of ConfirmIntention. */
enum hs_code hs_intention_confirm(struct hs_call *call, const hensigt_confirm_intention_request *request, hensigt_intention *reply);

/** Enters an intention and confirms it at once on a ground that was found good, as CreateIntention, SubmitIntention and
 *  ConfirmIntention would together: all their rules are asked. The intention's name is the one it is to have, or empty for one that
 *  the registry makes. *reply becomes the intention as stored. */
enum hs_code hs_intention_enter_confirmed(struct hs_call *call, const hensigt_intention *intention,
                                          const hensigt_intention_confirmation *confirmation, hensigt_intention *reply);

/** Withdraws a confirmed intention, or annuls one, because what it follows from was. */
enum hs_code hs_intention_withdraw_with(struct hs_call *call, const hensigt_intention *intention,
                                        hensigt_intention_withdrawal *withdrawal);
enum hs_code hs_intention_annul_with(struct hs_call *call, const hensigt_intention *intention, const char *reason);

/** The handlers of BatchCreateIntentions and BatchConfirmIntentions. */
enum hs_code hs_intentions_batch_create(struct hs_call *call, const hensigt_batch_create_intentions_request *request,
                                        hensigt_batch_create_intentions_response *reply);
enum hs_code hs_intentions_batch_confirm(struct hs_call *call, const hensigt_batch_confirm_intentions_request *request,
                                         hensigt_batch_confirm_intentions_response *reply);

#endif
