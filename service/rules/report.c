/* ReportService: questions over several resources. */
#include "hensigt/v1/report_service.h"

#include "service/rules/centre_years.h"
#include "service/rules/compare.h"
#include "service/rules/demand.h"
#include "service/rules/innovation.h"
#include "service/rules/transition.h"

static enum hs_code compare_centres(struct hs_call *call, const hensigt_compare_centres_request *request,
                                    hensigt_compare_centres_response *reply)
{
    return hs_compare(call, request, reply);
}

static enum hs_code summarise_demand(struct hs_call *call, const hensigt_summarise_demand_request *request,
                                     hensigt_summarise_demand_response *reply)
{
    struct hs_demand demand;
    if (!*request->process) {
        hs_call_violation(call, "process", "REQUIRED", "must be given");
        return hs_status_code(call->status);
    }
    int64_t read_time = hs_call_read_time(call, request->read_time);
    int32_t day = hs_call_effective_day(call, request->effective_date);
    if (!hs_call_get(call, request->process, read_time) || hs_demand_read(call, request->process, day, read_time, &demand) != HS_OK)
        return hs_status_code(call->status);
    reply->process = request->process;
    reply->effective_date = hs_call_day_text(call, day);
    reply->read_time = hs_call_shown_time(call, read_time);
    if (!reply->effective_date || !reply->read_time)
        return hs_no_memory(call);
    return hs_demand_sum(call, &demand, reply);
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

const struct hensigt_report_service hensigt_report_service_implementation = {
    .compare_centres = compare_centres,
    .summarise_demand = summarise_demand,
    .summarise_centre_years = summarise_centre_years,
    .summarise_innovation = summarise_innovation,
};
