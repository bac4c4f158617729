/* PartnershipService: what organisations belong to. */
#include "hensigt/v1/partnership_service.h"

#include "hensigt/v1/process_tables.h"

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_partnership *partnership = (const hensigt_partnership *)after;
    (void)before;
    bool of_process = hs_contract_resource_of_name(partnership->subject, false) == &hensigt_process_resource;
    if (of_process && partnership->kind != HENSIGT_PARTNERSHIP_KIND_PROCESS)
        hs_call_violation(call, "kind", "SUBJECT", "must be KIND_PROCESS where the subject is a process");
    else if (!of_process && partnership->kind == HENSIGT_PARTNERSHIP_KIND_PROCESS)
        hs_call_violation(call, "kind", "SUBJECT", "must not be KIND_PROCESS where the subject is a centre");
}

const struct hensigt_partnership_service hensigt_partnership_service_implementation = {0};

const struct hs_rules hensigt_partnership_rules = {.check = check};
