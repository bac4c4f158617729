/* What the registry computes of that which sources claim. */
#ifndef HS_RULES_CLAIMS_COMPUTED_H
#define HS_RULES_CLAIMS_COMPUTED_H

#include "service/call.h"

#include "hensigt/v1/metric_claim.h"
#include "hensigt/v1/report.h"

/** A figure that was computed, in the claim's unit and for its time; all NULL where it cannot be or nothing is known to count. */
struct hs_computed {
    const char *certain;  /**< the least it is, as a decimal */
    const char *possible; /**< the most it can be */
    const char *words;    /**< both, as a person would write them */
};

/** Figures on their way. Start with the call, the same call with memory of its own in `aside`, and the read time. */
struct hs_computing {
    struct hs_call *call;
    struct hs_call aside; /**< for what is needed while one figure is computed */
    int64_t read_time;
    hensigt_summarise_innovation_response *innovation; /**< once it was asked for */
};

/** Computes what a claim is about; its texts live in the call's arena. */
enum hs_code hs_compute(struct hs_computing *computing, const hensigt_metric_claim *claim, struct hs_computed *out);

#endif
