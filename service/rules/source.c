/* SourceService: where statements come from. */
#include "hensigt/v1/source_service.h"

#include "service/rules/dates.h"
#include "wire/date.h"

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_source *source = (const hensigt_source *)after;
    int32_t retrieved = HS_DAY_MIN;
    int32_t ignored;
    (void)before;
    if (hs_date_parse(source->retrieve_date, &retrieved, &ignored) && retrieved < hs_date_earliest(source->publish_date))
        hs_call_violation(call, "retrieve_date", "INTERVAL", "must not lie before the publication, found %s",
                          source->retrieve_date);
    if (*source->retrieve_date && retrieved > call->today)
        hs_call_violation(call, "retrieve_date", "FUTURE", "must not lie after today, found %s", source->retrieve_date);
}

const struct hensigt_source_service hensigt_source_service_implementation = {0};

const struct hs_rules hensigt_source_rules = {.check = check};
