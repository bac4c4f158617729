/* What the files of IntentionService share: intention.c has the rules and the changes of state, intention_batch.c several at once,
 * declaration.c what is signed. */
#ifndef HS_RULES_INTENTION_H
#define HS_RULES_INTENTION_H

#include "service/call.h"

#include "hensigt/v1/intention.h"

/** Confirms one intention; the handler of ConfirmIntention. */
enum hs_code hs_intention_confirm(struct hs_call *call, const hensigt_confirm_intention_request *request, hensigt_intention *reply);

/** The handlers of BatchCreateIntentions and BatchConfirmIntentions. */
enum hs_code hs_intentions_batch_create(struct hs_call *call, const hensigt_batch_create_intentions_request *request,
                                        hensigt_batch_create_intentions_response *reply);
enum hs_code hs_intentions_batch_confirm(struct hs_call *call, const hensigt_batch_confirm_intentions_request *request,
                                         hensigt_batch_confirm_intentions_response *reply);

#endif
