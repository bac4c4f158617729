/* MetricClaimService: figures that sources give. */
#include "hensigt/v1/metric_claim_service.h"

const struct hensigt_metric_claim_service hensigt_metric_claim_service_implementation = {0};

const struct hs_rules hensigt_metric_claim_rules = {0};
