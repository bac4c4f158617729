/* Claims that disagree with each other, or with what is computed. */
#ifndef HS_RULES_CLAIMS_REPORT_H
#define HS_RULES_CLAIMS_REPORT_H

#include "service/call.h"

#include "hensigt/v1/report.h"

/** Fills the reply: the disagreements among the claims that were asked for, by subject and metric. */
enum hs_code hs_claims_report(struct hs_call *call, const hensigt_check_claims_request *request,
                              hensigt_check_claims_response *reply);

#endif
