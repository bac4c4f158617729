/* What a centre did, year by year. */
#ifndef HS_RULES_CENTRE_YEARS_H
#define HS_RULES_CENTRE_YEARS_H

#include "service/call.h"

#include "hensigt/v1/report.h"

/** Fills the reply. */
enum hs_code hs_centre_years(struct hs_call *call, const hensigt_summarise_centre_years_request *request,
                             hensigt_summarise_centre_years_response *reply);

#endif
