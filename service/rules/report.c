/* ReportService: questions over several resources, a file for each. */
#include "hensigt/v1/report_service.h"

#include "service/rules/centre_years.h"
#include "service/rules/claims_report.h"
#include "service/rules/compare.h"
#include "service/rules/demand_report.h"
#include "service/rules/innovation.h"
#include "service/rules/outcomes.h"
#include "service/rules/signature_gaps.h"

const struct hensigt_report_service hensigt_report_service_implementation = {
    .compare_centres = hs_compare,
    .summarise_demand = hs_demand_report,
    .check_signatures = hs_signature_gaps,
    .summarise_outcomes = hs_outcomes,
    .summarise_centre_years = hs_centre_years,
    .summarise_innovation = hs_innovation,
    .check_claims = hs_claims_report,
};
