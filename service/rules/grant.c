/* GrantService: what centres are paid. */
#include "hensigt/v1/grant_service.h"

const struct hensigt_grant_service hensigt_grant_service_implementation = {0};

const struct hs_rules hensigt_grant_rules = {0};
