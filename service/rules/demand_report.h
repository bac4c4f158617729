/* SummariseDemand: how much is to be bought, who stands behind it, and how firm it is. */
#ifndef HS_RULES_DEMAND_REPORT_H
#define HS_RULES_DEMAND_REPORT_H

#include "service/call.h"

#include "hensigt/v1/report.h"

/** Answers it. Takes memory for each body and line, and of intentions only for those that a commitment replaced; with a read time
 *  for the name of each intention that has a quantity too. */
enum hs_code hs_demand_report(struct hs_call *call, const hensigt_summarise_demand_request *request,
                              hensigt_summarise_demand_response *reply);

#endif
