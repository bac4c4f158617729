/* What came of the intentions. */
#ifndef HS_RULES_OUTCOMES_H
#define HS_RULES_OUTCOMES_H

#include "service/call.h"

#include "hensigt/v1/report.h"

/** Fills the reply: what was bought of what had been confirmed by a day, and how long it took. */
enum hs_code hs_outcomes(struct hs_call *call, const hensigt_summarise_outcomes_request *request,
                         hensigt_summarise_outcomes_response *reply);

#endif
