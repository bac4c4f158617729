/* The innovative share of purchases. */
#ifndef HS_RULES_INNOVATION_H
#define HS_RULES_INNOVATION_H

#include "service/call.h"

#include "hensigt/v1/report.h"

/** Fills the reply: what the registry computes, and what was published beside it. */
enum hs_code hs_innovation(struct hs_call *call, const hensigt_summarise_innovation_request *request,
                           hensigt_summarise_innovation_response *reply);

#endif
