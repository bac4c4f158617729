/* ReportService: questions over several resources. */
#include "hensigt/v1/report_service.h"

#include "service/rules/centre_years.h"
#include "service/rules/claims_report.h"
#include "service/rules/compare.h"
#include "service/rules/demand_report.h"
#include "service/rules/innovation.h"
#include "service/rules/outcomes.h"
#include "service/rules/signature_gaps.h"

static enum hs_code compare_centres(struct hs_call *call, const hensigt_compare_centres_request *request,
                                    hensigt_compare_centres_response *reply)
{
    return hs_compare(call, request, reply);
}

static enum hs_code summarise_demand(struct hs_call *call, const hensigt_summarise_demand_request *request,
                                     hensigt_summarise_demand_response *reply)
{
    return hs_demand_report(call, request, reply);
}

static enum hs_code check_signatures(struct hs_call *call, const hensigt_check_signatures_request *request,
                                     hensigt_check_signatures_response *reply)
{
    return hs_signature_gaps(call, request, reply);
}

static enum hs_code summarise_outcomes(struct hs_call *call, const hensigt_summarise_outcomes_request *request,
                                       hensigt_summarise_outcomes_response *reply)
{
    return hs_outcomes(call, request, reply);
}

static enum hs_code summarise_innovation(struct hs_call *call, const hensigt_summarise_innovation_request *request,
                                         hensigt_summarise_innovation_response *reply)
{
    return hs_innovation(call, request, reply);
}

static enum hs_code summarise_centre_years(struct hs_call *call, const hensigt_summarise_centre_years_request *request,
                                           hensigt_summarise_centre_years_response *reply)
{
    return hs_centre_years(call, request, reply);
}

static enum hs_code check_claims(struct hs_call *call, const hensigt_check_claims_request *request,
                                 hensigt_check_claims_response *reply)
{
    return hs_claims_report(call, request, reply);
}

const struct hensigt_report_service hensigt_report_service_implementation = {
    .compare_centres = compare_centres,
    .summarise_demand = summarise_demand,
    .check_signatures = check_signatures,
    .summarise_outcomes = summarise_outcomes,
    .summarise_centre_years = summarise_centre_years,
    .summarise_innovation = summarise_innovation,
    .check_claims = check_claims,
};
