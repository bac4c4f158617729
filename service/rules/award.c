/* AwardService: what financing schemes pay. */
#include "hensigt/v1/award_service.h"

const struct hensigt_award_service hensigt_award_service_implementation = {0};

const struct hs_rules hensigt_award_rules = {0};
